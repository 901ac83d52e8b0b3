package roster

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"digbot/internal/programme"
)

// FuzzRead reads anything: it ends in people who are what they should be, or in a report that says where and what to do.
func FuzzRead(f *testing.F) {
	lists, err := filepath.Glob("testdata/*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, list := range lists {
		content, err := os.ReadFile(list)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		list, err := reader(knownPeople()...).Read(bytes.NewReader(content))
		var faults Faults
		switch {
		case errors.As(err, &faults):
			checkFaults(t, faults)
		case err != nil:
			t.Fatalf("reading memory failed: %v", err)
		default:
			checkFaults(t, list.Remarks)
			checkPeople(t, list)
		}
	})
}

func checkFaults(t *testing.T, faults []Fault) {
	t.Helper()
	french := sayIn(t, programme.French)
	for i, fault := range faults {
		switch {
		case fault.What.In(french) == "" || fault.Fix.In(french) == "":
			t.Errorf("a fault without words: %+v", fault)
		case fault.Row < 0 || fault.Line < fault.Row:
			t.Errorf("a row that cannot be: %+v", fault)
		case utf8.RuneCountInString(fault.Value) > maxValue+1 || !utf8.ValidString(fault.Value):
			t.Errorf("a value that is not cut: %+v", fault)
		case i > 0 && fault.Row > 0 && fault.Row < faults[i-1].Row:
			t.Errorf("out of order: %+v", fault)
		}
	}
}

func checkPeople(t *testing.T, list Roster) {
	t.Helper()
	ids, addresses := map[string]bool{}, map[string]bool{}
	for _, person := range list.People {
		if !identifier.MatchString(person.ID) || ids[person.ID] || addresses[mailKey(person.Email)] {
			t.Errorf("an id or an address that is not the person's own: %+v", person)
		}
		ids[person.ID], addresses[mailKey(person.Email)] = true, true
		if person.Name == "" || addressFault(person.Email) != "" || len(person.Roles) == 0 || person.In() != person.Language {
			t.Errorf("incomplete: %+v", person)
		}
		seen := map[string]bool{}
		for _, role := range person.Roles {
			key := string(role.Kind) + " " + role.Challenge
			if role.Kind == "" || seen[key] {
				t.Errorf("a role that is none, or stands twice: %+v", person)
			}
			seen[key] = true
		}
	}
}
