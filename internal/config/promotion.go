package config

import (
	"fmt"

	"digbot/internal/programme"
)

// zone is the only time zone of the programme.
const zone = "Europe/Paris"

// promotion reads what the programme has announced.
func (r *reader) promotion(s *section) programme.Promotion {
	s.require("id", "write a short name that never changes, such as dig-2019")
	s.require("name", "write the name of the promotion")
	s.require("programme", "write the name of the programme: mails and answers tell it")
	s.require("organiser", "write who organises the programme: answers tell it")
	s.require("contact", "write the team's mail address: every mail tells it")
	s.require("form_url", "write the address of the application form")
	s.require("call_url", "write the address of the call for candidates")
	s.require("privacy", "write who holds people's data, why, until when and whom to ask: every mail tells it")
	s.require("calendar", "write the five milestones below it")
	s.require("challenges", "write the challenges of the call below it, each with its id")
	promotion := programme.Promotion{
		ID:        s.id("id"),
		Name:      s.words("name"),
		Programme: s.words("programme"),
		Organiser: s.words("organiser"),
		Contact:   s.address("contact"),
		FormURL:   s.url("form_url", ""),
		CallURL:   s.url("call_url", ""),
		Privacy:   s.words("privacy"),
		HandledAt: s.clock("handled_at", programme.Clock{Hour: 9}),
	}
	promotion.AcceptDays = s.number("accept_days", 1, 60, 7)
	s.zone()
	promotion.Calendar = r.calendar(s.section("calendar"), promotion.HandledAt)
	promotion.Specs = s.occasions()
	promotion.Sources = s.sources()
	promotion.Facts = s.facts(promotion.Sources)
	promotion.Challenges = s.challenges(promotion)
	s.close()
	return promotion
}

func (s *section) id(key string) string {
	n := s.child(key)
	text, set := s.value(n)
	if set && !idForm.MatchString(text) {
		s.fault(n, fmt.Sprintf("%q cannot be an id", n.raw), "write small letters a-z, digits and hyphens, such as dig-2019")
	}
	return text
}

// zone checks the time zone, which must be written: a deadline without one is a deadline that people miss.
func (s *section) zone() {
	s.require("timezone", "write timezone: "+zone)
	n := s.child("timezone")
	if name, set := s.value(n); set && name != zone {
		s.fault(n, fmt.Sprintf("%q is not the programme's time zone", n.raw), "write "+zone+": every date and hour is told in it, in summer and in winter")
	}
}

// clock reads a time of day in Paris.
func (s *section) clock(key string, otherwise programme.Clock) programme.Clock {
	n := s.child(key)
	text, set := s.value(n)
	if !set {
		return otherwise
	}
	clock, err := programme.ParseClock(text)
	if err != nil {
		s.fault(n, fmt.Sprintf("%q is no time of day", n.raw), `write hours and minutes, such as "09:00"`)
		return otherwise
	}
	return clock
}
