package app

import (
	"testing"

	"digbot/internal/programme"
	"digbot/internal/store"
)

// TestNothingUnannouncedIsHandedOver leaves out what the jury decided, and the mails whose names tell it.
func TestNothingUnannouncedIsHandedOver(t *testing.T) {
	held := store.Held{
		Person: programme.Person{ID: "p-1", Roles: []programme.Role{{Kind: programme.Candidate, Status: programme.Preselected, Decision: programme.Laureate, Answer: programme.Accepted}}},
		Sealed: true,
		Mails:  []store.HeldMail{{Mailing: "hearing-invitation"}, {Mailing: "result-laureate"}, {Mailing: "result-declined"}, {Mailing: "result-mentor"}},
	}
	got := unannounced(held)
	if role := got.Person.Roles[0]; role.Decision != programme.Undecided || role.Answer != programme.NoAnswer || role.Status != programme.Preselected || got.Sealed {
		t.Errorf("left %+v, sealed %v", role, got.Sealed)
	}
	if len(got.Mails) != 2 || got.Mails[0].Mailing != "hearing-invitation" || got.Mails[1].Mailing != "result-mentor" {
		t.Errorf("mails left: %+v", got.Mails)
	}
	if held.Person.Roles[0].Decision != programme.Laureate || len(held.Mails) != 4 || held.Mails[1].Mailing != "result-laureate" {
		t.Error("what is held has changed")
	}
}
