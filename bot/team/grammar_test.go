package team

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"digbot/bot"
)

// TestWhatIsACommand tells commands from questions, and who is asked what was meant.
func TestWhatIsACommand(t *testing.T) {
	w := newWorld(t)
	staffRoom, direct, public := bot.Place{Channel: "C1", Staff: true}, bot.Place{Direct: true}, bot.Place{Channel: "C2"}
	for _, test := range []struct {
		who   string
		kind  bot.MessageKind
		place bot.Place
		text  string
		holds string
	}{
		{"camille", bot.Command, direct, "état", "Prochaine occasion"},
		{"camille", bot.Command, staffRoom, "ETAT", "Prochaine occasion"},
		{"camille", bot.Command, staffRoom, "e\u0301tat", "Prochaine occasion"},
		{"camille", bot.Command, direct, "  status ", "Next occasion"},
		{"camille", bot.Command, direct, "aujourd'hui", "jeudi 9 mai 2019"},
		{"camille", bot.Command, direct, "aujourdhui", "Vouliez-vous dire /dig aujourd’hui"},
		{"camille", bot.Said, staffRoom, "état", "Prochaine occasion"},
		{"camille", bot.Said, direct, "état", question},
		{"camille", bot.Said, public, "état", question},
		{"camille", bot.Command, direct, " ", "Voici ce que vous pouvez me demander"},
		{"camille", bot.Said, staffRoom, "", question},
		{"alex", bot.Command, direct, "", question},
		{"camille", bot.Command, direct, "etta", "Vouliez-vous dire /dig état"},
		{"camille", bot.Command, direct, "calandrier", "Vouliez-vous dire /dig calendrier"},
		{"camille", bot.Command, direct, "quel est le salaire", question},
		{"camille", bot.Command, direct, "journal de bord ?", question},
		{"camille", bot.Command, direct, "foo", "Je ne connais pas cette commande, et je n’ai pas de réponse à cette question. Écrivez /dig aide"},
		{"camille", bot.Command, staffRoom, "foo bar", "Je ne connais pas cette commande, et"},
		{"camille", bot.Command, direct, "foo bar ?", notKnown},
		{"camille", bot.Command, public, "foo", notKnown},
		{"camille", bot.Said, direct, "foo", notKnown},
		{"alex", bot.Command, direct, "foo", notKnown},
		{"camille", bot.Command, direct, "stop", "Aucun envoi n’est concerné"},
		{"camille", bot.Command, direct, "audit", "Le journal"},
		{"camille", bot.Command, public, "état", "canal de l’équipe"},
		{"alex", bot.Command, direct, "état", "réservée à l’équipe"},
		{"alex", bot.Command, public, "journal", "réservée à l’équipe"},
		{"alex", bot.Command, public, "calendrier", question},
		{"alex", bot.Command, public, "aide", question},
		{"alex", bot.Command, direct, "etta", question},
		{"", bot.Command, direct, "état", "réservée à l’équipe"},
	} {
		reply := w.hear(bot.Message{Platform: "console", User: test.who, Kind: test.kind, Text: test.text, Place: test.place})
		if !strings.Contains(reply.Body.Plain(), test.holds) {
			t.Errorf("%s says %q (%s): %q, want %q in it", test.who, test.text, test.kind, reply.Body.Plain(), test.holds)
		}
		if reply.Kind == bot.KindRefusal && !reply.Private {
			t.Errorf("%s is refused %q before everybody", test.who, test.text)
		}
	}
}

// TestHelpShowsWhatTheAskerMayDo compares the help of people with different rights.
func TestHelpShowsWhatTheAskerMayDo(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ who, text, file string }{
		{"camille", "aide", "help-camille.fr"}, {"camille", "help", "help-camille.en"}, {"sacha", "aide", "help-sacha.fr"}, {"noa", "aide", "help-noa.fr"},
	} {
		golden(t, test.file, w.says(test.who, test.text).Body.Plain())
	}
}

