package roster

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLists reads every list of testdata. The file beside it holds what must come of it: people and remarks, or every
// fault.
func TestLists(t *testing.T) {
	lists, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(lists) < 30 {
		t.Fatalf("%d lists in testdata, want at least 30 (%v)", len(lists), err)
	}
	for _, list := range lists {
		name := strings.TrimSuffix(filepath.Base(list), ".csv")
		t.Run(name, func(t *testing.T) {
			checkGolden(t, strings.TrimSuffix(list, ".csv")+".golden", told(t, list))
		})
	}
}

func checkGolden(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// told reads a list and tells what came of it.
func told(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	list, err := reader(knownPeople()...).Read(file)
	var faults Faults
	if errors.As(err, &faults) {
		if len(list.People) > 0 {
			t.Errorf("a refused list gave %d people", len(list.People))
		}
		return "refused\n" + toldIn(t, programme.French, faults) + "\n\nin English\n" + toldIn(t, programme.English, faults) + "\n"
	}
	if err != nil {
		t.Fatal(err)
	}
	return tellRoster(t, list)
}

func tellRoster(t *testing.T, list Roster) string {
	t.Helper()
	var out strings.Builder
	for _, person := range list.People {
		fmt.Fprintf(&out, "%s %q %s %s slack=%q mattermost=%q\n", person.ID, person.Name, person.Email, person.Language, person.Slack, person.Mattermost)
		if !person.Consent.IsZero() {
			fmt.Fprintf(&out, "  consent=%s\n", person.Consent)
		}
		for _, role := range person.Roles {
			out.WriteString("  " + tellRole(role) + "\n")
		}
	}
	if len(list.Remarks) > 0 {
		out.WriteString("remarks\n" + toldIn(t, programme.French, list.Remarks) + "\n\nin English\n" + toldIn(t, programme.English, list.Remarks) + "\n")
	}
	return out.String()
}

func tellRole(role programme.Role) string {
	words := []string{string(role.Kind)}
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+"="+value)
		}
	}
	add("challenge", role.Challenge)
	add("status", string(role.Status))
	add("decision", string(role.Decision))
	add("answer", string(role.Answer))
	add("start", role.Start.String())
	if !role.Hearing.At.IsZero() {
		add("hearing", role.Hearing.At.Format(time.RFC3339))
	}
	add("place", role.Hearing.Place)
	add("link", role.Hearing.Link)
	return strings.Join(words, " ")
}

// reader gives new people the ids p-0000000000000000, p-040g2081040g2081 and so on.
func reader(known ...programme.Person) Reader {
	return Reader{Promotion: promotion(), Known: known, Random: &counter{}}
}

// counter is a source of bytes for tests: ten zeros, ten ones and so on.
type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c.n / 10)
		c.n++
	}
	return len(p), nil
}

func knownPeople() []programme.Person {
	return []programme.Person{{
		ID: "known-1", Name: "Camille Exemple", Email: "camille.known@example.org", Language: programme.English, Slack: "U99",
		Roles: []programme.Role{{
			Kind: programme.Candidate, Challenge: "shom", Status: programme.Preselected, Decision: programme.Laureate, Answer: programme.Accepted,
			Hearing: programme.Hearing{At: programme.Date{Year: 2019, Month: 5, Day: 15}.At(programme.Clock{Hour: 9}), Place: "Salle 1"},
			Start:   programme.Date{Year: 2019, Month: 7, Day: 1},
		}},
	}}
}

// promotion has four challenges for five designers.
func promotion() programme.Promotion {
	return programme.Promotion{
		Calendar: programme.Calendar{
			programme.Opening:      {Date: programme.Date{Year: 2019, Month: 4, Day: 11}},
			programme.Deadline:     {Date: programme.Date{Year: 2019, Month: 5, Day: 10}, Clock: programme.Clock{Hour: 17}, Exact: true},
			programme.JuryDay:      {Date: programme.Date{Year: 2019, Month: 5, Day: 15}},
			programme.Announcement: {Date: programme.Date{Year: 2019, Month: 5, Day: 17}},
			programme.Start:        {Date: programme.Date{Year: 2019, Month: 6}},
		},
		Challenges: []programme.Challenge{
			{ID: "shom", Designers: 1, Acronyms: []string{"Shom", "MaritUX"},
				Title: programme.Text{FR: "Améliorer l’expérience utilisateur des portails de diffusion du Shom (MaritUX)"},
				Host:  programme.Text{FR: "Service hydrographique et océanographique de la Marine (Shom)"}},
			{ID: "ameli", Designers: 2, Acronyms: []string{"Cnam"},
				Title: programme.Text{FR: "Améliorer la compréhension des remboursements", EN: "Make health insurance refunds easier to understand"},
				Host:  programme.Text{FR: "Caisse nationale d’assurance maladie (Cnam)"}},
			{ID: "franceconnect", Designers: 1, Title: programme.Text{FR: "Simplifier FranceConnect"},
				Host: programme.Text{FR: "ministère de l’Exemple"}, Withdrawn: programme.Moment{Date: programme.Date{Year: 2019, Month: 7}}},
			{ID: "information-environnementale", Designers: 1, Title: programme.Text{FR: "Améliorer l’information environnementale"},
				Host: programme.Text{FR: "ministère de l’Exemple"},
				Split: programme.Split{Parts: []programme.Part{
					{Host: programme.Text{FR: "CGDD"}}, {Host: programme.Text{FR: "IGN"}}}}},
		},
	}
}

func TestReadFailures(t *testing.T) {
	broken := errors.New("the disk is gone")
	const list = "role,name,email\ncandidate,Camille Exemple,camille@example.org\n"
	tests := []struct {
		name   string
		list   io.Reader
		random io.Reader
	}{
		{"at the beginning", io.MultiReader(errorReader{broken}), &counter{}},
		{"in the middle", io.MultiReader(strings.NewReader(strings.Repeat(list, 3000)), errorReader{broken}), &counter{}},
		{"no random bytes", strings.NewReader(list), errorReader{broken}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Reader{Promotion: promotion(), Random: test.random}.Read(test.list)
			if !errors.Is(err, broken) || errors.As(err, new(Faults)) {
				t.Errorf("got %v, want an error that is no report and wraps %q", err, broken)
			}
		})
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func TestReadTooLarge(t *testing.T) {
	_, err := Read(io.MultiReader(strings.NewReader("role,name,email\n"), endless{}), promotion(), nil)
	var faults Faults
	if !errors.As(err, &faults) || !strings.Contains(toldIn(t, programme.English, faults), "larger than 32 MB") {
		t.Errorf("got %v, want a report that the file is too large", err)
	}
}

// endless is a file of blank lines that does not end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	p[len(p)-1] = '\n'
	return len(p), nil
}

func TestReadGivesNewIDs(t *testing.T) {
	const list = "role,name,email\ncandidate,Camille Exemple,camille@example.org\ncandidate,Noé Fictif,noe@example.org\n"
	first, err := Read(strings.NewReader(list), promotion(), nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(strings.NewReader(list), promotion(), first.People)
	if err != nil {
		t.Fatal(err)
	}
	if tellRoster(t, again) != tellRoster(t, first) {
		t.Errorf("a second reading changed the people:\n%s\nwere:\n%s", tellRoster(t, again), tellRoster(t, first))
	}
	other, err := Read(strings.NewReader(list), promotion(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if first.People[0].ID == first.People[1].ID || first.People[0].ID == other.People[0].ID {
		t.Errorf("ids are not random: %s, %s, %s", first.People[0].ID, first.People[1].ID, other.People[0].ID)
	}
}
