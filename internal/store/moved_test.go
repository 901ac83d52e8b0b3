package store

import (
	"testing"
	"time"

	"digbot/internal/programme"
)

// testMovesOfPeople walks one person through a season of changes; each step tells the counts that calendars ask for.
func testMovesOfPeople(t *testing.T, s *Store) {
	at := func(hour int) programme.Hearing {
		return programme.Hearing{At: time.Date(2019, 5, 15, hour, 0, 0, 0, time.UTC), Place: "Paris"}
	}
	july := programme.Date{Year: 2019, Month: time.July, Day: 1}
	for i, step := range []struct {
		hearing programme.Hearing
		start   programme.Date
		want    programme.Moves
	}{
		{programme.Hearing{}, programme.Date{}, programme.Moves{}},
		{at(9), programme.Date{}, programme.Moves{}}, // first told
		{at(9), july, programme.Moves{}},
		{at(10), july, programme.Moves{Hearing: 1}},
		{at(10), july, programme.Moves{Hearing: 1}},
		{programme.Hearing{}, july.AddDays(1), programme.Moves{Hearing: 2, Start: 1}},
		{at(10), programme.Date{}, programme.Moves{Hearing: 3, Start: 2}},
	} {
		role := programme.Role{Kind: programme.Candidate, Challenge: "shom", Hearing: step.hearing, Start: step.start}
		other := programme.Role{Kind: programme.Mentor, Challenge: "ameli"}
		putPeople(t, s, programme.Person{ID: "camille", Roles: []programme.Role{other, role}})
		person, err := s.Person(t.Context(), "camille")
		if err != nil || person.Roles[1].Moves != step.want || person.Roles[0].Moves != (programme.Moves{}) {
			t.Errorf("step %d: %+v, %v; want %+v", i, person.Roles, err, step.want)
		}
	}
}
