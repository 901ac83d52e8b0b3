package templates

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"digbot/internal/programme"
)

// View is what a text is rendered over: the season, the instant, and whom it is for. Its methods are what a text may use
// between {{ and }}; those that take a milestone report an unknown name as an error.
type View struct {
	Season   programme.Season
	Now      time.Time // the programme's clock
	Language programme.Language

	// For the texts about a challenge.
	Challenge programme.Challenge

	// For mails and posts.
	Occasion   programme.Occasion
	Person     programme.Person
	Role       programme.Role     // the first of the person's roles that are concerned
	Companions []programme.Person // the people that the mail tells about: a mentor's designers, a designer's mentors

	// How the reader may refuse a mail, where that can be.
	Refusable   bool
	RefusalLink string // empty: by answering it

	// Where the bot can be talked with: names of chat platforms.
	Chats []string

	// What the attached calendar file does: bring a date, or take it out again.
	Brings, Cancels bool

	// What a sentence quotes: a topic's name, a number of choices.
	Data map[string]any

	// Common is shared by views that differ in the person alone; nil: there is none.
	Common *Common

	missing *[]string // collects what Need did not find
}

// T is a piece of the programme's data in the view's language.
func (v View) T(text programme.Text) string { return text.In(v.Language) }

// Fact is the value of one of the promotion's facts.
func (v View) Fact(key string) (string, error) {
	fact, found := v.Season.Facts[key]
	if !found {
		return "", fmt.Errorf("the configuration has no fact %q", key)
	}
	return v.T(fact.Value), nil
}

// Phase is the season's phase.
func (v View) Phase() string { return string(v.Season.Phase(v.Now)) }

// Released reports whether the results are public.
func (v View) Released() bool { return v.Season.IsReleased(v.Now) }

// Seats is the number of posts offered.
func (v View) Seats() int { return v.Season.Seats() }

// Challenges lists the challenges in the order of the call.
func (v View) Challenges() []programme.Challenge { return v.Season.Challenges }

// ChallengeCount is their number.
func (v View) ChallengeCount() int { return len(v.Season.Challenges) }

// ChallengeOf is the challenge with that id; the zero Challenge when there is none.
func (v View) ChallengeOf(id string) programme.Challenge {
	challenge, _ := v.Season.Challenge(id)
	return challenge
}

// Need returns value. When it is empty, the field is recorded as missing: a mail that lacks a value never leaves.
func (v View) Need(field string, value any) any {
	if v.missing != nil && (value == nil || reflect.ValueOf(value).IsZero()) && !slices.Contains(*v.missing, field) {
		*v.missing = append(*v.missing, field)
	}
	return value
}

// DateText is "lundi 3 juin 2019", or the month when the date is one.
func (v View) DateText(d programme.Date) string { return dayText(v.Language, d) }

// DateTime is "mercredi 15 mai 2019 à 14h30 (heure de Paris)".
func (v View) DateTime(t time.Time) string {
	if t.IsZero() {
		return "…"
	}
	local := t.In(programme.Paris())
	clock := programme.Clock{Hour: local.Hour(), Minute: local.Minute()}
	return momentText(v.Language, programme.Moment{Date: programme.DateOf(t), Clock: clock, Exact: true}, dayText) + parisText(v.Language)
}

// HasStartDay reports whether the role has a first day that may be told: its own, its challenge's, or one that the
// programme has announced to the day.
func (v View) HasStartDay() bool {
	return v.Season.StartOf(v.Role) != v.Season.StartDay() || v.Season.Calendar[programme.Start].Precision() >= programme.ToTheDay
}

// StartText is the start of the role as it may be told: its day when it has one, else what was announced.
func (v View) StartText() string {
	if v.Season.StartOf(v.Role) != v.Season.StartDay() {
		return dayText(v.Language, v.Season.StartOf(v.Role))
	}
	return momentText(v.Language, v.Season.Calendar[programme.Start], dayText)
}
