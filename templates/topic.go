package templates

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"digbot/internal/programme"
)

// TopicKind is what the bot does with a topic.
type TopicKind string

// The kinds of topics.
const (
	KindAnswer    TopicKind = "answer"
	KindHandover  TopicKind = "handover"  // the programme does not settle it: the team is offered
	KindSmalltalk TopicKind = "smalltalk" // greetings, thanks, "who are you?"
	KindRefusal   TopicKind = "refusal"   // what the bot never tells
)

// Topic is something that the bot can talk about, in one language.
type Topic struct {
	ID        string
	Kind      TopicKind
	Language  programme.Language
	Audience  []programme.RoleKind // who asks; empty: anybody
	Title     string               // the question as a person would ask it, shown as a choice
	Questions []string             // ways of asking it
	Sources   []string             // ids of the promotion's sources
	Card      bool                 // asked about one challenge, the challenge's card is the better answer
	File      string
}

// front is the head of an answer's or a mail's file.
type front struct {
	ID        string   `yaml:"id"`
	Kind      string   `yaml:"kind"`
	Audience  []string `yaml:"audience"`
	Title     string   `yaml:"title"`
	Source    []string `yaml:"source"`
	Questions []string `yaml:"questions"`
	Card      bool     `yaml:"card"`
	Subject   string   `yaml:"subject"`
}

var topicKinds = []TopicKind{KindAnswer, KindHandover, KindSmalltalk, KindRefusal}

var audiences = []programme.RoleKind{programme.Candidate, programme.Mentor, programme.Administration, programme.Designer}

// topic reads the front matter of an answer and reports everything that is wrong with it.
func (t *text) topic() (Topic, Faults) {
	topic := Topic{
		ID: t.front.ID, Kind: TopicKind(t.front.Kind), Language: t.language, Title: t.front.Title,
		Questions: t.front.Questions, Sources: t.front.Source, Card: t.front.Card, File: t.file,
	}
	if topic.Kind == "" {
		topic.Kind = KindAnswer
	}
	for _, name := range t.front.Audience {
		topic.Audience = append(topic.Audience, programme.RoleKind(name))
	}
	return topic, t.topicFaults(topic)
}

func (t *text) topicFaults(topic Topic) Faults {
	var faults Faults
	fault := func(what, fix string) { faults = append(faults, Fault{File: t.file, Line: 1, What: what, Fix: fix}) }
	if topic.ID != t.name {
		fault(fmt.Sprintf("id %q is not the file's name", topic.ID), "write id: "+t.name)
	}
	if !slices.Contains(topicKinds, topic.Kind) {
		fault(fmt.Sprintf("unknown kind %q", topic.Kind), "one of answer, handover, smalltalk, refusal")
	}
	for _, audience := range topic.Audience {
		if !slices.Contains(audiences, audience) {
			fault(fmt.Sprintf("unknown audience %q", audience), "candidate, mentor, administration or designer")
		}
	}
	if topic.Title == "" {
		fault("no title", "write the question as a person would ask it")
	}
	for _, question := range topic.Questions {
		if !strings.ContainsFunc(question, isWordRune) {
			fault(fmt.Sprintf("the question %q has no word", question), "write a question, or take the line out")
		}
	}
	if topic.Kind == KindAnswer && len(topic.Sources) == 0 && !strings.HasPrefix(topic.ID, TeamPrefix) { // the team is its own source
		fault("an answer without a source", "name the document that says it: source: [recrutement]")
	}
	return faults
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
