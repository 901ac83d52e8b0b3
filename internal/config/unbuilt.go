package config

import "fmt"

// Unbuilt lists, a sentence each, what the files set but this release does not do yet: nothing is silently ignored.
func (c Config) Unbuilt() []string {
	var notices []string
	for _, row := range unbuilt() {
		if position, set := c.positions[row.key]; set {
			notices = append(notices, fmt.Sprintf("%s:%d: %s is accepted, but this release %s.", position.File, position.Line, row.key, row.sentence))
		}
	}
	return notices
}

// unbuilt is the table of settings that later releases will use: the release that builds one deletes its row.
func unbuilt() []struct{ key, sentence string } {
	return []struct{ key, sentence string }{
		{"store.redis", "keeps its state in the file " + defaultFile},
		{"store.redis_file", "keeps its state in the file " + defaultFile},
		{"store.wait_replicas", "knows no replicas"},
		{"mail.relays", "sends no mail: it writes .eml files into mail.outbox"},
		{"mail.connections", "opens no connection to a relay"},
		{"mail.limits", "sends no mail that could be limited"},
		{"mail.only", "sends no mail to anybody: it writes .eml files into mail.outbox"},
		{"mail.dkim", "signs no mail"},
		{"slack", "does not talk to Slack; ask on the terminal with digbot ask or digbot chat"},
		{"mattermost", "does not talk to Mattermost; ask on the terminal with digbot ask or digbot chat"},
		{"approvals.undo", "sends approved messages at once"},
		{"approvals.expires", "lets no approval expire"},
		{"desk", "relays no question to the team"},
		{"http", "opens no HTTP door"},
		{"people", "reads people from the file that --roster names"},
		{"decisions", "stores no decision: they stay in the file that --roster names"},
		{"retention", "stores nobody's data beyond a rehearsal, so that there is nothing to delete"},
	}
}
