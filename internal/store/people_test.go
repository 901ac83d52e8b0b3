package store

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

func testPeople(t *testing.T, open opener) {
	t.Run("decisions lie apart", func(t *testing.T) { testDecisionsApart(t, open(t)) })
	t.Run("decisions stay until others come", func(t *testing.T) { testDecisionsStay(t, open(t)) })
	t.Run("changed dates are counted", func(t *testing.T) { testMovesOfPeople(t, open(t)) })
	t.Run("audiences", func(t *testing.T) { testAudiences(t, open(t)) })
	t.Run("a repeat changes nothing", func(t *testing.T) {
		s := open(t)
		putPeople(t, s, manyPeople(10)...)
		want := dump(t, s.engine)
		putPeople(t, s, manyPeople(10)...)
		if got := dump(t, s.engine); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("nobody without an id", func(t *testing.T) {
		if err := open(t).PutPeople(t.Context(), []programme.Person{{Name: "Camille Exemple"}}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("people leave", func(t *testing.T) { testPeopleLeave(t, open(t)) })
	t.Run("start days", func(t *testing.T) { testStartDays(t, open(t)) })
	t.Run("accounts", func(t *testing.T) { testAccounts(t, open(t)) })
	t.Run("personal", func(t *testing.T) { testPersonal(t, open(t)) })
	t.Run("admit", func(t *testing.T) { testAdmit(t, open(t)) })
	t.Run("as many as a limit lets in at one instant", func(t *testing.T) { testAdmitRace(t, open(t)) })
}

func putPeople(t *testing.T, s *Store, people ...programme.Person) {
	t.Helper()
	if err := s.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
}

// camille holds two roles of one kind and one of another.
func camille(decision programme.Decision, answer programme.Answer) programme.Person {
	return programme.Person{
		ID: "camille", Name: "Camille Exemple", Email: "camille@example.org", Language: programme.French, Slack: "U1",
		Roles: []programme.Role{
			{Kind: programme.Candidate, Challenge: "one", Status: programme.Preselected, Decision: decision, Answer: answer,
				Hearing: programme.Hearing{At: time.Date(2019, 5, 15, 8, 0, 0, 0, time.UTC), Place: "Paris"}},
			{Kind: programme.Candidate, Challenge: "two", Status: programme.Preselected, Start: programme.Date{Year: 2019, Month: 9, Day: 2}},
			{Kind: programme.Staff},
		},
	}
}

func testDecisionsApart(t *testing.T, s *Store) {
	decided := camille(programme.Laureate, programme.Accepted)
	putPeople(t, s, decided, programme.Person{ID: "alix", Roles: []programme.Role{{Kind: programme.Mentor}}})
	if got, err := s.Person(t.Context(), "camille"); !reflect.DeepEqual(got, decided) || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	directory, err := s.Directory(t.Context())
	if err != nil || len(directory) != 2 || !reflect.DeepEqual(directory[1], camille("", "")) {
		t.Errorf("got %+v, %v", directory, err)
	}
	for key, value := range dump(t, s.engine) {
		secret := strings.Contains(value, string(programme.Laureate)) || strings.Contains(value, string(programme.Accepted))
		if secret {
			t.Errorf("%s tells: %s", key, value)
		}
	}
	if _, err := s.Person(t.Context(), "nobody"); !errors.Is(err, notifier.ErrUnknown) {
		t.Errorf("got %v", err)
	}
}

// TestDecisionsOfOtherRoles gives no role the decision on another, whatever lies in the store.
func TestDecisionsOfOtherRoles(t *testing.T) {
	_, decided := split(camille(programme.Laureate, programme.Accepted))
	person := camille("", "")
	person.Roles = person.Roles[1:]
	for _, role := range decided.join(person).Roles {
		if role.Decision != "" || role.Answer != "" {
			t.Errorf("got %+v", role)
		}
	}
}

func testDecisionsStay(t *testing.T, s *Store) {
	steps := []struct {
		decision     programme.Decision
		answer       programme.Answer
		wantDecision programme.Decision
		wantAnswer   programme.Answer
	}{
		{"", "", "", ""},
		{programme.Reserve, "", programme.Reserve, ""},
		{"", "", programme.Reserve, ""},
		{programme.Laureate, "", programme.Laureate, ""},
		{"", programme.Accepted, programme.Laureate, programme.Accepted},
		{programme.Laureate, "", programme.Laureate, programme.Accepted},
		{"", "", programme.Laureate, programme.Accepted},
		{programme.Declined, "", programme.Declined, ""},
	}
	for i, step := range steps {
		putPeople(t, s, camille(step.decision, step.answer))
		want := camille(step.wantDecision, step.wantAnswer)
		if got, err := s.Person(t.Context(), "camille"); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("step %d: got %+v, %v", i, got, err)
		}
	}
	reordered := camille("", "")
	slices.Reverse(reordered.Roles)
	putPeople(t, s, reordered)
	got, err := s.Person(t.Context(), "camille")
	if err != nil || got.Roles[2].Decision != programme.Declined || got.Roles[1].Decision != "" {
		t.Errorf("in another order: %+v, %v", got, err)
	}
}

func testAudiences(t *testing.T, s *Store) {
	designer := func(id, challenge string, start programme.Date) programme.Person {
		return programme.Person{ID: id, Roles: []programme.Role{{Kind: programme.Designer, Challenge: challenge, Start: start}}}
	}
	july, september := programme.Date{Year: 2019, Month: 7, Day: 1}, programme.Date{Year: 2019, Month: 9, Day: 2}
	putPeople(t, s, camille(programme.Laureate, programme.Accepted),
		designer("a", "one", programme.Date{}), designer("b", "two", programme.Date{}), designer("c", "one", september))
	tests := []struct {
		audience programme.Audience
		want     string
	}{
		{programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Laureate}}, "camille/one"},
		{programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Declined}}, ""},
		{programme.Audience{Role: programme.Candidate}, "camille/one,two"},
		{programme.Audience{Role: programme.Designer}, "a/one b/two c/one camille/one"},
		{programme.Audience{Role: programme.Designer, StartDay: july}, "b/two"},
		{programme.Audience{Role: programme.Designer, StartDay: september}, "c/one"},
		{programme.Audience{Role: programme.Designer, StartDay: programme.Date{Year: 2019, Month: 6, Day: 3}}, "a/one camille/one"},
		{programme.Audience{Role: programme.Mentor}, ""},
	}
	for _, test := range tests {
		people, err := s.People(t.Context(), test.audience)
		if got := describe(people); got != test.want || err != nil {
			t.Errorf("%+v: got %q, %v; want %q", test.audience, got, err, test.want)
		}
	}
	if err := s.Move(t.Context(), programme.Start, moment(t, "2019-09-02"), "alix", time.Now()); err != nil {
		t.Fatal(err)
	}
	people, err := s.People(t.Context(), programme.Audience{Role: programme.Designer, StartDay: september})
	if got := describe(people); got != "a/one c/one camille/one" || err != nil {
		t.Errorf("after a move: got %q, %v", got, err)
	}
}

