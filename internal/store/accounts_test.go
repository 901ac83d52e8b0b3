package store

import (
	"testing"

	"digbot/internal/programme"
)

func testAccounts(t *testing.T, s *Store) {
	putPeople(t, s, camille(programme.Laureate, programme.Accepted),
		programme.Person{ID: "a", Name: "Claude Exemple", Mattermost: "U1", Roles: []programme.Role{{Kind: programme.Mentor, Challenge: "two"}}},
		programme.Person{ID: "b", Name: "Dominique Exemple", Slack: "U2"}, programme.Person{ID: "c", Name: "Sacha Exemple", Slack: "U2"})
	for _, test := range []struct{ platform, user, want string }{
		{"slack", "U1", "Camille"}, {"mattermost", "U1", "Claude"}, {"slack", "U2", ""}, {"slack", "U3", ""}, {"slack", "", ""}, {"console", "U1", ""},
	} {
		known, found, err := s.Recognise(t.Context(), test.platform, test.user)
		if err != nil || found != (test.want != "") || known.FirstName != test.want {
			t.Errorf("%s %s: %+v, %v, %v, want %q", test.platform, test.user, known, found, err, test.want)
		}
	}
	known, _, _ := s.Recognise(t.Context(), "slack", "U1")
	if len(known.Roles) != 3 || known.Roles[0].Status != programme.Preselected || known.Roles[0].Hearing.Place != "Paris" {
		t.Errorf("got %+v", known)
	}
	if err := s.RemovePeople(t.Context(), "camille", "c"); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.Recognise(t.Context(), "slack", "U1"); found || err != nil {
		t.Errorf("somebody who left is recognised: %v, %v", found, err)
	}
	if known, found, err := s.Recognise(t.Context(), "slack", "U2"); !found || err != nil || known.FirstName != "Dominique" {
		t.Errorf("the one who has an account alone by now: %+v, %v, %v", known, found, err)
	}
}
