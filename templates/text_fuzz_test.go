package templates

import (
	"testing"

	"digbot/internal/programme"
)

// FuzzText reads an answer as somebody edits it: it is taken in, or every fault names its file and what is wrong.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"---\nid: salary\ntitle: Combien ?\nsource: [recrutement]\nquestions: [c'est payé combien ?]\n---\nTrois mille {{.Fact \"salary\"}}.\n",
		"\ufeff---\r\nid: salary\r\ntitle: Combien ?\r\n---\r\n\r\n{{if .Open}}x{{end}}", "---\nid: [a\n---\nx", "---\nid: salary\n", "{{.Whenn}", "---\n- a\n---\n{{range}}", "",
		"---\nid: &a [*a]\naudience: [candidate, x]\nkind: handover\n---\nx",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		read, faults := parseText("answers/salary.fr.md", source)
		for _, fault := range faults {
			if fault.File == "" || fault.What == "" || fault.Line < 0 {
				t.Errorf("a fault of no use: %+v", fault)
			}
		}
		if len(faults) == 0 && (read.parsed().body == nil || (read.parsed().subject == nil) != (read.front.Subject == "") || read.language != programme.French) {
			t.Errorf("taken in without a body: %+v", read)
		}
	})
}
