package templates

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestWrongDates(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"le vendredi 10 mai 2019 à 17h", nil},
		{"le jeudi 10 mai 2019", []string{`"jeudi 10 mai 2019" is a vendredi`}},
		{"le 31 juin 2019", []string{`"31 juin 2019" does not exist`}},
		{"le 1er mai 2019, puis le samedi 1er juin 2019", nil},
		{"on Thursday 10 May 2019", []string{`"Thursday 10 May 2019" is a Friday`}},
		{"29 février 2019 et 29 février 2020", []string{`"29 février 2019" does not exist`}},
		{"en mai 2019", nil},
	} {
		if got := WrongDates(test.text); !slices.Equal(got, test.want) {
			t.Errorf("WrongDates(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestEveryFaultIsReportedWithItsLine(t *testing.T) {
	answers := fstest.MapFS{
		"salary.fr.md":   {Data: []byte("---\nid: pay\nkind: anser\naudience: [candidat]\n---\nx")},
		"salary.en.md":   {Data: []byte("---\nid: salary\ntitle: Pay?\nsource: [a]\nquestionss: [a]\n---\nx")},
		"duration.fr.md": {Data: []byte("---\nid: duration\ntitle: Durée ?\nsource: [a]\n---\nligne\n{{.Whenn \"deadline\"}\n")},
		"place.md":       {Data: []byte("x")},
	}
	_, err := Load(answers)
	faults, ok := err.(Faults) //nolint:errorlint // Load returns it as it is
	if !ok {
		t.Fatalf("Load returned %v, want Faults", err)
	}
	for _, want := range []Fault{
		{File: "answers/salary.fr.md", Line: 1, What: `id "pay" is not the file's name`},
		{File: "answers/salary.fr.md", Line: 1, What: `unknown kind "anser"`},
		{File: "answers/salary.fr.md", Line: 1, What: `unknown audience "candidat"`},
		{File: "answers/salary.fr.md", Line: 1, What: "no title"},
		{File: "answers/salary.en.md", Line: 5},
		{File: "answers/duration.fr.md", Line: 7},
		{File: "answers/place.md", Line: 0, What: "the name does not end in a language"},
	} {
		found := slices.ContainsFunc(faults, func(f Fault) bool {
			return f.File == want.File && f.Line == want.Line && (want.What == "" || f.What == want.What)
		})
		if !found {
			t.Errorf("no fault %v in\n%v", want, faults)
		}
	}
}

func TestAnswersOfAFolderLieOverTheShippedOnes(t *testing.T) {
	dir := t.TempDir()
	for name, source := range map[string]string{
		"salary.fr.md":  "\ufeff---\r\nid: salary\r\ntitle: Combien ?\r\nsource: [recrutement]\r\n---\r\n\r\nTrois mille.\r\n",
		"parking.fr.md": "---\nid: parking\nkind: handover\ntitle: Où se garer ?\n---\nNulle part.\n",
		"parking.en.md": "---\nid: parking\nkind: handover\ntitle: Where can one park?\n---\nNowhere.\n",
		"notes.txt":     "not an answer",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	over, err := LoadOver(FolderAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	if had, has := len(shipped.Topics("fr")), len(over.Topics("fr")); has != had+1 {
		t.Errorf("%d topics beside the %d shipped ones, want one more", has, had)
	}
	for topic, want := range map[string]string{"salary": "Trois mille.", "parking": "Nulle part."} {
		if got, err := over.Answer(topic, View{Language: "fr"}); err != nil || got.Plain() != want {
			t.Errorf("%s: %q, %v; want %q", topic, got.Plain(), err, want)
		}
	}
	if topic, _ := over.Topic("salary", "fr"); topic.Title != "Combien ?" {
		t.Errorf("title %q", topic.Title)
	}
	if !slices.IsSortedFunc(over.Topics("fr"), func(a, b Topic) int { return strings.Compare(filepath.Base(a.File), filepath.Base(b.File)) }) {
		t.Error("the topics are not in order")
	}
}

func TestFaultsOfAFolderNameItsFiles(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "salary.fr.md")
	if err := os.WriteFile(broken, []byte("---\nid: salary\ntitle: Combien ?\nsource: [recrutement]\n---\n\n{{.Fact \"salary\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := LoadOver(FolderAt(dir))
	if faults, _ := err.(Faults); len(faults) != 1 || faults[0].File != broken || faults[0].Line != 7 { //nolint:errorlint // it returns it as it is
		t.Errorf("faults:\n%v\nwant one of %s:7", err, broken)
	}
	missing := filepath.Join(dir, "nowhere")
	if _, err := LoadOver(FolderAt(missing)); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("%v, want the folder %s named", err, missing)
	}
}
