package templates

import (
	"slices"
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
