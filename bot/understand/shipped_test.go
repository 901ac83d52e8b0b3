package understand_test

import (
	"strings"
	"testing"

	"digbot/bot"
	"digbot/bot/understand"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/templates"
)

// shipped is what the bot learns in a language as it is shipped.
func shipped(t testing.TB, language understand.Language) []understand.Example {
	t.Helper()
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	texts, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return bot.Examples(texts, cfg.Promotion, programme.Language(language))
}

// typed are the questions of the knowledge as people might type them: one in four as it stands, the others hurried,
// misspelt, or followed by more words.
func typed(examples []understand.Example) []string {
	var questions []string
	for i, e := range examples {
		question := strings.ToLower(e.Text)
		switch i % 4 {
		case 1:
			question = "slt " + question + " svp merci"
		case 2:
			question = strings.Replace(question, "e", "r", 1)
		case 3:
			question += " car mon voisin cherche une imprimante"
		}
		questions = append(questions, question)
	}
	return questions
}

// BenchmarkShippedKnowledge asks, trains and sets the limits over the knowledge as it is shipped. Asking takes one core.
func BenchmarkShippedKnowledge(b *testing.B) {
	for _, language := range []understand.Language{understand.French, understand.English} {
		examples := shipped(b, language)
		questions := typed(examples)
		b.Run("Rank/"+string(language), func(b *testing.B) {
			engine, err := understand.TrainWithoutThresholds(language, examples)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				engine.Rank(questions[i%len(questions)])
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "questions/s")
		})
		b.Run("Train/"+string(language), func(b *testing.B) { train(b, examples, language, understand.TrainWithoutThresholds) })
		b.Run("TrainAndSetThresholds/"+string(language), func(b *testing.B) { train(b, examples, language, understand.Train) })
	}
}

func train(b *testing.B, examples []understand.Example, language understand.Language,
	from func(understand.Language, []understand.Example) (*understand.Engine, error)) {
	for b.Loop() {
		if _, err := from(language, examples); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(examples)), "examples")
}
