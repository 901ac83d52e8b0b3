package team

import (
	"regexp"
	"strings"

	"digbot/internal/programme"
	"digbot/templates"
)

// Note words a note of the ledger: why a message did not leave, or what the team should know. What has no form of its own,
// such as the answer of a relay, is left as it is.
func (w Wording) Note(note string, language programme.Language) string {
	for _, form := range w.notes {
		if groups := form.form.FindStringSubmatch(note); groups != nil {
			return w.labels[language].Say(form.label, w.quoted(form, groups[1:], language)...)
		}
	}
	return note
}

// OnPerson words a line that begins with a person's id and may tell the row of the list where the person stands: what is
// missing for somebody, or what the team should know about somebody. name names whoever has the id.
func (w Wording) OnPerson(line string, name func(id string) string, language programme.Language) string {
	found := aboutPerson.FindStringSubmatch(line)
	if found == nil {
		return w.Note(line, language)
	}
	labels, who := w.labels[language], name(found[1])
	if found[2] != "" {
		who += " (" + labels.Say("row", "n", found[2]) + ")"
	}
	return labels.Say("on_person", "who", who, "what", w.Note(line[len(found[0]):], language))
}

var aboutPerson = regexp.MustCompile(`^(\S+?)(?: \(row (\d+)\))?: `)

// noted is a form of the ledger's notes; {1} in the label is what the first group holds, as the first of values words it.
type noted struct {
	form   *regexp.Regexp
	label  string
	values []wordsOfValue
}

// wordsOfValue words what a note quotes.
type wordsOfValue func(w Wording, value string, language programme.Language) string

func (w Wording) quoted(form noted, groups []string, language programme.Language) []any {
	var with []any
	for i, word := range form.values {
		with = append(with, i+1, word(w, groups[i], language))
	}
	return with
}

func notes() []noted {
	var all []noted
	add := func(form, label string, values ...wordsOfValue) {
		all = append(all, noted{regexp.MustCompile(`^(?s:` + form + `)$`), label, values})
	}
	add(`has applied and has no decision: no result is sent`, "note_undecided")
	add(`([a-z-]+) needs: (.+)`, "note_lacks", mailWords, lackWords)
	add(`is not written to: the challenge was withdrawn`, "note_withdrawn")
	add(`is not written to: ([a-z-]+) does not concern this person`, "note_unconcerned", mailWords)
	add(`mails to this address come back since (\S+): reach the person in another way`, "note_unreachable", dateWords)
	add(`the person does not want these mails since (\S+)`, "note_refusing", dateWords)
	add(`too late to be of use`, "note_late")
	add(`the mailing no longer exists`, "note_no_mailing")
	add(`the person is no longer in the roster`, "note_gone")
	add(`the mailing no longer concerns the person`, "note_concerned")
	add(`values are missing: (.+)`, "note_missing", missingWords)
	add(`posts of this purpose are switched off`, "note_no_channel")
	add(`no time is left for another try: (.*)`, "note_gave_up", Wording.Note)
	add(`an earlier try may have arrived: (.*)`, "note_doubt", Wording.Note)
	add(`the ledger could not be reached before the message was handed over`, "note_unreadable")
	add(`another mail to the same person goes first: this one follows within the hour`, "note_spaced")
	add(`the limit of messages is reached until \S+`, "note_limit")
	add(`sent, says (\S+)`, "note_sent", Wording.Who)
	add(`to be sent again, says (\S+)`, "note_again", Wording.Who)
	return all
}

// resultMail is the name of a result's mail, which is a decision.
var resultMail = regexp.MustCompile(`^result-(laureate|reserve|declined)$`)

// mailWords names a mail, without the decision that it tells.
func mailWords(w Wording, mailing string, language programme.Language) string {
	mailing = resultMail.ReplaceAllString(mailing, "result")
	if words, worded := w.labels[language]["mail_"+mailing]; worded {
		return words
	}
	return mailing
}

// lackWords names a value that a mail cannot do without.
func lackWords(w Wording, field string, language programme.Language) string {
	if words, worded := w.labels[language]["lack_"+field]; worded {
		return words
	}
	return field
}

var lacking = regexp.MustCompile(`needs: ([^,]+)`)

// missingWords names the values of several lines that tell of one each.
func missingWords(w Wording, lines string, language programme.Language) string {
	var fields []string
	for _, found := range lacking.FindAllStringSubmatch(lines, -1) {
		fields = append(fields, lackWords(w, found[1], language))
	}
	if len(fields) == 0 {
		return lines
	}
	return strings.Join(fields, ", ")
}

func dateWords(_ Wording, text string, language programme.Language) string {
	date, err := programme.ParseDate(text)
	if err != nil {
		return text
	}
	return templates.View{Language: language}.Date(date)
}
