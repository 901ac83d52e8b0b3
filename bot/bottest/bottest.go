// Package bottest holds every chat platform to the same conduct: a person asks, the bot answers, once and in order.
package bottest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/templates"
)

// Subject is a platform under test, as somebody sees it who uses it.
type Subject struct {
	Platform bot.Platform
	Chat     Chat
	People   []string // the platform's ids of two people at least; of one where no more can talk
	Longest  int      // characters of one message, at most; 0: there is no limit
}

// Chat is what people do on a platform; its fake server does it for them.
type Chat interface {
	// Ask writes to the bot where nobody else reads, and returns the platform's id of the message.
	Ask(t *testing.T, person, text string) string

	// Said waits until the bot has said n messages to a person, ten seconds at most, and returns all of them as text: the
	// platform's markup resolved as the person's screen does, without buttons.
	Said(t *testing.T, person string, n int) []string

	// Choose clicks one of the choices under the last message, by its label, or answers in the platform's own way.
	Choose(t *testing.T, person, label string)
}

// Repeater is a Chat of a platform that may tell of a message more than once.
type Repeater interface {
	// Repeat tells of a message again, in every way that the platform has.
	Repeat(t *testing.T, person, message string)
}

// Connector is a Chat of a platform that hears nothing before it is connected.
type Connector interface {
	// Connected waits until the bot hears.
	Connected(t *testing.T)
}

// Pinger is a Chat of a platform on which a text can ring people's bells.
type Pinger interface {
	// Pings are the texts of the bot that rang anybody's bell.
	Pings(t *testing.T) []string
}

// Run holds a platform to its conduct. open makes a new one, whose server ends with the test.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for name, hold := range map[string]func(*testing.T, *table){
		"answers in the order of the questions":          order,
		"people do not hear each other's answers":        apart,
		"what is told several times is answered once":    once,
		"a choice is clicked":                            choose,
		"a failure on our side is said":                  fail,
		"a long reply is split, and nothing is lost":     split,
		"text of others rings no bell and is not markup": inert,
		"nothing is said when there is nothing to say":   silent,
	} {
		t.Run(name, func(t *testing.T) { hold(t, sit(t, open(t))) })
	}
}

// table is where a person and the bot sit while the platform runs.
type table struct {
	Subject
	script *script
}

// person is the one who asks when only one is needed.
func (b *table) person() string { return b.People[0] }

// sit runs the platform until the test ends, and then looks whether it ends with its context.
func sit(t *testing.T, subject Subject) *table {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b := &table{Subject: subject, script: &script{}}
	ended := make(chan error, 1)
	go func() { ended <- subject.Platform.Run(ctx, b.script.handle) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the platform ended with %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the platform goes on after the end of its context")
		}
	})
	if connector, can := subject.Chat.(Connector); can {
		connector.Connected(t)
	}
	return b
}

// Failure is the sentence for what went wrong on our side, as the bot words it in these tests.
const Failure = "Une erreur est survenue de notre côté."

// errBroken is what goes wrong.
var errBroken = errors.New("storage is away")

// script is the bot of these tests: what it says follows from the first word that it is told.
type script struct {
	mu    sync.Mutex
	heard []bot.Message
}

func (s *script) handle(_ context.Context, m bot.Message) (bot.Reply, error) {
	s.mu.Lock()
	s.heard = append(s.heard, m)
	s.mu.Unlock()
	word, rest, _ := strings.Cut(m.Text, " ")
	reply := bot.Reply{Kind: bot.KindSmalltalk, Language: "fr"}
	switch {
	case m.Choice != "":
		reply.Body = said("choisi " + m.Choice)
	case word == "choix":
		reply.Kind, reply.Body = bot.KindChoices, said("Que voulez-vous savoir ?")
		reply.Choices = []bot.Choice{{ID: "salary", Label: "Combien gagne-t-on ?"}, {ID: "challenge:shom", Label: "Le défi du Shom"}}
	case word == "panne":
		return bot.Reply{Kind: bot.KindFailure, Body: said(Failure), Language: "fr"}, errBroken
	case word == "rien":
		return bot.Reply{}, nil
	case word == "long":
		reply.Body = templates.Document{Blocks: longBlocks()}
	case word == "répète":
		reply.Body = said(rest)
	default:
		reply.Body = said("réponse à " + m.Text)
	}
	return reply, nil
}

// told are the messages so far.
func (s *script) told() []bot.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]bot.Message(nil), s.heard...)
}

// said is a document of one paragraph, whatever the text holds.
func said(text string) templates.Document {
	return templates.Document{Blocks: []templates.Block{{Kind: templates.Paragraph, Spans: []templates.Span{{Text: text}}}}}
}
