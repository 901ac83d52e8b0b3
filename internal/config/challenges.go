package config

import (
	"fmt"
	"strings"

	"digbot/internal/programme"
)

// challenges reads the challenges in the order of the call.
func (s *section) challenges(promotion programme.Promotion) []programme.Challenge {
	var challenges []programme.Challenge
	entries := s.entries("challenges")
	for _, e := range entries {
		if !s.isID(e) {
			continue
		}
		s.stranger(e, "challenges", "title")
		challenges = append(challenges, s.challenge(e, promotion))
	}
	s.sharedAcronyms(entries)
	return challenges
}

func (r *reader) challenge(e entry, promotion programme.Promotion) programme.Challenge {
	s := r.sectionOf(e.value)
	if !e.value.broken {
		s.require("title", "write the title of the challenge, as the call words it")
		s.require("host", "write the administration in which the designers work")
		s.require("months", "write the length of the mission, such as months: 12")
	}
	challenge := programme.Challenge{
		ID:        e.key,
		Title:     s.words("title"),
		Short:     s.words("short"),
		Host:      s.words("host"),
		Ministry:  s.words("ministry"),
		Acronyms:  s.texts("acronyms"),
		Place:     s.words("place"),
		Months:    s.months("months"),
		Themes:    s.texts("themes"),
		Designers: s.number("designers", 0, 20, 1),
		Start:     s.day("start"),
		Withdrawn: s.moment(s.child("withdrawn")),
		Split:     r.split(s.section("split")),
	}
	s.close()
	r.consistent(s, challenge, promotion)
	return challenge
}

// longest is the length of a mission in months that nobody writes by intention.
const longest = 36

// months reads one length or several: 12 or [12, 6].
func (s *section) months(key string) []int {
	var months []int
	for _, item := range s.items(key) {
		if number := s.numberOf(item, 1, longest); number > 0 {
			months = append(months, number)
		}
	}
	return months
}

// sharedAcronyms reports a name that would mean two challenges: nobody could tell which one is asked about.
func (s *section) sharedAcronyms(entries []entry) {
	first := map[string]entry{}
	for _, e := range entries {
		names := e.value.get("acronyms")
		if names == nil {
			continue
		}
		for _, item := range names.items {
			name := strings.ToLower(item.value)
			before, found := first[name]
			if found && before.key != e.key && name != "" {
				s.fault(item, fmt.Sprintf("%q is also an acronym of %s", item.raw, before.key), "keep it for one of the two challenges")
			}
			first[name] = e
		}
	}
}
