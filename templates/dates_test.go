package templates

import (
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

// view2019 looks at the deadline of 10 May 2019, 17:00, at another instant.
func view2019(t testing.TB, now string) View {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	calendar := programme.Calendar{}
	for milestone, text := range map[programme.Milestone]string{
		programme.Opening: "2019-04-11", programme.Deadline: "2019-05-10T17:00", programme.JuryDay: "2019-05-15",
		programme.Announcement: "2019-05-17", programme.Start: "2019-06",
	} {
		if calendar[milestone], err = programme.ParseMoment(text); err != nil {
			t.Fatal(err)
		}
	}
	promotion := programme.Promotion{Calendar: calendar, HandledAt: programme.Clock{Hour: 9}}
	return View{Season: programme.Season{Promotion: promotion}, Now: at, Language: programme.French}
}

func TestLeft(t *testing.T) {
	for _, test := range []struct{ now, french, english string }{
		{"2019-04-20T10:00:00+02:00", "20 jours", "20 days"},
		{"2019-05-08T17:00:00+02:00", "2 jours", "2 days"},
		{"2019-05-08T17:00:01+02:00", "47 heures", "47 hours"},
		{"2019-05-10T13:30:00+02:00", "3 heures", "3 hours"},
		{"2019-05-10T15:30:00+02:00", "1 h 30", "1 h 30"},
		{"2019-05-10T16:00:00+02:00", "1 heure", "1 hour"},
		{"2019-05-10T16:48:30+02:00", "11 minutes", "11 minutes"},
		{"2019-05-10T16:59:30+02:00", "moins d’une minute", "less than a minute"},
	} {
		view := view2019(t, test.now)
		for language, want := range map[programme.Language]string{programme.French: test.french, programme.English: test.english} {
			view.Language = language
			got, err := view.Left("deadline")
			if err != nil || strings.ReplaceAll(got, noBreak, " ") != want {
				t.Errorf("at %s: %q, %v, want %q", test.now, got, err, want)
			}
		}
	}
}

// TestNothingMoreExactThanAnnounced holds that no invented day or hour can be told.
func TestNothingMoreExactThanAnnounced(t *testing.T) {
	view := view2019(t, "2019-04-20T10:00:00+02:00")
	for _, milestone := range []string{"jury", "announcement", "start"} {
		for name, tell := range map[string]func(string) (string, error){"When": view.When, "Day": view.Day, "Full": view.Full, "Left": view.Left} {
			text, err := tell(milestone)
			if strings.Contains(text, "9h") || strings.Contains(text, "heure") {
				t.Errorf("%s %q tells an hour: %q", name, milestone, text)
			}
			if milestone == "start" && name == "Left" && err == nil {
				t.Errorf("the days until a month are counted: %q", text)
			}
			if milestone == "start" && name != "Left" && text != "juin 2019" {
				t.Errorf("%s start is %q, want the month only", name, text)
			}
		}
	}
	if _, err := view.When("deadlin"); err == nil {
		t.Error("an unknown milestone gave no error")
	}
}

func TestFull(t *testing.T) {
	view := view2019(t, "2019-04-20T10:00:00+02:00")
	for language, want := range map[programme.Language]string{
		programme.French: "vendredi 10 mai 2019 à 17h (heure de Paris)", programme.English: "Friday 10 May 2019 at 17:00 (Paris time)",
	} {
		view.Language = language
		if got, err := view.Full("deadline"); err != nil || strings.ReplaceAll(got, noBreak, " ") != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
}

func TestStartText(t *testing.T) {
	view := view2019(t, "2019-04-20T10:00:00+02:00")
	view.Season.Challenges = []programme.Challenge{{ID: "late", Start: programme.Date{Year: 2019, Month: time.July, Day: 1}}}
	for _, test := range []struct {
		role programme.Role
		want string
		day  bool
	}{
		{programme.Role{}, "juin 2019", false},
		{programme.Role{Challenge: "late"}, "lundi 1er juillet 2019", true},
		{programme.Role{Start: programme.Date{Year: 2019, Month: time.September, Day: 2}}, "lundi 2 septembre 2019", true},
	} {
		view.Role = test.role
		if got := view.StartText(); got != test.want || view.HasStartDay() != test.day {
			t.Errorf("%+v starts %q, day %t; want %q, %t", test.role, got, view.HasStartDay(), test.want, test.day)
		}
	}
}
