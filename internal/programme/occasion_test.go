package programme

import (
	"testing"
	"time"
)

// season2019 is the calendar of the first promotion.
func season2019(t *testing.T, specs ...string) Season {
	t.Helper()
	promotion := Promotion{HandledAt: Clock{9, 0}, Calendar: Calendar{}}
	for milestone, text := range map[Milestone]string{
		Opening: "2019-04-11", Deadline: "2019-05-10T17:00", JuryDay: "2019-05-15", Announcement: "2019-05-17", Start: "2019-06",
	} {
		moment, err := ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		promotion.Calendar[milestone] = moment
	}
	for _, text := range specs {
		spec, err := ParseOccasion(text)
		if err != nil {
			t.Fatal(err)
		}
		promotion.Specs = append(promotion.Specs, spec)
	}
	return Season{Promotion: promotion}
}

func TestOccasionsOf2019(t *testing.T) {
	season := season2019(t, "start+30d", "opening", "deadline-7d", "deadline-1d", "deadline-3h", "deadline", "jury-3d", "jury",
		"announcement", "start-14d", "start-7d", "start-1d", "start")
	want := [][2]string{
		{"opening", "2019-04-11T09:00:00+02:00"},
		{"deadline-7d", "2019-05-03T17:00:00+02:00"},
		{"deadline-1d", "2019-05-09T17:00:00+02:00"},
		{"deadline-3h", "2019-05-10T14:00:00+02:00"},
		{"deadline", "2019-05-10T17:00:00+02:00"},
		{"jury-3d", "2019-05-12T09:00:00+02:00"},
		{"jury", "2019-05-15T09:00:00+02:00"},
		{"announcement", "2019-05-17T09:00:00+02:00"},
		{"start-14d", "2019-05-20T09:00:00+02:00"},
		{"start-7d", "2019-05-27T09:00:00+02:00"},
		{"start-1d", "2019-06-02T09:00:00+02:00"},
		{"start", "2019-06-03T09:00:00+02:00"},
		{"start-14d:2019-07-01", "2019-06-17T09:00:00+02:00"},
		{"start-7d:2019-07-01", "2019-06-24T09:00:00+02:00"},
		{"start-1d:2019-07-01", "2019-06-30T09:00:00+02:00"},
		{"start:2019-07-01", "2019-07-01T09:00:00+02:00"},
		{"start+30d", "2019-07-03T09:00:00+02:00"},
		{"start+30d:2019-07-01", "2019-07-31T09:00:00+02:00"},
	}
	july := Date{2019, time.July, 1}
	occasions := season.Occasions(july, july, season.StartDay(), Date{})
	if len(occasions) != len(want) {
		t.Fatalf("%d occasions, want %d", len(occasions), len(want))
	}
	for i, occasion := range occasions {
		got := [2]string{occasion.Name(), occasion.Due.Format(time.RFC3339)}
		if got != want[i] {
			t.Errorf("occasion %d is %v, want %v", i, got, want[i])
		}
	}
}

func TestDaysAreCalendarDaysAcrossClockChanges(t *testing.T) {
	for _, test := range []struct{ deadline, spec, want string }{
		{"2019-03-31T17:00", "deadline-1d", "2019-03-30T17:00:00+01:00"},
		{"2019-03-31T17:00", "deadline-3h", "2019-03-31T14:00:00+02:00"},
		{"2019-03-31T04:00", "deadline-3h", "2019-03-31T00:00:00+01:00"}, // 02:00 to 03:00 does not exist
		{"2019-04-01T02:30", "deadline-1d", "2019-03-31T03:30:00+02:00"},
		{"2019-10-27T17:00", "deadline-1d", "2019-10-26T17:00:00+02:00"},
		{"2019-10-28T17:00", "deadline-1d", "2019-10-27T17:00:00+01:00"},
		{"2019-10-27T04:00", "deadline-3h", "2019-10-27T02:00:00+02:00"}, // 02:00 to 03:00 comes twice
	} {
		season := season2019(t, test.spec)
		season.Calendar[Deadline], _ = ParseMoment(test.deadline)
		if got := season.Occasions()[0].Due.Format(time.RFC3339); got != test.want {
			t.Errorf("%s of %s is due at %s, want %s", test.spec, test.deadline, got, test.want)
		}
	}
}

func TestTooLate(t *testing.T) {
	season := season2019(t, "deadline-3h", "deadline-1d", "deadline", "start+30d")
	for _, test := range []struct {
		spec string
		late time.Duration
		want bool
	}{
		{"deadline-3h", 90 * time.Minute, false},
		{"deadline-3h", 91 * time.Minute, true},
		{"deadline-1d", 12 * time.Hour, false},
		{"deadline-1d", 13 * time.Hour, true},
		{"deadline", 1000 * time.Hour, false},
		{"start+30d", 6 * 24 * time.Hour, false},
		{"start+30d", 8 * 24 * time.Hour, true},
	} {
		for _, occasion := range season.Occasions() {
			if occasion.Name() == test.spec && occasion.TooLate(occasion.Due.Add(test.late)) != test.want {
				t.Errorf("%s late by %s: too late is %t, want %t", test.spec, test.late, !test.want, test.want)
			}
		}
	}
}

func TestParseOccasion(t *testing.T) {
	for _, text := range []string{"deadline", "deadline-7d", "deadline-3h", "start+30d", "jury-12h"} {
		if spec, err := ParseOccasion(text); err != nil || spec.String() != text {
			t.Errorf("ParseOccasion(%q) = %q, %v", text, spec, err)
		}
	}
	for _, text := range []string{"", "deadlin", "deadline-", "deadline-0d", "deadline-7", "deadline-7w", "deadline 7d", "-7d", "deadline-99999d"} {
		if spec, err := ParseOccasion(text); err == nil {
			t.Errorf("ParseOccasion(%q) = %q, want an error", text, spec)
		}
	}
}

func FuzzParseOccasion(f *testing.F) {
	f.Add("deadline-7d")
	f.Fuzz(func(t *testing.T, text string) {
		if spec, err := ParseOccasion(text); err == nil {
			if again, err := ParseOccasion(spec.String()); err != nil || again != spec {
				t.Errorf("%q reads as %v, which reads as %v, %v", text, spec, again, err)
			}
		}
	})
}
