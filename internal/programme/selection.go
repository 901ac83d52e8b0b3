package programme

import (
	"slices"
	"strings"
	"time"
)

// Selection says which challenges are wanted. Fields left empty do not restrict.
type Selection struct {
	Ministry  string   // its French name
	Places    []string // any of these, in French
	Without   []string // a place that is none of these, in French
	Shortest  int      // months
	Longest   int      // months
	Designers int      // staffing at the start, at least
	Among     []string // ids
}

// Select lists the challenges wanted, in the order of the call, the withdrawn ones too.
func (p Promotion) Select(s Selection) []Challenge {
	var selected []Challenge
	for _, challenge := range p.Challenges {
		if s.wants(challenge) {
			selected = append(selected, challenge)
		}
	}
	return selected
}

func (s Selection) wants(c Challenge) bool {
	switch {
	case s.Ministry != "" && c.Ministry.FR != s.Ministry:
		return false
	case len(s.Among) > 0 && !slices.Contains(s.Among, c.ID):
		return false
	case c.Designers < s.Designers:
		return false
	}
	return s.wantsPlaceOf(c) && s.wantsLengthOf(c)
}

func (s Selection) wantsPlaceOf(c Challenge) bool {
	if len(s.Places) > 0 && !slices.ContainsFunc(c.Places(), func(place string) bool { return slices.Contains(s.Places, place) }) {
		return false
	}
	return len(s.Without) == 0 || slices.ContainsFunc(c.Places(), func(place string) bool { return !slices.Contains(s.Without, place) })
}

func (s Selection) wantsLengthOf(c Challenge) bool {
	if s.Shortest == 0 && s.Longest == 0 {
		return true
	}
	return slices.ContainsFunc(c.Months, func(months int) bool { return months >= s.Shortest && (s.Longest == 0 || months <= s.Longest) })
}

// Places are the places of a challenge, in French, one by one: a challenge in "Clermont-Ferrand / Paris" has two.
func (c Challenge) Places() []string {
	text := strings.NewReplacer(" / ", ",", " et ", ",", ";", ",").Replace(c.Place.FR)
	var places []string
	for place := range strings.SplitSeq(text, ",") {
		if place = strings.TrimSpace(place); place != "" {
			places = append(places, place)
		}
	}
	return places
}

// Lengths are the shortest and the longest mission of the challenges, in months; those withdrawn at now do not count.
func (p Promotion) Lengths(now time.Time) (shortest, longest int) {
	for _, challenge := range p.Challenges {
		if challenge.IsWithdrawn(now) || len(challenge.Months) == 0 {
			continue
		}
		longest = max(longest, slices.Max(challenge.Months))
		if least := slices.Min(challenge.Months); shortest == 0 || least < shortest {
			shortest = least
		}
	}
	return shortest, longest
}
