package understand

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func train(t testing.TB, language Language, examples []Example) *Engine {
	t.Helper()
	e, err := Train(language, examples)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTrainRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		language Language
		examples []Example
		want     []string
	}{
		"a language without rules": {"de", []Example{{"a", "b"}}, []string{`"de"`, `"fr"`}},
		"no examples":              {French, nil, []string{"no examples"}},
		"every faulty example": {French, []Example{{"", "quoi ?"}, {"a", "bien"}, {"b", "?!"}, {"c", ""}},
			[]string{"example 0", "no topic", `example 2 of topic "b"`, `example 3 of topic "c"`}},
	} {
		_, err := Train(test.language, test.examples)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q lacks %q", name, err, want)
			}
		}
	}
}

func TestRankFewExamples(t *testing.T) {
	learn, ask := readHandMade(t)
	e := train(t, French, learn)
	if c := e.Calibration(); c.Simulated || c.Examples != 56 || c.Topics != 8 {
		t.Fatalf("calibration %+v", c)
	}
	sure := 0
	for _, question := range ask {
		r := e.Rank(question.Text)
		if r.Verdict == Unknown || r.Topics[0].Topic != question.Topic {
			t.Errorf("%q: %+v, want %s", question.Text, r, question.Topic)
			continue
		}
		if r.Verdict == Sure {
			sure++
		}
		if nearest := learn[r.Topics[0].Example]; nearest.Topic != question.Topic {
			t.Errorf("%q: nearest example %q of another topic", question.Text, nearest.Text)
		}
	}
	if sure < 6 {
		t.Errorf("sure of %d of %d questions", sure, len(ask))
	}
}

func TestRankMisspelt(t *testing.T) {
	learn, _ := readHandMade(t)
	e := train(t, French, learn)
	for question, topic := range map[string]string{
		"cb on gagne":                           "salaire",
		"c koi la date limitte pr candidatter":  "date limite",
		"faut il un diplome":                    "diplôme",
		"LE TÉLÉTRAVIAL EST-IL POSSIBLE":        "lieu",
		"ki compose le juri":                    "jury",
		"comen deposer ma candidatrue svp ???":  "dossier",
		"qd sont annonces les resultast":        "résultats",
		"durée du contart":                      "contrat",
		"combien de mois dure la mision merci!": "contrat",
	} {
		if r := e.Rank(question); len(r.Topics) == 0 || r.Topics[0].Topic != topic || r.Verdict == Unknown {
			t.Errorf("%q: %+v, want %s", question, r, topic)
		}
	}
}

func TestRankForeign(t *testing.T) {
	e := train(t, French, synthetic(manners))
	for _, question := range []string{"", "   ", "?!", "\xff\xfe", "zzz qqqq", "你好", "abracadabra pfff", "🎉🎉"} {
		if r := e.Rank(question); r.Verdict != Unknown || r.Confidence > .5 || r.Choices != 0 {
			t.Errorf("%q: %+v, want unknown", question, r)
		}
	}
}

func TestRankEnglish(t *testing.T) {
	e := train(t, English, []Example{
		{"salary", "How much does it pay?"}, {"salary", "What is the salary?"}, {"salary", "what are the wages per month"},
		{"deadline", "When is the deadline?"}, {"deadline", "Until when can I apply?"}, {"deadline", "last day for applications"},
		{"remote", "Can I work from home?"}, {"remote", "Is remote work allowed?"}, {"remote", "do I have to move to Paris"},
	})
	for question, topic := range map[string]string{
		"what's the salry pls":        "salary",
		"whens the dealdine for this": "deadline",
		"is working remotely ok":      "remote",
	} {
		if r := e.Rank(question); len(r.Topics) != 3 || r.Topics[0].Topic != topic {
			t.Errorf("%q: %+v, want %s", question, r, topic)
		}
	}
}

func TestResultsAreWellFormed(t *testing.T) {
	e := train(t, French, synthetic(manners))
	for _, question := range []string{"le salaire", "le salaire ou le contrat ?", "qui", "la mutuelle et le badge et le jury", "bonjour"} {
		checkResult(t, e, question, e.Rank(question))
	}
}

func checkResult(t *testing.T, e *Engine, question string, r Result) {
	t.Helper()
	if math.IsNaN(r.Confidence) || r.Confidence < 0 || r.Confidence > 1 || len(r.Topics) > mostCandidates {
		t.Fatalf("%q: %+v", question, r)
	}
	seen := map[string]bool{}
	for i, topic := range r.Topics {
		if seen[topic.Topic] || math.IsNaN(topic.Confidence) || topic.Confidence < 0 || topic.Confidence > 1 ||
			topic.Example < 0 || topic.Example >= e.Calibration().Examples || i > 0 && topic.Confidence > r.Topics[i-1].Confidence {
			t.Fatalf("%q: topic %d of %+v", question, i, r)
		}
		seen[topic.Topic] = true
	}
	switch r.Verdict {
	case Sure:
		if len(r.Topics) == 0 || r.Confidence < e.Calibration().Sure {
			t.Fatalf("%q: %+v", question, r)
		}
	case Unsure:
		if r.Choices < fewestChoices || r.Choices > mostChoices || r.Choices > len(r.Topics) {
			t.Fatalf("%q: %+v", question, r)
		}
	case Unknown:
		if r.Choices != 0 {
			t.Fatalf("%q: %+v", question, r)
		}
	default:
		t.Fatalf("%q: verdict %q", question, r.Verdict)
	}
}

