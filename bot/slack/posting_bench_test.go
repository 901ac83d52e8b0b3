package slack

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"digbot/bot"
	"digbot/templates"
)

// anAnswer is what most questions are answered with: some paragraphs, their sources, and the buttons below.
func anAnswer() content {
	return content{
		body: templates.ParseMarkdown("La rémunération annoncée est de **3 500 euros par mois**.\n\nLes sources diffèrent sur ce point : les deux communiqués de " +
			"presse ne précisent pas si le montant est brut ou net ; les articles écrivent 3 500 euros nets par mois.\n\n" +
			"Un seul montant est publié, pour tous les défis : aucune grille selon l’expérience, aucune négociation n’est mentionnée."),
		footer:   templates.ParseMarkdown("Sources : [Communiqué](https://example.org/recrutement) ; [Lancement](https://example.org/lancement) ; [Article](https://example.org/article)"),
		feedback: []bot.Button{{ID: bot.Useful, Label: "👍 Utile", Value: "salary"}, {ID: bot.Useless, Label: "👎 Pas utile", Value: "salary"}},
	}
}

func BenchmarkContent(b *testing.B) {
	c := anAnswer()
	for b.Loop() {
		_ = c.messages()
	}
}

// BenchmarkPost posts an answer, but for the network.
func BenchmarkPost(b *testing.B) {
	m := anAnswer().messages()[0]
	echo, err := json.Marshal(m.blocks)
	if err != nil {
		b.Fatal(err)
	}
	s := New(Config{APIURL: "http://example.org", BotToken: "xoxb-1"}, Ports{Log: discard()})
	s.web = &http.Client{Transport: answering(`{"ok":true,"channel":"D0","ts":"1.2","message":{"type":"message","ts":"1.2","blocks":` + string(echo) + `}}`)}
	for b.Loop() {
		if _, err := s.post(b.Context(), "D0", "", "D0:1.1", m); err != nil {
			b.Fatal(err)
		}
	}
}

// answering is a transport that answers everything with the same words.
type answering string

func (a answering) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(string(a)))}, nil
}
