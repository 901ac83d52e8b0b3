package team

import (
	"slices"
	"strings"
	"testing"

	"digbot/internal/programme"
)

// TestPeopleAreNamed words what is missing and what is to be known about people by their names, as the team knows them.
func TestPeopleAreNamed(t *testing.T) {
	w := newWorld(t)
	w.people = []Person{{ID: "p-1", Name: "Zoé Exemple"}}
	turn := turn{Team: w.team, language: programme.French, season: w.season, now: w.now}
	lines := []string{
		"p-1: result-laureate needs: name",
		"p-1 (row 12): hearing-invitation needs: email",
		"p-1: has applied and has no decision: no result is sent",
		"p-gone: has applied and has no decision: no result is sent",
		"p-1: the person does not want these mails since 2019-05-01",
	}
	want := []string{
		"Zoé Exemple : il manque le nom pour « message de résultat »",
		"Zoé Exemple (ligne 12) : il manque une adresse électronique valable pour « Invitation à l’audition »",
		"Zoé Exemple : candidature déposée et sans décision, aucun résultat n’est envoyé",
		"p-gone : candidature déposée et sans décision, aucun résultat n’est envoyé",
		"Zoé Exemple : la personne ne veut plus de ces courriels depuis le 1er mai 2019",
	}
	got, err := turn.people(t.Context(), lines)
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], "\u00a0", " ")
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	many := slices.Repeat(lines[:1], 25)
	if got, err = turn.people(t.Context(), many); err != nil || len(got) != 21 || got[20] != "et 5 autres" {
		t.Errorf("of 25 lines %q, %v", got, err)
	}
}
