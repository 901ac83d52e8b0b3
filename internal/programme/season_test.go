package programme

import (
	"slices"
	"testing"
	"time"
)

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestPhase(t *testing.T) {
	for _, test := range []struct {
		now, released string
		want          Phase
		next          Milestone
	}{
		{"2019-04-11T08:59:59+02:00", "", Before, Opening},
		{"2019-04-11T09:00:00+02:00", "", Open, Deadline},
		{"2019-05-10T16:59:59+02:00", "", Open, Deadline},
		{"2019-05-10T17:00:00+02:00", "", Closed, JuryDay},
		{"2019-05-10T15:00:00Z", "", Closed, JuryDay},
		{"2019-05-15T09:00:00+02:00", "", Jury, Announcement},
		{"2019-05-17T23:00:00+02:00", "", Jury, Announcement},
		{"2019-06-20T09:00:00+02:00", "", Jury, Announcement},
		{"2019-05-17T10:29:59+02:00", "2019-05-17T10:30:00+02:00", Jury, Announcement},
		{"2019-05-17T10:30:00+02:00", "2019-05-17T10:30:00+02:00", Announced, Start},
		{"2019-06-03T09:00:00+02:00", "2019-05-17T10:30:00+02:00", Started, ""},
	} {
		season := season2019(t)
		if test.released != "" {
			season.Released = instant(t, test.released)
		}
		now := instant(t, test.now)
		next, _ := season.Next(now)
		if got := season.Phase(now); got != test.want || next != test.next {
			t.Errorf("at %s, released %q: phase %s, next %q; want %s, %q", test.now, test.released, got, next, test.want, test.next)
		}
	}
}

func TestAudience(t *testing.T) {
	season := season2019(t)
	season.Challenges = []Challenge{{ID: "shom"}, {ID: "late", Start: Date{2019, time.July, 1}}}
	candidate := func(id string, status Status, decision Decision, answer Answer) Person {
		return Person{ID: id, Roles: []Role{{Kind: Candidate, Status: status, Decision: decision, Answer: answer, Challenge: "shom"}}}
	}
	people := []Person{
		candidate("empty", "", "", ""),
		candidate("interested", Interested, "", ""),
		candidate("applied", Applied, "", ""),
		candidate("preselected", Preselected, Laureate, ""),
		candidate("accepted", Preselected, Laureate, Accepted),
		candidate("renounced", Preselected, Laureate, Renounced),
		candidate("withdrawn", Withdrawn, Laureate, ""),
		{ID: "two", Roles: []Role{{Kind: Mentor, Challenge: "shom"}, {Kind: Candidate}}},
		{ID: "mentor-late", Roles: []Role{{Kind: Mentor, Challenge: "late"}}},
		{ID: "designer", Roles: []Role{{Kind: Designer, Challenge: "shom", Start: Date{2019, time.July, 1}}}},
	}
	for _, test := range []struct {
		name     string
		audience Audience
		want     []string
	}{
		{"deadline reminders", Audience{Role: Candidate, Statuses: []Status{Interested}}, []string{"empty", "interested", "two"}},
		{"hearings", Audience{Role: Candidate, Statuses: []Status{Preselected}}, []string{"preselected", "accepted"}},
		{"laureates", Audience{Role: Candidate, Decisions: []Decision{Laureate}}, []string{"preselected", "accepted"}},
		{"mentors", Audience{Role: Mentor}, []string{"two", "mentor-late"}},
		{"mentors of June", Audience{Role: Mentor, StartDay: season.StartDay()}, []string{"two"}},
		{"mentors of July", Audience{Role: Mentor, StartDay: Date{2019, time.July, 1}}, []string{"mentor-late"}},
		{"designers of June", Audience{Role: Designer, StartDay: season.StartDay()}, []string{"accepted"}},
		{"designers of July", Audience{Role: Designer, StartDay: Date{2019, time.July, 1}}, []string{"designer"}},
	} {
		var got []string
		for _, person := range test.audience.Select(season.Promotion, people) {
			got = append(got, person.ID)
			if len(person.Roles) != 1 {
				t.Errorf("%s: %s comes with %d roles, want the one concerned", test.name, person.ID, len(person.Roles))
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	if len(people[7].Roles) != 2 {
		t.Error("Select changed the people it was given")
	}
}

func TestChallengeSince(t *testing.T) {
	challenge := Challenge{Withdrawn: Moment{Date: Date{2019, time.July, 0}}}
	if challenge.IsWithdrawn(instant(t, "2019-06-30T23:59:59+02:00")) || !challenge.IsWithdrawn(instant(t, "2019-07-01T00:00:00+02:00")) {
		t.Error("a challenge withdrawn in July 2019 is withdrawn from 1 July on, not before")
	}
}

func TestOwnStartDay(t *testing.T) {
	season := season2019(t)
	season.Challenges = []Challenge{{ID: "late", Start: Date{2019, time.July, 1}}}
	for _, test := range []struct {
		role Role
		want string
	}{
		{Role{}, "2019-06-03"},
		{Role{Challenge: "late"}, "2019-07-01"},
		{Role{Challenge: "late", Start: Date{2019, time.September, 2}}, "2019-09-02"},
	} {
		if got := season.StartOf(test.role).String(); got != test.want {
			t.Errorf("%+v starts on %s, want %s", test.role, got, test.want)
		}
	}
}
