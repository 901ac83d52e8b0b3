package app

import (
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// Views are the instants of a season at which answers differ, and each challenge early and late in it.
func Views(promotion programme.Promotion) []templates.View {
	released := promotion.At(programme.Announcement).Add(time.Hour)
	instants := []time.Time{
		promotion.At(programme.Opening).AddDate(0, 0, -3),
		promotion.At(programme.Opening),
		promotion.At(programme.Deadline).Add(-90 * time.Minute),
		promotion.At(programme.Deadline),
		promotion.At(programme.JuryDay),
		promotion.At(programme.Announcement),
		released,
		promotion.At(programme.Start),
		promotion.At(programme.Start).AddDate(1, 0, 0),
	}
	challenges := promotion.Challenges
	if len(challenges) == 0 {
		challenges = []programme.Challenge{{}}
	}
	data := bot.SampleData(challenges)
	var all []templates.View
	for i, now := range instants {
		shown := challenges[:1]
		if i == 0 || i == len(instants)-1 {
			shown = challenges
		}
		for _, challenge := range shown {
			all = append(all, templates.View{Season: programme.Season{Promotion: promotion, Released: released}, Now: now, Challenge: challenge, Data: data})
		}
	}
	// A day of announcement that passes without a release.
	late := programme.Season{Promotion: promotion}
	return append(all, templates.View{Season: late, Now: released.AddDate(0, 0, 2), Challenge: challenges[0], Data: data})
}
