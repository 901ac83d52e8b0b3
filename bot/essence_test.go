package bot

import (
	"slices"
	"testing"

	"digbot/bot/understand"
	"digbot/internal/programme"
	"digbot/templates"
)

func TestAStoryHasItsQuestionsAndItsCircumstances(t *testing.T) {
	for _, test := range []struct {
		text        string
		told, asked []string
	}{
		{"Bonjour, je suis professeure à Nantes, j'ai vu votre annonce hier soir. Combien de temps reste-t-il ?",
			[]string{"je suis professeure à Nantes,"}, []string{"Combien de temps reste-t-il"}},
		{"Ma sœur m'en a parlé, je trouve cela bien, mais je ne comprends pas comment on postule.", nil, []string{"comment on postule."}},
		{"On en a parlé hier à la cantine avec un ami et avant de me décider je voudrais savoir combien de défis restent ouverts, car j'hésite.",
			nil, []string{"combien de défis restent ouverts,"}},
		{"A colleague told me and before I go on holiday I would like to know how the jury works.", nil, []string{"how the jury works."}},
		{"Nous avons déménagé, tout est en cartons. Merci !", nil, nil},
		{"I live in Lyon with two cats, so I need to know whether you pay for trains.", []string{"I live in Lyon with two cats,"}, []string{"whether you pay for trains."}},
	} {
		told, asked := story(test.text)
		if !slices.Equal(told, test.told) || !slices.Equal(asked, test.asked) {
			t.Errorf("%q: told %q, asked %q", test.text, told, asked)
		}
	}
}

func TestAStoryIsSearchedBreathByBreath(t *testing.T) {
	const short, long = "Qui a gagné ?", "Ma cousine habite à Lyon depuis deux ans, elle aime la mer et le vélo, moi je préfère la montagne et les longues marches en été. Qui a gagné ?"
	if got := breaths(short); !slices.Equal(got, []string{short}) {
		t.Errorf("%q", got)
	}
	if got := breaths(long); len(got) != 3 || got[2] != "Qui a gagné ?" {
		t.Errorf("%q", got)
	}
}

// TestWhoAsksCounts gives one result to people of each kind.
func TestWhoAsksCounts(t *testing.T) {
	texts, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	near := []understand.Ranked{{Topic: "project-form", Confidence: .5}, {Topic: "how-to-apply", Confidence: .4}}
	far := []understand.Ranked{{Topic: "project-form", Confidence: .8}, {Topic: "how-to-apply", Confidence: .1}}
	for _, test := range []struct {
		audience programme.RoleKind
		topics   []understand.Ranked
		first    string
		verdict  understand.Verdict
	}{
		{programme.Candidate, near, "how-to-apply", understand.Unsure},
		{programme.Candidate, far, "project-form", understand.Sure},
		{programme.Administration, near, "project-form", understand.Sure},
		{"", near, "project-form", understand.Sure},
	} {
		asking := &turn{knowledge: &Knowledge{texts: texts}, message: Message{Audience: test.audience}, language: programme.French}
		got := asking.forWhom(understand.Result{Verdict: understand.Sure, Confidence: .6, Topics: test.topics})
		if got.Topics[0].Topic != test.first || got.Verdict != test.verdict {
			t.Errorf("%q: %+v, want %s first", test.audience, got, test.first)
		}
	}
}

func TestKeyWordsTellTheLanguage(t *testing.T) {
	texts, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	k := Learn(texts, programme.Promotion{}, nil)
	for text, want := range map[string]programme.Language{"closing date": programme.English, "date limite": programme.French, "mission length": programme.English, "durée mission": programme.French} {
		if got, sure := k.languageByWords(text); !sure || got != want {
			t.Errorf("%q: %q, %v", text, got, sure)
		}
	}
	if _, sure := k.languageByWords("xyzzy"); sure {
		t.Error("words that nobody used tell no language")
	}
}
