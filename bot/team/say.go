package team

import (
	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// say words a reply: the text team-<name> in the language in which the command was given.
func (t turn) say(name string, data map[string]any) (bot.Reply, error) {
	body, err := t.word(name, data)
	return bot.Reply{Kind: bot.KindCommand, Body: body, Language: t.language}, err
}

func (t turn) word(name string, data map[string]any) (templates.Document, error) {
	return t.Texts.Phrase("team-"+name, t.view(data))
}

func (t turn) view(data map[string]any) templates.View {
	return templates.View{Season: t.season, Now: t.now, Language: t.language, Data: data}
}

// label is a short text that is no Markdown, such as a button's.
func (t turn) label(key string, replacements ...any) string {
	return t.labels[t.language].Say(key, replacements...)
}

// toTeam is the turn in the programme's own language, in which the whole team is told things.
func (t turn) toTeam() turn {
	t.language = programme.French
	return t
}
