package templates

import (
	"time"

	"digbot/internal/programme"
)

// View is what a text is rendered over: the season, the instant, and whom it is for.
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

	// What a sentence quotes: a topic's name, a number of choices.
	Data map[string]any
}
