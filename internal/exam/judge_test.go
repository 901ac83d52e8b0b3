package exam_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"digbot/bot"
	"digbot/internal/exam"
	"digbot/internal/programme"
	"digbot/templates"
)

func says(kind bot.ReplyKind, topic, text string) bot.Reply {
	body := templates.Document{Blocks: []templates.Block{{Kind: templates.Paragraph, Spans: []templates.Span{{Text: text}}}}}
	return bot.Reply{Kind: kind, Topic: topic, Body: body, Language: programme.French}
}

// TestWhatAnAnswerIsWorth asks one question of each kind and answers it in several ways.
func TestWhatAnAnswerIsWorth(t *testing.T) {
	const inScope, unsettled, embargo = "in-scope.tsv", "unsettled.tsv", "embargo.tsv"
	english := says(bot.KindAnswer, "salary", "3 500 euros")
	english.Language = programme.English
	choices := bot.Reply{Kind: bot.KindChoices, Choices: []bot.Choice{{ID: "jury"}, {ID: "salary"}}}
	for _, test := range []struct {
		table, topics, facts, never string
		reply                       bot.Reply
		points                      float64
	}{
		{inScope, "salary", "3 500", "", says(bot.KindAnswer, "salary", "Il est de 3\u202f500\u00a0euros."), 1},
		{inScope, "salary", "3 500", "", says(bot.KindAnswer, "salary", "13 500 euros"), 0},
		{inScope, "salary", "3 500", "", english, 0},
		{inScope, "salary", "3 500", "net", says(bot.KindAnswer, "salary", "3 500 euros nets"), 0},
		{inScope, "salary", "3 500", "", says(bot.KindHandover, "", "3 500 euros"), 0},
		{inScope, "salary", "3 500", "", choices, .5},
		{inScope, "contract", "3 500", "", choices, 0},
		{inScope, "late", "17 h|17 heures ; 10 mai", "", says(bot.KindAnswer, "late", "Le 10 MAI à 17h"), 1},
		{inScope, "late", "10 mai", "", says(bot.KindAnswer, "late", "le 110 mai"), 0},
		{inScope, "duration", "6 mois", "", says(bot.KindAnswer, "duration", "16 mois, ou 6 mois"), 1},
		{inScope, "duration", "1", "", says(bot.KindAnswer, "duration", "12 mois"), 0},
		{inScope, "mentors", "mentor", "", says(bot.KindAnswer, "mentors", "Les Mentors"), 1},
		{unsettled, "", "", "", says(bot.KindHandover, "telework", "rien n'est dit"), 1},
		{unsettled, "", "", "", says(bot.KindHandover, "", "je ne sais pas"), 1},
		{unsettled, "", "", "", choices, 1},
		{unsettled, "", "", "", says(bot.KindAnswer, "telework", "oui"), 0},
		{unsettled, "", "n'est pas précisé", "", says(bot.KindAnswer, "telework", "Ce n’est pas précisé."), 1},
		{unsettled, "", "", "deux jours", says(bot.KindHandover, "telework", "souvent deux jours"), 0},
		{embargo, "", "", "", says(bot.KindRefusal, "embargo", "non"), 1},
		{embargo, "", "17 mai", "", says(bot.KindRefusal, "embargo", "non"), 0},
		{embargo, "", "", "", says(bot.KindAnswer, "results-date", "le 17 mai"), 0},
		{embargo, "", "", "", choices, 0},
	} {
		row := strings.Join([]string{"candidate", "plain", "fr", "", "Une question ?", test.topics, test.facts, test.never}, "\t")
		report := ask(t, fstest.MapFS{test.table: {Data: []byte(head + row)}}, func(bot.Message) bot.Reply { return test.reply })
		if got := report.Results[0]; got.Points != test.points || (got.Why == "") != (test.points == 1) {
			t.Errorf("%s, facts %q, never %q: %q is worth %v (%s), want %v", test.table, test.facts, test.never, test.reply.Body.Plain(), got.Points, got.Why, test.points)
		}
	}
}

// TestADialogueIsAskedInOrder asks in one conversation, at the transcript's instants, and scores the first question apart.
func TestADialogueIsAskedInOrder(t *testing.T) {
	const transcript = `# Words before the first dialogue

## Pay
mentor, sms, fr, 2019-05-10 16:00

> cb ?
< 3 500
@ 2019-05-10 16:45
> et la ?
< juin
< never: 3 500
@ en
> and now?
< (refusal)|(handover)
`
	var heard []bot.Message
	report := ask(t, fstest.MapFS{"dialogues/pay.md": {Data: []byte(transcript)}}, func(m bot.Message) bot.Reply {
		heard = append(heard, m)
		return says(bot.KindRefusal, "salary", "3 500 euros en juin")
	})
	if len(heard) != 3 || heard[0].Conversation == "" || heard[0].Conversation != heard[2].Conversation || heard[1].Text != "et la ?" || heard[0].Audience != programme.Mentor {
		t.Errorf("heard %+v", heard)
	}
	if at := report.Results[1].Question.When.At.In(programme.Paris()).Format(time.TimeOnly); at != "16:45:00" {
		t.Errorf("the second question is asked at %s", at)
	}
	if first, others := report.Score(exam.Opening), report.Score(exam.FollowUp); first.Points != 1 || others.Points != 0 || others.Of != 2 {
		t.Errorf("scores %v and %v, want 1 of 1 and 0 of 2 (it says what it must not; it is in the wrong language)", first, others)
	}
}

func ask(t *testing.T, folder fstest.MapFS, answer func(bot.Message) bot.Reply) exam.Report {
	t.Helper()
	set, err := exam.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	stage := exam.NewStage(programme.Promotion{})
	report, err := stage.Ask(t.Context(), set, func(_ context.Context, m bot.Message) (bot.Reply, error) { return answer(m), nil })
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestTheReportTellsScoresAndConfusions(t *testing.T) {
	rows := head +
		"candidate\tplain\tfr\t\tCombien ?\tsalary\t3 500\n" +
		"candidate\tsms\tfr\t\tcb ?\tsalary\t3 500\n" +
		"mentor\tplain\tfr\t\tQui ?\tmentors\tdeux\n"
	report := ask(t, fstest.MapFS{"in-scope.tsv": {Data: []byte(rows)}}, func(m bot.Message) bot.Reply {
		if m.Audience == programme.Mentor {
			return says(bot.KindAnswer, "mentors", "deux mentors")
		}
		return says(bot.KindAnswer, "duration", "12 mois")
	})
	var table strings.Builder
	if err := report.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all 33.3% of 3", "candidate 0.0% of 2", "mentor 100.0% of 1", "sms 0.0% of 1"} {
		if !strings.Contains(strings.Join(strings.Fields(table.String()), " "), want) {
			t.Errorf("the table does not say %q:\n%s", want, &table)
		}
	}
	if confusions := report.Confusions(); len(confusions) != 1 || confusions[0] != (exam.Confusion{Wanted: "salary", Got: "duration", Times: 2}) {
		t.Errorf("confusions %v", confusions)
	}
	if misses := report.Misses(); len(misses) != 2 || misses[0].String() != `in-scope.tsv:2: "3 500" is missing (answered: duration)` {
		t.Errorf("misses %v", misses)
	}
}
