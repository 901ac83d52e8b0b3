package team

import "digbot/bot"

// refusal is why a command is not carried out. It is no failure: the person is told why, and whom to ask.
type refusal struct {
	why     string         // in the journal, and in the words of team-refused
	content string         // hash of what was asked for, when it has one
	data    map[string]any // what the words quote
}

// Error names the reason.
func (r *refusal) Error() string { return r.why }

// because is a refusal without more to say.
func because(why string, quoted ...any) error {
	data := map[string]any{}
	for i := 0; i+1 < len(quoted); i += 2 {
		data[quoted[i].(string)] = quoted[i+1]
	}
	return &refusal{why: why, data: data}
}

func (t turn) refused(r *refusal) (bot.Reply, error) {
	data := map[string]any{"why": r.why}
	for key, value := range r.data {
		data[key] = value
	}
	reply, err := t.say("refused", data)
	reply.Kind, reply.Private = bot.KindRefusal, true
	return reply, err
}
