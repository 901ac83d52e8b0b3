package team

import (
	"strings"
	"testing"

	"digbot/bot"
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
	if reply := w.says("dominique", "journal 2").Body.Plain(); strings.Count(reply, "\n- ") != 2 || !strings.Contains(reply, "Camille Exemple, slack:C1 : aujourd’hui") {
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
