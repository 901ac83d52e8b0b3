package roster

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"digbot/internal/programme"
)

// fictionalSeason has eighteen challenges: fourteen with one seat, three with two, one that is withdrawn.
func fictionalSeason() programme.Season {
	season := programme.Season{Promotion: promotion()}
	season.Challenges = nil
	for i := range 18 {
		challenge := programme.Challenge{ID: "challenge-" + letters(i), Title: programme.Text{FR: "Défi " + letters(i)}, Designers: 1}
		if i%6 == 0 {
			challenge.Designers = 2
		}
		if i == 5 {
			challenge.Withdrawn = programme.Moment{Date: programme.Date{Year: 2019, Month: 7}}
		}
		season.Challenges = append(season.Challenges, challenge)
	}
	return season
}

// TestFictionalInvariants holds for every number of people and every seed.
func TestFictionalInvariants(t *testing.T) {
	bare, empty := fictionalSeason(), programme.Season{}
	bare.Calendar = nil
	tests := []struct {
		name   string
		season programme.Season
		step   int
	}{{"the season", fictionalSeason(), 1}, {"no calendar", bare, 19}, {"no challenges", empty, 19}}
	for _, test := range tests {
		for n := 0; n <= 500; n += test.step {
			checkCast(t, test.season, Fictional(test.season, n, uint64(n%7)), n)
			if t.Failed() {
				t.Fatalf("%s, %d people", test.name, n)
			}
		}
	}
}

func checkCast(t *testing.T, season programme.Season, people []programme.Person, n int) {
	t.Helper()
	if len(people) != n {
		t.Errorf("%d people, want %d", len(people), n)
	}
	checkPeople(t, Roster{People: people})
	for _, person := range people {
		if !strings.HasSuffix(person.Email, "@example.org") || !strings.Contains(person.Name, "Exemple") {
			t.Errorf("not evidently fictional: %+v", person)
		}
		for _, role := range person.Roles {
			checkFictionalRole(t, season, role)
		}
	}
	checkSeats(t, season, people)
}

func checkFictionalRole(t *testing.T, season programme.Season, role programme.Role) {
	t.Helper()
	_, found := season.Challenge(role.Challenge)
	candidate := role.Kind == programme.Candidate
	chosen := role.Decision == programme.Laureate || role.Decision == programme.Reserve
	switch {
	case role.Challenge != "" && !found:
		t.Errorf("unknown challenge: %+v", role)
	case !candidate && (role.Status != "" || role.Decision != "" || !role.Hearing.IsZero()):
		t.Errorf("no candidate, but has what candidates have: %+v", role)
	case chosen && role.Status != programme.Preselected, (role.Decision == programme.Laureate) != (role.Answer == programme.Accepted):
		t.Errorf("a decision that contradicts the rest: %+v", role)
	case role.Decision == programme.Undecided && (role.Status == programme.Applied || role.Status == programme.Preselected):
		t.Errorf("has applied and would get no result: %+v", role)
	case needsChallenge(role) && role.Challenge == "":
		t.Errorf("no challenge: %+v", role)
	case (role.Status == programme.Preselected && season.Calendar != nil) != !role.Hearing.IsZero():
		t.Errorf("a hearing where there is none, or none where there is one: %+v", role)
	case !role.Hearing.IsZero():
		checkHearing(t, season, role.Hearing)
	}
}

func checkHearing(t *testing.T, season programme.Season, hearing programme.Hearing) {
	t.Helper()
	day, hour := programme.DateOf(hearing.At), hearing.At.Hour()
	jury := season.Calendar[programme.JuryDay].Date
	if day != jury && day.AddDays(1) != jury || !day.Working() || hour < 9 || hour > 17 || hour == 13 {
		t.Errorf("a hearing at %s", hearing.At)
	}
	if (hearing.Place == "") == (hearing.Link == "") {
		t.Errorf("a place or a link, not %+v", hearing)
	}
}

