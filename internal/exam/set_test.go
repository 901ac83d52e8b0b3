package exam_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"digbot/bot"
	"digbot/bot/understand"
	"digbot/internal/exam"
	"digbot/internal/programme"
)

// TestTheSetIsBroad keeps the set from shrinking to what is answered well.
func TestTheSetIsBroad(t *testing.T) {
	set, _, _ := shipped(t)
	count := map[exam.Kind]int{}
	labels := map[string]int{}
	for _, question := range set.All() {
		count[question.Kind]++
		for _, label := range []string{question.Audience, question.Register, string(question.Language)} {
			labels[label]++
		}
	}
	for kind, least := range map[exam.Kind]int{
		exam.InScope: 230, exam.Unsettled: 60, exam.Embargo: 40, exam.FollowUp: 60, exam.Opening: 20,
	} {
		if count[kind] < least {
			t.Errorf("%d questions of the kind %s, want at least %d", count[kind], kind, least)
		}
	}
	for label, least := range map[string]int{
		"candidate": 200, "administration": 40, "mentor": 20, "other": 40, "en": 100, "formal": 20, "casual": 90, "sms": 15,
		"typos": 10, "capitals": 8, "unaccented": 4, "rambling": 5, "keywords": 15, "learner": 10,
	} {
		if labels[label] < least {
			t.Errorf("%d questions are labelled %s, want at least %d", labels[label], label, least)
		}
	}
}

// TestTheTopicsExist finds topics that were renamed in the knowledge. A topic that only some languages have exists.
func TestTheTopicsExist(t *testing.T) {
	set, texts, promotion := shipped(t)
	known := map[string]bool{}
	for _, language := range programme.Languages() {
		for _, example := range bot.Examples(texts, promotion, language) {
			known[example.Topic] = true
		}
	}
	for _, question := range set.All() {
		if len(question.Topics) > 0 && !slices.ContainsFunc(question.Topics, func(topic string) bool { return known[topic] }) {
			t.Errorf("%s: the knowledge has none of the topics %s: was one renamed?", question.Place, strings.Join(question.Topics, ", "))
		}
	}
}

// TestTheSetStandsApart counts the questions that the knowledge holds word for word. A few short ones meet by chance.
func TestTheSetStandsApart(t *testing.T) {
	set, texts, promotion := shipped(t)
	known := map[string]bool{}
	for _, language := range programme.Languages() {
		for _, example := range bot.Examples(texts, promotion, language) {
			known[strings.Join(understand.Words(example.Text), " ")] = true
		}
	}
	both, long := 0, 0
	for _, question := range set.All() {
		words := understand.Words(question.Text)
		if !known[strings.Join(words, " ")] {
			continue
		}
		if both++; len(words) > 4 {
			long++
		}
	}
	all := len(set.All())
	t.Logf("%d of %d questions stand in the knowledge too, %d of them longer than four words", both, all, long)
	if both > all*5/100 || long > all*2/100 {
		t.Errorf("%d of %d questions stand in the knowledge word for word, %d of them long: what was learnt by heart measures nothing", both, all, long)
	}
}

const head = "audience\tregister\tlanguage\twhen\tquestion\ttopics\tfacts\tnever\n"

func TestEveryFaultIsReported(t *testing.T) {
	for _, test := range []struct{ name, text, says string }{
		{"in-scope.tsv", "audience\tquestion\n", "in-scope.tsv:1: the first line must name the columns"},
		{"in-scope.tsv", head + "\ncandidat\tplain\tfr\t\tOù ?\tworkplace\tParis\n", `in-scope.tsv:3: the audience "candidat" is none of candidate`},
		{"in-scope.tsv", head + "mentor\tloud\tfr\t\tOù ?\tworkplace\tParis\n", `the register "loud"`},
		{"in-scope.tsv", head + "mentor\tplain\tde\t\tWo?\tworkplace\tParis\n", `the language "de"`},
		{"in-scope.tsv", head + "mentor\tplain\tfr\t2019-05-32\tOù ?\tworkplace\tParis\n", `"2019-05-32" is no instant`},
		{"in-scope.tsv", head + "mentor\tplain\tfr\t\tOù ?\tworkplace\n", "no facts"},
		{"in-scope.tsv", head + "mentor\tplain\tfr\t\tOù ?\t\tParis\n", "no topics"},
		{"embargo.tsv", head + "mentor\tplain\tfr\t\n", "embargo.tsv:2: there is no question"},
		{"embargo.tsv", head + "mentor\tplain\tfr\t\tQui ?\t\t\t\tx\n", "9 columns"},
		{"other.tsv", head, "other.tsv: the name says no kind"},
		{"dialogues/a.md", "## A\nmentor, plain\n", "dialogues/a.md:2: a dialogue begins with its audience"},
		{"dialogues/a.md", "## A\nmentor, plain, fr\n> Où ?\n< Paris\n", `the dialogue "A" has no follow-up`},
		{"dialogues/a.md", "## A\nmentor, plain, fr\n< Paris\n", "dialogues/a.md:3: facts without a question"},
		{"dialogues/a.md", "## A\nmentor, plain, fr\n> Où ?\n> Quand ?\n< juin\n", "dialogues/a.md:3: a question needs words, and facts"},
		{"dialogues/a.md", "## A\nmentor, plain, fr\nParis\n", "dialogues/a.md:3: a line of a dialogue begins with"},
		{"dialogues/a.md", "## A\nmentor, plain, fr\n@ demain\n", `"demain" is no instant`},
		{"README.md", "", "no questions here"},
	} {
		_, err := exam.Load(fstest.MapFS{test.name: {Data: []byte(test.text)}})
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s %q: %v, want %q", test.name, test.text, err, test.says)
		}
	}
}

// TestASpreadsheetsTableIsRead reads what a spreadsheet writes: a byte order mark, quotes, Windows line ends.
func TestASpreadsheetsTableIsRead(t *testing.T) {
	row := "other\tplain\tfr\t2019-05-20 10:00 published\t\"Qui a dit \"\"nous ouvrons\"\" ?\"\tjury\tUX ; public|privé\r\n"
	set, err := exam.Load(fstest.MapFS{"in-scope-1.tsv": {Data: []byte("\ufeff" + strings.TrimSuffix(head, "\n") + "\r\n" + row)}})
	if err != nil {
		t.Fatal(err)
	}
	question := set.Questions[0]
	if question.Text != `Qui a dit "nous ouvrons" ?` || len(question.Facts) != 2 || !question.When.Published || question.When.At.UTC().Hour() != 8 {
		t.Errorf("read %+v", question)
	}
}
