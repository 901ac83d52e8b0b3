package team

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// TestEverythingIsWrittenDown gives commands and is refused some, and reads the journal.
func TestEverythingIsWrittenDown(t *testing.T) {
	w := newWorld(t)
	w.says("camille", "état")
	w.says("alex", "état")
	w.hear(bot.Message{Platform: "slack", User: "U-camille", Kind: bot.Command, Text: "aujourd'hui", Place: bot.Place{Channel: "C9"}})
	w.hear(bot.Message{Platform: "slack", User: "U-camille", Kind: bot.Command, Text: "aujourd'hui", Place: bot.Place{Channel: "C1", Staff: true}})
	w.hear(bot.Message{Platform: "slack", User: "U-alex", Kind: bot.Command, Text: "quel est le salaire ?"})
	var lines []string
	for _, e := range w.journal {
		lines = append(lines, e.Who+" "+e.Where+" "+e.What)
	}
	want := []string{"camille console:direct status", "console:alex console:direct status refused: stranger",
		"camille slack:C9 today refused: place", "camille slack:C1 today"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("the journal reads\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if reply := w.says("dominique", "journal 2").Body.Plain(); strings.Count(reply, "\n- ") != 2 || !strings.Contains(reply, "Camille Exemple, slack:C1\u00a0: aujourd’hui") {
		t.Errorf("shown: %s", reply)
	}
}

// TestWhatCannotBeWrittenDownIsNotDone takes the journal away.
func TestWhatCannotBeWrittenDownIsNotDone(t *testing.T) {
	w := newWorld(t)
	w.away = true
	if reply := w.says("camille", "état"); reply.Kind != bot.KindFailure || !strings.Contains(reply.Body.Plain(), "erreur de notre côté") {
		t.Errorf("got %s %q", reply.Kind, reply.Body.Plain())
	}
}

// TestTheJournalIsWorded shows what is written down, by the team and by others, to people of both languages.
func TestTheJournalIsWorded(t *testing.T) {
	wording, err := NewWording(Staff{{ID: "camille", Name: "Camille Exemple"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ what, french, english string }{
		{"status", "état", "status"},
		{"move refused: date", "calendrier déplacer, refusé (date illisible)", "calendar move, refused (no date that can be read)"},
		{"challenge refused: challenge", "défi retirer, refusé (défi inconnu)", "challenge withdraw, refused (unknown challenge)"},
		{"challenge approved challenge", "défi retirer, approuvé Défi retiré", "challenge withdraw, approved Challenge withdrawn"},
		{"announce shown opening@1", "annoncer, aperçu opening@1", "announce, shown opening@1"},
		{"pause opening@1", "pause opening@1", "pause opening@1"},
		{"people import: 54 added, 1 changed, 0 removed", "liste importée (nouvelles personnes : 54, modifiées : 1, retirées : 0)", "list taken in (new people: 54, changed: 1, removed: 0)"},
		{"people export p-1", "données de p-1 exportées", "data of p-1 exported"},
		{"people export --unannounced p-1", "données de p-1 exportées, avec la décision avant son annonce", "data of p-1 exported, with the decision before its announcement"},
		{"backup --move", "copie de tout faite, pour changer de machine", "copy of everything made, to move to another machine"},
		{"preview opening@20190411T0700Z", "aperçu de opening@20190411T0700Z lu", "preview of opening@20190411T0700Z read"},
		{"preview p-1 opening@20190411T0700Z", "aperçu de opening@20190411T0700Z lu", "preview of opening@20190411T0700Z read"},
		{"report --csv opening@20190411T0700Z", "rapport de opening@20190411T0700Z lu", "report of opening@20190411T0700Z read"},
		{"people forgot 1: r-7", "personnes effacées : 1 (reçu r-7)", "people erased: 1 (receipt r-7)"},
		{"page entered", "entré", "entered"},
		{"page letter opening@1 p-1", "message de p-1 lu, dans opening@1", "read the message of p-1, in opening@1"},
		{"resolve p-1 sent in opening@1", "message de p-1 marqué envoyé, dans opening@1", "message of p-1 marked as sent, in opening@1"},
		{"run opening@1", "envoi lancé : opening@1", "mailing started: opening@1"},
		{"desk reply", "réponse à la question d’une personne", "answer to somebody’s question"},
		{"desk close refused: right", "question d’une personne, refusé (sans le droit)", "somebody’s question, refused (without the right)"},
	} {
		if got := wording.Did(test.what, programme.French); got != test.french {
			t.Errorf("%q: %q, want %q", test.what, got, test.french)
		}
		if got := wording.Did(test.what, programme.English); got != test.english {
			t.Errorf("%q: %q, want %q", test.what, got, test.english)
		}
	}
	for _, test := range []struct{ got, want string }{
		{wording.Who("camille", programme.French), "Camille Exemple"},
		{wording.Who("operator", programme.French), "l’administration de digbot"},
		{wording.Who("operator:root", programme.French), "l’administration de digbot (root)"},
		{wording.Who("slack:m1", programme.French), "slack:m1"},
		{wording.Where("console:direct", programme.French), "console (message privé)"},
		{wording.Where("slack:C1", programme.French), "slack:C1"},
		{wording.Where("page", programme.English), "dashboard"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// TestEveryReasonIsWorded finds a label for each of the reasons that people are told.
func TestEveryReasonIsWorded(t *testing.T) {
	for _, language := range programme.Languages() {
		labels, err := templates.Labels("team", language)
		if err != nil {
			t.Fatal(err)
		}
		told, err := os.ReadFile("../../templates/chat/team-refused." + string(language) + ".md")
		if err != nil {
			t.Fatal(err)
		}
		reasons := regexp.MustCompile(`\$why "(\w+)"`).FindAllStringSubmatch(string(told), -1)
		if len(reasons) < 40 {
			t.Errorf("%s: only %d reasons are told", language, len(reasons))
		}
		for _, reason := range reasons {
			if labels["why_"+reason[1]] == "" {
				t.Errorf("%s: the journal has no words for the reason %s", language, reason[1])
			}
		}
	}
}
