package programme

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSelect(t *testing.T) {
	promotion := Promotion{Challenges: []Challenge{
		{ID: "sea", Ministry: Text{FR: "Armées"}, Place: Text{FR: "Brest"}, Months: []int{12}, Designers: 1},
		{ID: "jobs", Ministry: Text{FR: "Santé"}, Place: Text{FR: "Paris"}, Months: []int{12}, Withdrawn: Moment{Date: Date{2019, time.July, 0}}},
		{ID: "maps", Ministry: Text{FR: "Écologie"}, Place: Text{FR: "La Défense et Saint-Mandé"}, Months: []int{9, 6}, Designers: 2},
		{ID: "families", Ministry: Text{FR: "Éducation"}, Place: Text{FR: "Clermont-Ferrand / Paris"}, Months: []int{6}, Designers: 2},
	}}
	paris := []string{"Paris", "La Défense", "Saint-Mandé"}
	for _, test := range []struct {
		name      string
		selection Selection
		want      string
	}{
		{"all", Selection{}, "sea jobs maps families"},
		{"a ministry", Selection{Ministry: "Armées"}, "sea"},
		{"no such ministry", Selection{Ministry: "Justice"}, ""},
		{"a place", Selection{Places: []string{"Clermont-Ferrand"}}, "families"},
		{"some places", Selection{Places: paris}, "jobs maps families"},
		{"elsewhere", Selection{Without: paris}, "sea families"},
		{"one length", Selection{Shortest: 6, Longest: 6}, "maps families"},
		{"at least", Selection{Shortest: 7}, "sea jobs maps"},
		{"at most", Selection{Longest: 8}, "maps families"},
		{"between, met by no post", Selection{Shortest: 7, Longest: 8}, ""},
		{"two designers", Selection{Designers: 2}, "maps families"},
		{"among", Selection{Among: []string{"families", "sea"}, Longest: 6}, "families"},
	} {
		var ids []string
		for _, challenge := range promotion.Select(test.selection) {
			ids = append(ids, challenge.ID)
		}
		if got := strings.Join(ids, " "); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if shortest, longest := promotion.Lengths(time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC)); shortest != 6 || longest != 12 {
		t.Errorf("missions of %d to %d months, want 6 to 12", shortest, longest)
	}
	promotion.Challenges = promotion.Challenges[1:]
	if shortest, longest := promotion.Lengths(time.Date(2019, 8, 1, 0, 0, 0, 0, time.UTC)); shortest != 6 || longest != 9 {
		t.Errorf("missions of %d to %d months once one is withdrawn, want 6 to 9", shortest, longest)
	}
}

func TestPlaces(t *testing.T) {
	for text, want := range map[string][]string{
		"Brest": {"Brest"}, "La Défense et Saint-Mandé": {"La Défense", "Saint-Mandé"}, "Clermont-Ferrand / Paris": {"Clermont-Ferrand", "Paris"}, "": nil,
	} {
		if got := (Challenge{Place: Text{FR: text}}).Places(); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