func checkSeats(t *testing.T, season programme.Season, people []programme.Person) {
	t.Helper()
	seats, laureates, mentors := map[string]int{}, map[string]int{}, map[string]int{}
	for _, person := range people {
		for _, role := range person.Roles {
			if hasSeat(role) {
				seats[role.Challenge]++
			}
			if role.Decision == programme.Laureate {
				laureates[role.Challenge]++
			}
			if isMentor(role) {
				mentors[role.Challenge]++
			}
		}
	}
	for _, challenge := range season.Challenges {
		id, can := challenge.ID, challenge.Designers > 0 && challenge.Withdrawn.IsZero()
		switch {
		case seats[id] > challenge.Designers || !can && seats[id] > 0:
			t.Errorf("%s: %d of %d seats filled", id, seats[id], challenge.Designers)
		case len(people) >= 60 && can && laureates[id] == 0:
			t.Errorf("%s: no laureate among %d people", id, len(people))
		case mentors[id] > 2, len(people) >= 70 && mentors[id] < 2:
			t.Errorf("%s: %d mentors among %d people", id, mentors[id], len(people))
		case len(people) >= 80 && can && seats[id] < challenge.Designers:
			t.Errorf("%s: a seat is empty among %d people", id, len(people))
		}
	}
}

// TestFictionalShowsEverything counts what a cast of the usual size must hold.
func TestFictionalShowsEverything(t *testing.T) {
	july := func(_ programme.Person, role programme.Role) bool {
		return role.Start.Month == 7 && role.Start.Working()
	}
	tests := []struct {
		what     string
		min, max int
		is       func(programme.Person, programme.Role) bool
	}{
		{"interested", 2, 60, func(_ programme.Person, r programme.Role) bool { return r.Status == programme.Interested }},
		{"without a status", 1, 60, func(_ programme.Person, r programme.Role) bool {
			return r.Kind == programme.Candidate && r.Status == ""
		}},
		{"applied", 1, 60, func(_ programme.Person, r programme.Role) bool { return r.Status == programme.Applied }},
		{"withdrawn", 1, 60, func(_ programme.Person, r programme.Role) bool { return r.Status == programme.Withdrawn }},
		{"reserve", 1, 60, func(_ programme.Person, r programme.Role) bool { return r.Decision == programme.Reserve }},
		{"heard and declined", 1, 60, func(_ programme.Person, r programme.Role) bool {
			return r.Decision == programme.Declined && r.Status == programme.Preselected
		}},
		{"administration", 2, 60, func(_ programme.Person, r programme.Role) bool { return r.Kind == programme.Administration }},
		{"two roles", 2, 2, func(p programme.Person, _ programme.Role) bool { return len(p.Roles) == 2 }},
		{"English", 2, 30, func(p programme.Person, _ programme.Role) bool { return p.Language == programme.English }},
		{"by a link", 3, 20, func(_ programme.Person, r programme.Role) bool { return r.Hearing.Link != "" }},
		{"at a place", 3, 40, func(_ programme.Person, r programme.Role) bool { return r.Hearing.Place != "" }},
		{"in July", 1, 2, july},
	}
	for seed := range uint64(20) {
		people := Fictional(fictionalSeason(), 60, seed)
		for _, test := range tests {
			count := 0
			for _, person := range people {
				for _, role := range person.Roles {
					if test.is(person, role) {
						count++
					}
				}
			}
			if count < test.min || count > test.max {
				t.Errorf("seed %d: %d %s, want %d to %d", seed, count, test.what, test.min, test.max)
			}
		}
	}
}

func TestFictionalIsDeterministic(t *testing.T) {
	season := fictionalSeason()
	first := Fictional(season, 120, 7)
	if !reflect.DeepEqual(first, Fictional(season, 120, 7)) {
		t.Error("the same seed gave other people")
	}
	names := func(people []programme.Person) []string {
		var names []string
		for _, person := range people {
			names = append(names, person.Name)
		}
		return names
	}
	if slices.Equal(names(first), names(Fictional(season, 120, 8))) {
		t.Error("another seed gave the same people")
	}
}