// describe writes people and the challenges of their roles.
func describe(people []programme.Person) string {
	var all []string
	for _, person := range people {
		var challenges []string
		for _, role := range person.Roles {
			challenges = append(challenges, role.Challenge)
		}
		all = append(all, person.ID+"/"+strings.Join(challenges, ","))
	}
	return strings.Join(all, " ")
}

func testPeopleLeave(t *testing.T, s *Store) {
	putPeople(t, s, camille(programme.Laureate, ""), programme.Person{ID: "alix"})
	for range 2 {
		if err := s.RemovePeople(t.Context(), "camille", "nobody"); err != nil {
			t.Fatal(err)
		}
		if people, err := s.Directory(t.Context()); len(people) != 1 || err != nil {
			t.Errorf("got %v, %v", people, err)
		}
	}
	for key, value := range dump(t, s.engine) {
		if strings.Contains(key+value, "camille") {
			t.Errorf("%s: %s", key, value)
		}
	}
	putPeople(t, s, camille("", ""))
	if got, err := s.Person(t.Context(), "camille"); got.Roles[0].Decision != "" || err != nil {
		t.Errorf("a decision has come back: %+v, %v", got, err)
	}
}

func testStartDays(t *testing.T, s *Store) {
	expect := func(want ...programme.Date) {
		t.Helper()
		for range 2 {
			if got, err := s.StartDays(t.Context()); !slices.Equal(got, want) || err != nil {
				t.Errorf("got %v, %v; want %v", got, err, want)
			}
		}
	}
	july, september := programme.Date{Year: 2019, Month: 7, Day: 1}, programme.Date{Year: 2019, Month: 9, Day: 2}
	expect(july)
	putPeople(t, s, camille("", ""))
	expect(july, september)
	putPeople(t, s, manyPeople(7)...)
	expect(july, september)
	if err := s.RemovePeople(t.Context(), "camille"); err != nil {
		t.Fatal(err)
	}
	expect(july)
}
