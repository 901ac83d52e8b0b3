package programme_test

import (
	"testing"

	"digbot/internal/programme"
)

func TestNameOfAChallenge(t *testing.T) {
	host, short := programme.Text{FR: "hôte", EN: "host"}, programme.Text{FR: "court", EN: "short"}
	for _, test := range []struct {
		challenge programme.Challenge
		fr, en    string
	}{
		{programme.Challenge{Host: host, Acronyms: []string{"ABC", "D"}, Short: short}, "court", "short"},
		{programme.Challenge{Host: host, Acronyms: []string{"ABC", "D"}}, "ABC", "ABC"},
		{programme.Challenge{Host: host}, "hôte", "host"},
	} {
		name := test.challenge.Name()
		if got := name.In(programme.French); got != test.fr {
			t.Errorf("%+v is called %q in French, want %q", test.challenge, got, test.fr)
		}
		if got := name.In(programme.English); got != test.en {
			t.Errorf("%+v is called %q in English, want %q", test.challenge, got, test.en)
		}
	}
}
