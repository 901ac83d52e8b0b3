package personal

import (
	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// say words a reply for the person alone: the text personal-<name>.
func (t turn) say(kind bot.ReplyKind, name string, data map[string]any) (bot.Reply, error) {
	body, err := t.word(name, data)
	return bot.Reply{Kind: kind, Body: body, Language: t.language, Private: true}, err
}

func (t turn) word(name string, data map[string]any) (templates.Document, error) {
	return t.Texts.Phrase("personal-"+name, templates.View{Season: t.season, Now: t.now, Language: t.language, Data: data})
}

// label is a short text that is no Markdown, such as a button's.
func (t turn) label(key string) string { return t.labels[t.language].Say(key) }

// button means the same as the words of a wish.
func (t turn) button(id, value string, style bot.Style) bot.Button {
	return bot.Button{ID: buttonPrefix + id, Label: t.label(id), Value: value, Style: style}
}

// with adds a text to a reply, and buttons.
func (t turn) with(reply bot.Reply, name string, data map[string]any, buttons ...bot.Button) (bot.Reply, error) {
	body, err := t.word(name, data)
	if err != nil {
		return reply, err
	}
	reply.Body = reply.Body.Append(body)
	reply.Buttons = append(reply.Buttons, buttons...)
	return reply, nil
}

// in is the turn in another language: the team is addressed in the programme's own.
func (t turn) in(language programme.Language) turn {
	t.language = language
	return t
}
