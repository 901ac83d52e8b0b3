package bot

import (
	"time"

	"digbot/internal/programme"
)

// SampleData is what the bot's sentences quote, as examples over which they can be checked.
func SampleData(challenges []programme.Challenge) map[string]any {
	return map[string]any{
		"sources": []Source{{Title: "Titre", URL: "https://www.example.fr/page"}},
		"listing": Listing{Challenges: challenges, Open: len(challenges), Place: "Brest", Shortest: 6, Longest: 6},
		"why":     Why{Kind: string(KindRefusal), Results: true},
		"detail":  Detail{Ask: "months"},
		"own": OwnFile{FirstName: "Camille", Roles: []OwnRole{{
			KnownRole{Kind: programme.Candidate, Status: programme.Preselected, Hearing: programme.Hearing{At: time.Date(2019, 5, 15, 9, 0, 0, 0, programme.Paris())}}, programme.Text{FR: "Un défi"},
		}}},
		"calendar": Calendaring{
			At: Occurrence{Moment: programme.Moment{Date: programme.Date{Year: 2019, Month: time.May, Day: 9}}}, Chance: string(inTime), Answer: "yes",
			To:   Occurrence{Moment: programme.Moment{Date: programme.Date{Year: 2019, Month: time.May, Day: 15}}, Milestone: string(programme.JuryDay)},
			Days: 6, MostDays: 6,
		},
	}
}
