package roster

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"digbot/internal/programme"
)

// dialect is one of the ways in which spreadsheets write a list.
type dialect struct {
	separator rune
	crlf      bool
	bom       bool
	latin     bool // Windows-1252
	french    bool
}

func randomDialect(random *rand.Rand) dialect {
	yes := func() bool { return random.IntN(2) == 0 }
	d := dialect{separator: []rune{',', ';', '\t'}[random.IntN(3)], crlf: yes(), latin: yes(), french: yes()}
	d.bom = !d.latin && yes()
	return d
}

// write writes people as a spreadsheet would.
func (d dialect) write(t *testing.T, people []programme.Person) []byte {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = d.separator, d.crlf
	_ = w.Write(d.pick(
		[]string{"identifiant", "rôle", "nom", "courriel", "langue", "statut", "défi", "décision", "début", "audition", "lieu"},
		[]string{"id", "role", "name", "email", "lang", "status", "challenge", "decision", "start", "hearing", "place"}))
	for _, person := range people {
		for _, role := range person.Roles {
			_ = w.Write(append([]string{person.ID, string(role.Kind), person.Name, person.Email, string(person.Language)}, d.role(role)...))
		}
	}
	w.Flush()
	return d.encode(t, out.Bytes())
}

func (d dialect) pick(french, english []string) []string {
	if d.french {
		return french
	}
	return english
}

func (d dialect) role(role programme.Role) []string {
	status, decision := string(role.Status), string(role.Decision)
	day, hour := "2006-01-02", "2006-01-02T15:04"
	if d.french {
		day, hour = "02/01/2006", "02/01/2006 à 15h04"
		status = map[string]string{"interested": "intéressé", "applied": "candidature déposée", "preselected": "présélectionnée", "withdrawn": "désisté"}[status]
		decision = map[string]string{"laureate": "Lauréate", "reserve": "liste complémentaire", "declined": "non retenu"}[decision]
	}
	start, hearing := "", ""
	if !role.Start.IsZero() {
		start = role.Start.At(programme.Clock{}).Format(day)
	}
	if !role.Hearing.At.IsZero() {
		hearing = role.Hearing.At.Format(hour)
	}
	return []string{status, role.Challenge, decision, start, hearing, role.Hearing.Place + role.Hearing.Link}
}

func (d dialect) encode(t *testing.T, text []byte) []byte {
	t.Helper()
	if d.latin {
		encoded, err := charmap.Windows1252.NewEncoder().Bytes(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	if d.bom {
		return append([]byte("\xef\xbb\xbf"), text...)
	}
	return text
}

// TestReadGivesBackWhatWasWritten writes fictional people in every way and reads them again.
func TestReadGivesBackWhatWasWritten(t *testing.T) {
	season := fictionalSeason()
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		people := Fictional(season, random.IntN(200), seed)
		d := randomDialect(random)
		list, err := Reader{Promotion: season.Promotion, Known: answersOf(people), Random: &counter{}}.Read(bytes.NewReader(d.write(t, people)))
		if err != nil {
			t.Fatalf("seed %d, %+v: %v", seed, d, err)
		}
		if got, want := tellRoster(t, Roster{People: list.People}), tellRoster(t, Roster{People: people}); got != want {
			t.Fatalf("seed %d, %+v: got\n%s\nwant\n%s", seed, d, firstDifference(got, want), firstDifference(want, got))
		}
	}
}

// answersOf keeps what no list has a column for.
func answersOf(people []programme.Person) []programme.Person {
	var known []programme.Person
	for _, person := range people {
		var roles []programme.Role
		for _, role := range person.Roles {
			roles = append(roles, programme.Role{Kind: role.Kind, Challenge: role.Challenge, Decision: role.Decision, Answer: role.Answer})
		}
		known = append(known, programme.Person{ID: person.ID, Email: person.Email, Roles: roles})
	}
	return known
}

func firstDifference(a, b string) string {
	lines, others := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i, line := range lines {
		if i >= len(others) || line != others[i] {
			return line
		}
	}
	return "(the end)"
}
