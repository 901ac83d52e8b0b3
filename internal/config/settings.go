package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
	"digbot/internal/seal"
)

// Approvals says how announcements are approved.
type Approvals struct {
	Undo    time.Duration // between the approval and the first message; default 60 s
	Expires time.Duration // after which an approval is asked for again; default 24 h
}

// Desk says when the team answers.
type Desk struct {
	Days  []time.Weekday  // default: Monday to Friday
	From  programme.Clock // Paris time; default 09:00
	Until programme.Clock // Paris time; default 18:00
}

// HTTP is the door for platforms and for monitoring.
type HTTP struct {
	Listen    string // host:port; default 127.0.0.1:8080
	PublicURL string // how the door is reached from outside; empty: it is not
}

// Decisions says how the jury's decisions are encrypted at rest. Without a key none can be stored.
type Decisions struct {
	Key Secret // age identity
}

// Retention says how long personal data are kept. A day is 24 hours. The first two defaults are what CNIL, the French
// authority, lays down in its guide for recruiters (January 2023): three months to explain a refusal, and two years after
// the last contact with the person's consent. The others are the programme's own choice of as little as it needs.
type Retention struct {
	Candidates    time.Duration // after the end of the selection; default 90 days, time to explain a refusal
	Pool          time.Duration // with the person's consent, after the last contact; default 730 days
	Participants  time.Duration // designers, mentors, administrations, after the end of the mission; default 365 days
	Conversations time.Duration // after the last message; default 30 days
	Deliveries    time.Duration // who received what; default 365 days
	Audit         time.Duration // who of the team did what; default 365 days
}

func (r *reader) approvals(s *section) Approvals {
	approvals := Approvals{Undo: s.duration("undo", time.Minute), Expires: s.duration("expires", 24*time.Hour)}
	if n := s.child("expires"); n != nil && approvals.Expires < time.Minute {
		s.fault(n, fmt.Sprintf("%q leaves nobody the time to approve", n.raw), "write a minute or more, such as 24h")
	} else if n := cmp.Or(s.child("undo"), n); n != nil && approvals.Undo > approvals.Expires {
		s.lack(n, "it takes longer to take an approval back (undo) than approvals are good for (expires)", "write less for undo, such as 60s, or more for expires, such as 24h")
	}
	s.close()
	return approvals
}

func (r *reader) desk(s *section) Desk {
	hours := s.section("hours")
	desk := Desk{
		Days:  hours.weekdays("days"),
		From:  hours.clock("from", programme.Clock{Hour: 9}),
		Until: hours.clock("until", programme.Clock{Hour: 18}),
	}
	if desk.From.String() >= desk.Until.String() {
		at := hours.child("until")
		if at == nil {
			at = hours.child("from")
		}
		s.lack(at, fmt.Sprintf("the desk would close (%s) before it opens (%s)", desk.Until, desk.From), "write until later than from")
	}
	hours.close()
	s.close()
	return desk
}

// weekdays reads a list of days; Monday to Friday when it is not set.
func (s *section) weekdays(key string) []time.Weekday {
	var days []time.Weekday
	for _, item := range s.distinct(key) {
		if day, named := s.weekdayOf(item); named && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	if !s.has(key) {
		return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	return days
}

func (r *reader) http(s *section) HTTP {
	http := HTTP{Listen: s.listen("listen", "127.0.0.1:8080"), PublicURL: s.url("public_url", "")}
	if n := s.child("public_url"); strings.ContainsAny(http.PublicURL, "?#") {
		s.fault(n, shownURL(n.raw)+" goes on after the path: addresses below it could not be reached", "write an address that others can begin with, such as https://dig.example.fr")
	}
	s.close()
	return http
}

func (r *reader) decisions(s *section) Decisions {
	s.requireSecret("key")
	decisions := Decisions{Key: s.secret("key")}
	if !decisions.Key.IsZero() {
		if _, err := seal.Parse(decisions.Key.Reveal()); err != nil {
			s.fault(s.secretNode("key"), "is no key for decisions", "make one with digbot decisions key FILE, and name that file in key_file")
		}
	}
	s.close()
	return decisions
}

func (r *reader) retention(s *section) Retention {
	const day = 24 * time.Hour
	retention := Retention{
		Candidates:    s.duration("candidates", 90*day),
		Pool:          s.duration("pool", 730*day),
		Participants:  s.duration("participants", 365*day),
		Conversations: s.duration("conversations", 30*day),
		Deliveries:    s.duration("deliveries", 365*day),
		Audit:         s.duration("audit", 365*day),
	}
	if n := s.child("pool"); n != nil && retention.Pool > 731*day {
		s.fault(n, fmt.Sprintf("%q is longer than two years", n.raw), "write 730d or less: CNIL allows two years after the last contact, with consent")
	}
	s.close()
	return retention
}