func TestSimulationOnRealisticCorpus(t *testing.T) {
	learn, test := synthetic(manners[:8]), synthetic(manners[8:])
	e := train(t, French, learn)
	c := e.Calibration()
	if !c.Simulated || c.Examples != 320 || c.Topics != 40 {
		t.Fatalf("calibration %+v", c)
	}
	if c.Sure <= 0 || c.Sure > 1 || c.Accept <= 0 || c.Accept > 1 || c.Choice <= 0 || c.ConfidentWrong > errorBudget {
		t.Errorf("limits %+v", c)
	}
	if c.SureOrChoiceRight < c.SureRight || c.Top1 < c.SureRight || c.SureRight+c.SureWrong > 1+1e-9 {
		t.Errorf("rates contradict each other: %+v", c)
	}
	s := Evaluate(e, test, []Example{{Text: "Quel temps fera-t-il à Lyon demain ?"}, {Text: "Raconte une blague"}, {Text: "Mon imprimante est en panne"}})
	if s.Top1 < .97 || s.OOSAUC < .97 || s.SureOrChoiceRight < .97 || s.SureOOS > 0 {
		t.Errorf("scores %+v", s)
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	learn, ask := readHandMade(t)
	learn = append(learn, ask...) // enough of them to simulate
	first := train(t, French, learn)
	if !first.Calibration().Simulated {
		t.Fatal("not simulated")
	}
	for range 3 {
		again := train(t, French, learn)
		if first.Calibration() != again.Calibration() {
			t.Fatalf("calibration %+v, then %+v", first.Calibration(), again.Calibration())
		}
		for _, question := range ask {
			if a, b := first.Rank(question.Text), again.Rank(question.Text); !reflect.DeepEqual(a, b) {
				t.Fatalf("%q: %+v, then %+v", question.Text, a, b)
			}
		}
	}
}

// What one question leaves in the pooled working space must not show in the next one's result.
func TestRankIsIndependentOfHistory(t *testing.T) {
	learn, ask := readHandMade(t)
	e := train(t, French, learn)
	want := make([]Result, len(ask))
	for i, question := range ask {
		want[i] = train(t, French, learn).Rank(question.Text)
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for n := range 200 {
				i := (n*7 + worker) % len(ask)
				if got := e.Rank(ask[i].Text); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%q: %+v, want %+v", ask[i].Text, got, want[i])
					return
				}
				e.Rank(fmt.Sprintf("bruit %d inconnu%d", n, worker))
			}
		})
	}
	wait.Wait()
}

// Examples that contradict each other or repeat themselves are poor, not fatal.
func TestTrainDegenerate(t *testing.T) {
	for name, text := range map[string]func(topic, n int) string{
		"the same everywhere": func(int, int) string { return "bonjour" },
		"one text a topic":    func(topic, _ int) string { return fmt.Sprint("question ", topic) },
		"nothing in common":   func(topic, n int) string { return fmt.Sprint("w", topic, "x", n) },
	} {
		var examples []Example
		for topic := range 9 {
			for n := range 8 {
				examples = append(examples, Example{fmt.Sprint("t", topic), text(topic, n)})
			}
		}
		examples = append(examples, Example{"alone", "une seule question"})
		e := train(t, French, examples)
		c := e.Calibration()
		if !c.Simulated || math.IsNaN(c.Sure+c.Choice+c.Accept+c.SureRight) {
			t.Errorf("%s: %+v", name, c)
		}
		for _, question := range []string{"bonjour", "question 3", "une seule question", "w1x1"} {
			checkResult(t, e, question, e.Rank(question))
		}
	}
}

func TestSelectedKeepsEveryTopic(t *testing.T) {
	var examples []Example
	for topic := range 70 {
		for n := range 5 + topic {
			examples = append(examples, Example{fmt.Sprint("t", topic), fmt.Sprint("question ", n)})
		}
	}
	part := selected(mostSimulated, examples)
	byTopic := map[string]int{}
	for _, e := range part {
		byTopic[e.Topic]++
	}
	if len(part) > mostSimulated || len(byTopic) != 70 || byTopic["t0"] != 5 {
		t.Errorf("%d examples of %d topics, %d of the smallest", len(part), len(byTopic), byTopic["t0"])
	}
	for topic, n := range byTopic {
		if n > mostPerTopic {
			t.Errorf("%d examples of %s", n, topic)
		}
	}
}

func TestCalibrationWithinALimit(t *testing.T) {
	examples := synthetic(manners)
	r, err := rulesOf(French)
	if err != nil {
		t.Fatal(err)
	}
	_, _, whole := fit(len(examples), r, examples)
	_, _, part := fit(250, r, examples)
	if !part.Simulated || part.Examples != 400 || part.Topics != 40 {
		t.Errorf("calibration %+v", part)
	}
	if math.Abs(part.Sure-whole.Sure) > .2 || math.Abs(part.Top1-whole.Top1) > .1 {
		t.Errorf("over a part %+v, over the whole %+v", part, whole)
	}
}

func FuzzRank(f *testing.F) {
	learn, ask := readHandMade(f)
	for _, question := range ask {
		f.Add(question.Text)
	}
	for _, seed := range []string{"", "\xff", "c koi", strings.Repeat("a", 300), "l'l'l'", "ǅ ﷺ ẛ", "œœœœ", "+&€"} {
		f.Add(seed)
	}
	e := train(f, French, append(learn, ask...))
	f.Fuzz(func(t *testing.T, question string) {
		r := e.Rank(question)
		checkResult(t, e, question, r)
		if again := e.Rank(question); !reflect.DeepEqual(r, again) {
			t.Fatalf("%q: %+v, then %+v", question, r, again)
		}
	})
}

func FuzzTrain(f *testing.F) {
	f.Add("où est le jury ?", "quand ?", "\xff")
	f.Fuzz(func(t *testing.T, a, b, question string) {
		e, err := Train(English, []Example{{"a", a}, {"b", b}, {"a", b}})
		if err == nil {
			checkResult(t, e, question, e.Rank(question))
		}
	})
}
