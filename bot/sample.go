package bot

import "digbot/internal/programme"

// SampleData is what the bot's sentences quote, as examples over which they can be checked.
func SampleData(challenges []programme.Challenge) map[string]any {
	return map[string]any{
		"sources": []Source{{Title: "Titre", URL: "https://www.example.fr/page"}},
		"listing": Listing{Challenges: challenges, Open: len(challenges), Place: "Brest", Shortest: 6, Longest: 6},
	}
}
