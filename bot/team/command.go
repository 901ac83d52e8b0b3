package team

import (
	"context"
	"slices"
	"strings"

	"digbot/bot"
	"digbot/internal/programme"
)

// command is something that a member of the team tells the bot to do, in words or by a click.
type command struct {
	id       string   // in the journal, in the words, and after buttonPrefix in the ids of buttons and forms
	names    []string // in French; the first is the one shown
	english  []string // the reply follows; the first is the one shown
	rights   []Right  // one of these is needed; none: anybody of the team may
	question bool     // a word that candidates use, too: alone, and from somebody else, it is a question
	run      func(ctx context.Context, t turn, rest string) (bot.Reply, error)
}

// called is a command as somebody wrote it.
type called struct {
	command
	language programme.Language
	rest     string // what follows its name, as it was written
}

// name is how the command is shown in a language.
func (c command) name(language programme.Language) string {
	if language == programme.English {
		return c.english[0]
	}
	return c.names[0]
}

// find reads the command with which a text begins: of several the one with the longest name.
func (t *Team) find(text string) (called, bool) {
	words := wordsOf(text)
	var found called
	longest := 0
	for _, c := range t.commands {
		for _, language := range programme.Languages() {
			for _, name := range c.in(language) {
				n := begins(words, wordsOf(name))
				if n > longest {
					longest = n
					found = called{c, language, strings.TrimSpace(text[words[n-1].end:])}
				}
			}
		}
	}
	return found, longest > 0
}

func (c command) in(language programme.Language) []string {
	if language == programme.English {
		return c.english
	}
	return c.names
}

// begins counts the words of name when the text begins with all of them, else 0.
func begins(text, name []word) int {
	if len(text) < len(name) {
		return 0
	}
	for i := range name {
		if text[i].text != name[i].text {
			return 0
		}
	}
	return len(name)
}

// meant is the name of the command that somebody probably meant by words that are none.
func (t *Team) meant(text string, may func(command) bool) (string, bool) {
	words := wordsOf(text)
	var known []string
	shown := map[string]string{} // by how it is folded
	for _, c := range t.commands {
		if !may(c) {
			continue
		}
		for _, name := range slices.Concat(c.names, c.english) {
			known = append(known, folded(name))
			shown[folded(name)] = name
		}
	}
	for n := min(len(words), 3); n > 0; n-- {
		var begin []string
		for _, w := range words[:n] {
			begin = append(begin, w.text)
		}
		if name, found := nearest(strings.Join(begin, " "), known); found {
			return shown[name], true
		}
	}
	return "", false
}

// buttonPrefix begins the ids of the buttons and forms of commands: a click says what the command with these words would.
const buttonPrefix = "team-"

// clicked is the command of a button or form.
func (t *Team) clicked(m bot.Message) (called, bool) {
	id, ours := strings.CutPrefix(m.Choice, buttonPrefix)
	if !ours {
		return called{}, false
	}
	for _, c := range t.commands {
		if c.id == id {
			return called{c, programme.French, m.Value}, true
		}
	}
	return called{}, false
}
