package exam

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"digbot/internal/programme"
)

// readTranscript reads the dialogues of a file. A dialogue is a heading (##), a line "audience, register, language" with an
// instant after it if that matters, and then "> question", "< facts", "< never: facts", and "@ instant" or "@ language" lines.
func readTranscript(folder fs.FS, name string) ([]Dialogue, error) {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	r := transcript{name: name}
	for i, line := range strings.Split(string(text), "\n") {
		if err := r.line(i+1, strings.TrimSpace(line)); err != nil {
			r.faults = append(r.faults, fmt.Errorf("%s:%d: %w", name, i+1, err))
		}
	}
	r.finish()
	return r.dialogues, errors.Join(r.faults...)
}

// transcript is a file as far as it was read.
type transcript struct {
	name      string
	dialogues []Dialogue
	labels    Question // what the dialogue's next question begins with
	isLabeled bool
	faults    []error
}

func (r *transcript) line(number int, line string) error {
	mark, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case line == "" || mark == "#":
		return nil
	case mark == "##":
		r.finish()
		r.dialogues, r.isLabeled = append(r.dialogues, Dialogue{Title: rest}), false
		return nil
	case len(r.dialogues) == 0:
		return nil // the words before the first dialogue
	case !r.isLabeled:
		r.isLabeled = true
		return r.begin(line)
	}
	switch mark {
	case ">":
		return r.ask(rest, fmt.Sprintf("%s:%d", r.name, number))
	case "<":
		return r.expect(rest)
	case "@":
		return r.turn(rest)
	}
	return errors.New(`a line of a dialogue begins with "> ", "< " or "@ "`)
}

// begin reads who asks, how, in which language, and when.
func (r *transcript) begin(line string) error {
	parts := strings.Split(line, ",")
	if len(parts) != 3 && len(parts) != 4 {
		return errors.New("a dialogue begins with its audience, its register and its language, with commas between, and may add an instant")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	parts = append(parts, "")
	r.labels = Question{Kind: Opening}
	return r.labels.label(parts[0], parts[1], parts[2], parts[3])
}

// turn goes to another instant or language.
func (r *transcript) turn(to string) error {
	if slices.Contains(languages(), to) {
		r.labels.Language = programme.Language(to)
		return nil
	}
	return r.labels.at(to)
}

func (r *transcript) ask(text, place string) error {
	question := r.labels
	question.Text, question.Place = text, place
	r.labels.Kind = FollowUp
	dialogue := &r.dialogues[len(r.dialogues)-1]
	dialogue.Questions = append(dialogue.Questions, question)
	return nil
}

func (r *transcript) expect(facts string) error {
	dialogue := &r.dialogues[len(r.dialogues)-1]
	if len(dialogue.Questions) == 0 {
		return errors.New("facts without a question before them")
	}
	question := &dialogue.Questions[len(dialogue.Questions)-1]
	if never, isNever := strings.CutPrefix(facts, "never:"); isNever {
		question.Never = append(question.Never, parseFacts(never)...)
		return nil
	}
	question.Facts = append(question.Facts, parseFacts(facts)...)
	return nil
}

// finish looks at the dialogue that ends here.
func (r *transcript) finish() {
	if len(r.dialogues) == 0 {
		return
	}
	dialogue := r.dialogues[len(r.dialogues)-1]
	if len(dialogue.Questions) < 2 {
		r.faults = append(r.faults, fmt.Errorf("%s: the dialogue %q has no follow-up", r.name, dialogue.Title))
	}
	for _, question := range dialogue.Questions {
		if strings.TrimSpace(question.Text) == "" || len(question.Facts) == 0 {
			r.faults = append(r.faults, fmt.Errorf("%s: a question needs words, and facts that its answer must hold", question.Place))
		}
	}
}
