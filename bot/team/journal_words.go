package team

import (
	"regexp"
	"strings"

	"digbot/internal/programme"
	"digbot/templates"
)

// Wording puts entries of the journal, and notes of the ledger, into words.
type Wording struct {
	staff    Staff
	labels   map[programme.Language]templates.Words
	commands []command
	others   []recorded
	notes    []noted
}

// NewWording returns a wording that knows the staff by name.
func NewWording(staff Staff) (Wording, error) {
	labels := map[programme.Language]templates.Words{}
	for _, language := range programme.Languages() {
		words, err := templates.Labels("team", language)
		if err != nil {
			return Wording{}, err
		}
		labels[language] = words
	}
	return Wording{staff, labels, commands(), recordings(), notes()}, nil
}

// Who names whoever did something: a member of the team by name, what is no person by its part, somebody else by id.
func (w Wording) Who(who string, language programme.Language) string {
	if words, worded := w.labels[language]["who_"+who]; worded {
		return words
	}
	if login, isOperator := strings.CutPrefix(who, "operator:"); isOperator {
		return w.labels[language].Say("who_operator") + " (" + login + ")"
	}
	return w.staff.Name(who)
}

// Where tells the place: "slack (message privé)", "tableau de bord".
func (w Wording) Where(where string, language programme.Language) string {
	if words, worded := w.labels[language]["where_"+where]; worded {
		return words
	}
	if platform, direct := strings.CutSuffix(where, ":direct"); direct {
		return w.labels[language].Say("where_direct", "platform", platform)
	}
	return where
}

// Did tells the command, what came of it, and what it was about, by id.
func (w Wording) Did(what string, language programme.Language) string {
	labels := w.labels[language]
	for _, other := range w.others {
		if text, told := other.told(what, labels); told {
			return text
		}
	}
	command, rest, _ := strings.Cut(what, " ")
	outcome, about, _ := strings.Cut(rest, " ")
	text := command
	for _, c := range w.commands {
		if c.id == command {
			text = c.name(language)
		}
	}
	switch label, worded := labels["did_"+strings.TrimSuffix(outcome, ":")]; {
	case outcome == "":
	case worded:
		text += ", " + label
	default:
		text += " " + outcome
	}
	kind := "change_"
	if outcome == refusedOutcome {
		kind = "why_"
	}
	if words, worded := labels[kind+about]; worded {
		about = words
	}
	return strings.TrimSpace(text + " " + about)
}

// recorded is a way in which others than the team's commands write into the journal; {1} in the label is what the first
// group holds.
type recorded struct {
	form  *regexp.Regexp
	label string
}

func recordings() []recorded {
	var all []recorded
	for _, each := range [][2]string{
		{`people import: (\d+) added, (\d+) changed, (\d+) removed`, "told_imported"},
		{`people import: nothing was done`, "told_not_imported"},
		{`people forgot (\d+): (\S+)`, "told_forgot"},
		{`people export (\S+)`, "told_exported"},
		{`people export --unannounced (\S+)`, "told_exported_all"},
		{`backup`, "told_copied"},
		{`backup failed`, "told_not_copied"},
		{`backup --move`, "told_moved"},
		{`backup --stay`, "told_stayed"},
		{`preview (?:(\S+) )?(\S+)`, "told_previewed"},
		{`report(?: --csv)? (\S+)`, "told_read"},
		{`purged (\d+) mails, (\d+) questions, (\d+) addresses, (\d+) entries of the trail, (\d+) files`, "told_purged"},
		{`unknown`, "told_unknown"},
		{`page entered`, "told_entered"},
		{`page left`, "told_left"},
		{`page list previewed`, "told_list"},
		{`page letter (\S+) (\S+)`, "told_letter"},
		{`run (\S+)`, "told_run"},
		{`notice (\S+)`, "told_run"},
		{`cancel (\S+)`, "told_cancelled"},
		{`resolve (\S+) sent in (\S+)`, "told_sent"},
		{`resolve (\S+) resend in (\S+)`, "told_resend"},
		{`suppression added: (.*)`, "told_suppressed"},
		{`suppression lifted: (.*)`, "told_lifted"},
		{`desk close`, "told_desk_close"},
		{`desk off`, "told_desk_off"},
		{`desk (?:reply|known|send)`, "told_desk_reply"},
		{`desk add`, "told_desk_add"},
		{`desk accept`, "told_desk_accept"},
		{`desk \w+ refused: right`, "told_desk_refused"},
	} {
		all = append(all, recorded{regexp.MustCompile(`^(?:` + each[0] + `)$`), each[1]})
	}
	return all
}

// told words what was written down; false when it is of another form.
func (r recorded) told(what string, labels templates.Words) (string, bool) {
	groups := r.form.FindStringSubmatch(what)
	if groups == nil {
		return "", false
	}
	var with []any
	for i, group := range groups[1:] {
		with = append(with, i+1, group)
	}
	return labels.Say(r.label, with...), true
}
