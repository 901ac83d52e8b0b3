package team

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"digbot/bot"
	"digbot/templates"
)

// longestPost is the length of a free announcement, in characters: one message on every platform.
const longestPost = 3000

// broadcast are the mentions that would ring at everybody.
var broadcast = regexp.MustCompile(`(?i)@(channel|here|all|everyone|group|canal|ici|tous)\b|<!\w`)

// channelForm is how people name a channel: #annonces, annonces, or as a platform writes a mention: <#C012|annonces>.
var channelForm = regexp.MustCompile(`^<?#?([\pL\pN_-]+)(?:\|[^>]*)?>?$`)

// publish proposes a free announcement: publier #canal TEXTE.
func publish(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	channel, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if at := strings.IndexByte(channel, '\n'); at >= 0 {
		channel, text = channel[:at], channel[at+1:]+" "+text
	}
	text = strings.TrimSpace(text)
	named := channelForm.FindStringSubmatch(channel)
	switch {
	case named == nil || text == "":
		return bot.Reply{}, because("publish")
	case utf8.RuneCountInString(text) > longestPost:
		return bot.Reply{}, because("long", "most", longestPost)
	case broadcast.MatchString(text):
		return bot.Reply{}, because("broadcast", "mention", broadcast.FindString(text))
	}
	return t.propose(ctx, "publish", map[string]string{"channel": named[1], "text": text})
}

func showPublish(_ context.Context, t turn, p proposal) (shown, error) {
	body, err := t.word("publish", map[string]any{"channel": p.Args["channel"]})
	text := templates.Document{Blocks: []templates.Block{{Kind: templates.Quote, Items: [][]templates.Block{templates.ParseMarkdown(p.Args["text"]).Blocks}}}}
	return shown{body: body.Append(text), summary: t.label("change_publish") + " : #" + p.Args["channel"]}, err
}

func doPublish(ctx context.Context, t turn, p proposal) error {
	return t.Publisher.Publish(ctx, p.Args["channel"], "published-"+p.Hash, templates.ParseMarkdown(p.Args["text"]))
}
