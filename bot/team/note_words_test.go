package team

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"digbot/internal/programme"
)

// TestNotesAreWorded shows what the ledger notes to people of both languages.
func TestNotesAreWorded(t *testing.T) {
	w := wordingFor(t)
	for _, test := range []struct{ note, french, english string }{
		{"", "", ""},
		{"the person is no longer in the roster", "la personne n’est plus dans la liste", "the person is no longer in the list"},
		{"values are missing: p-1: result-laureate needs: name, p-1: result-laureate needs: challenge title", "il manque : le nom, le titre du défi", "missing: the name, the title of the challenge"},
		{"sent, says camille", "déclaré envoyé par Camille Exemple", "sent, says Camille Exemple"},
		{"an earlier try may have arrived: no time is left for another try: 451 4.7.1 come back later", "un essai précédent est peut-être arrivé : le temps manque pour un nouvel essai : 451 4.7.1 come back later",
			"an earlier try may have arrived: no time is left for another try: 451 4.7.1 come back later"},
		{"550 5.1.1 <recipient>: user unknown", "550 5.1.1 <recipient>: user unknown", "550 5.1.1 <recipient>: user unknown"},
		{"is not written to: jury-convocation does not concern this person", "aucun message, « Convocation du jury » ne concerne pas cette personne", "no message, “Jury convened” does not concern this person"},
	} {
		for language, want := range map[programme.Language]string{programme.French: test.french, programme.English: test.english} {
			if got := strings.ReplaceAll(w.Note(test.note, language), "\u00a0", " "); got != want {
				t.Errorf("in %s, %q is said as %q, want %q", language, test.note, got, want)
			}
		}
	}
}

// TestEveryNoteHasItsWords reads which notes the notifier writes, and which values the mails cannot do without.
func TestEveryNoteHasItsWords(t *testing.T) {
	w, forms := wordingFor(t), notesIn(t, "../../notifier")
	if len(forms) < 15 {
		t.Fatalf("only %d notes were found", len(forms))
	}
	for _, form := range forms {
		note := strings.ReplaceAll(form, "%s", "x")
		if strings.HasSuffix(note, ": ") {
			note += "x"
		}
		if w.Note(note, programme.French) == note {
			t.Errorf("%q is not worded", note)
		}
	}
	for field := range needed(t, "../../templates/mail") {
		for _, language := range programme.Languages() {
			if lackWords(w, field, language) == field {
				t.Errorf("what the mails call %q has no name in %s", field, language)
			}
		}
	}
}

func wordingFor(t *testing.T) Wording {
	t.Helper()
	w, err := NewWording(Staff{{ID: "camille", Name: "Camille Exemple"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// notesIn are the texts of the constants of a package whose names begin with "note".
func notesIn(t *testing.T, folder string) []string {
	t.Helper()
	files, _ := filepath.Glob(folder + "/*.go")
	var texts []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, isValue := n.(*ast.ValueSpec)
			if !isValue || !strings.HasPrefix(spec.Names[0].Name, "note") || len(spec.Values) == 0 {
				return true
			}
			if text, isText := spec.Values[0].(*ast.BasicLit); isText {
				unquoted, _ := strconv.Unquote(text.Value)
				texts = append(texts, unquoted)
			}
			return true
		})
	}
	return texts
}

// needed are the values without which a mail does not leave.
func needed(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, _ := filepath.Glob(folder + "/*.md")
	fields, need := map[string]bool{"name": true, "email": true}, regexp.MustCompile(`\.Need "([^"]+)"`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range need.FindAllStringSubmatch(string(text), -1) {
			fields[found[1]] = true
		}
	}
	return fields
}
