package exam

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
)

// Kind is what a question is there to show.
type Kind string

// The kinds of questions.
const (
	InScope   Kind = "in-scope"  // the programme's documents hold the answer
	Unsettled Kind = "unsettled" // they do not, or it is no question for this bot: nothing may be made up
	Embargo   Kind = "embargo"   // what nobody may know before the release
	Opening   Kind = "opening"   // the first question of a dialogue
	FollowUp  Kind = "follow-up" // each further one, which leans on what was said before
)

// Kinds lists them in the order in which they are told.
func Kinds() []Kind { return []Kind{InScope, Unsettled, Embargo, FollowUp, Opening} }

// Question is one question of the set, with what its answer is measured by.
type Question struct {
	Kind     Kind
	Audience string // candidate, administration, mentor, other
	Register string // how it is written: formal, sms, typos, ...
	Language programme.Language
	When     Instant
	Text     string
	Topics   []string // the topics that may answer it, the best first
	Facts    []Fact   // each must be in the reply
	Never    []Fact   // none may be in the reply
	Place    string   // file and line
}

// Instant is when a question is asked.
type Instant struct {
	At        time.Time
	Published bool // the results are out by then
}

// Dialogue is a conversation: its questions lean on each other and are asked in order.
type Dialogue struct {
	Title     string
	Questions []Question
}

// Set is an evaluation set.
type Set struct {
	Questions []Question
	Dialogues []Dialogue
}

// All are the questions of the tables, then those of the dialogues.
func (s Set) All() []Question {
	all := slices.Clone(s.Questions)
	for _, dialogue := range s.Dialogues {
		all = append(all, dialogue.Questions...)
	}
	return all
}

// Load reads a folder: tables named after their kind (in-scope.tsv, embargo-english.tsv) and transcripts in dialogues/*.md.
// The error names every faulty line.
func Load(folder fs.FS) (Set, error) {
	var set Set
	var faults []error
	tables, err := fs.Glob(folder, "*.tsv")
	if err != nil {
		return set, err
	}
	for _, name := range tables {
		questions, err := readTable(folder, name)
		set.Questions, faults = append(set.Questions, questions...), append(faults, err)
	}
	transcripts, err := fs.Glob(folder, "dialogues/*.md")
	if err != nil {
		return set, err
	}
	for _, name := range transcripts {
		dialogues, err := readTranscript(folder, name)
		set.Dialogues, faults = append(set.Dialogues, dialogues...), append(faults, err)
	}
	if len(set.Questions)+len(set.Dialogues) == 0 {
		faults = append(faults, errors.New("no questions here: the folder holds tables such as in-scope.tsv and transcripts in dialogues/"))
	}
	return set, errors.Join(faults...)
}

// kindOf is the kind that a table's name begins with.
func kindOf(name string) (Kind, error) {
	for _, kind := range []Kind{InScope, Unsettled, Embargo} {
		if strings.HasPrefix(path.Base(name), string(kind)) {
			return kind, nil
		}
	}
	return "", fmt.Errorf("%s: the name says no kind; let it begin with %s, %s or %s", name, InScope, Unsettled, Embargo)
}