// TestEveryCommandIsWorded looks for names that are taken twice, and for commands without words.
func TestEveryCommandIsWorded(t *testing.T) {
	w := newWorld(t)
	taken := map[string]string{}
	for _, c := range w.team.commands {
		for _, names := range [][]string{c.names, c.english} {
			if len(names) == 0 {
				t.Errorf("%s lacks a name", c.id)
			}
			for _, name := range names {
				if other := taken[folded(name)]; other != "" && other != c.id {
					t.Errorf("%q is the name of %s and of %s", name, other, c.id)
				}
				taken[folded(name)] = c.id
			}
		}
		for language, labels := range w.team.labels {
			for _, key := range []string{c.id + "_usage", c.id + "_about"} {
				if _, worded := labels[key]; !worded {
					t.Errorf("there is no label %s in %s", key, language)
				}
			}
		}
	}
}

// TestQuestions lists what people wait for before what was answered, to those who may answer.
func TestQuestions(t *testing.T) {
	w := newWorld(t)
	if reply := w.says("sacha", "questions").Body.Plain(); reply != "Aucune question n’attend l’équipe." {
		t.Errorf("without a desk: %q", reply)
	}
	w.team.Desk = inbox{
		{Platform: "slack", Text: "Peut-on venir avec un chien ?", Opened: w.now},
		{Platform: "mattermost", Text: strings.Repeat("très ", 100) + "long ?", Opened: w.now, Waiting: paris(t, "2019-05-09T08:00")},
	}
	golden(t, "questions.fr", w.says("sacha", "questions").Body.Plain())
	golden(t, "questions.en", w.says("sacha", "open questions").Body.Plain())
	if reply := w.says("noa", "questions").Body.Plain(); !strings.Contains(reply, "Demandez à Camille Exemple, Dominique Exemple ou Sacha Exemple") {
		t.Errorf("without the right: %q", reply)
	}
	if reply := w.says("camille", "état").Body.Plain(); !strings.Contains(reply, "Questions ouvertes\u00a0: 2") {
		t.Errorf("the status reads %q", reply)
	}
}

type inbox []Question

func (i inbox) Questions(context.Context) ([]Question, error) { return i, nil }

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"état", "e\u0301tat  -- 12", "\xff\xfe", "œuvre’s", "\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, w := range wordsOf(text) {
			if w.text == "" || w.end <= last || w.end > len(text) {
				t.Fatalf("%q gives %+v", text, w)
			}
			last = w.end
		}
	})
}

// TestHowLongItIs tells no hour and no day that was never announced.
func TestHowLongItIs(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ now, said, want string }{
		{"2019-05-10T16:00", "état", "Clôture, vendredi 10 mai 2019 à 17h (heure de Paris) (dans 1 heure)."},
		{"2019-05-16T10:00", "état", "Annonce, vendredi 17 mai 2019 (dans 1 jour)."},
		{"2019-05-17T08:00", "état", "Annonce, vendredi 17 mai 2019 (aujourd’hui)."},
		{"2019-05-17T08:00", "status", "Announcement, Friday 17 May 2019 (today)."},
		{"2019-06-01T10:00", "calendrier", "Prise de poste : juin 2019, start@20190603T0700Z\n"},
	} {
		w.now = paris(t, test.now)
		if got := strings.ReplaceAll(w.says("camille", test.said).Body.Plain(), "\u00a0", " ") + "\n"; !strings.Contains(got, test.want) {
			t.Errorf("at %s, %s says %q, want %q in it", test.now, test.said, got, test.want)
		}
	}
}

// TestNothingHeldBackReadsAsAChoiceOfTheJury looks through the words of the team: in French "retenu" says that somebody is
// chosen, so no mail, post or campaign may be called so.
func TestNothingHeldBackReadsAsAChoiceOfTheJury(t *testing.T) {
	files, err := filepath.Glob("../../templates/chat/team*.fr.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("the words of the team: %v, %v", files, err)
	}
	held, chosen := regexp.MustCompile(`(?i)\bret(en|ien)`), regexp.MustCompile(`^(decision_|mail_result-)|retenu, liste complémentaire ou non retenu`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if held.MatchString(line) && !chosen.MatchString(line) {
				t.Errorf("%s: %s", filepath.Base(file), line)
			}
		}
	}
}
