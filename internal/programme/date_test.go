package programme

import (
	"testing"
	"time"
)

func TestPublicHolidays(t *testing.T) {
	want := map[string]bool{
		"2019-01-01": true, "2019-04-22": true, "2019-05-01": true, "2019-05-08": true, "2019-05-30": true, "2019-06-10": true,
		"2019-07-14": true, "2019-08-15": true, "2019-11-01": true, "2019-11-11": true, "2019-12-25": true,
		"2024-04-01": true, "2024-05-09": true, "2024-05-20": true, // Easter on 31 March
		"2008-03-24": true, "2011-04-25": true, // an early Easter and a late one
	}
	for text := range want {
		day := mustDate(t, text)
		if day.Working() {
			t.Errorf("%s counts as a working day; it is a public holiday", text)
		}
	}
	if n := len(PublicHolidays(2019)); n != 11 {
		t.Errorf("%d public holidays, want 11", n)
	}
}

func TestFirstWorkingDay(t *testing.T) {
	for _, test := range []struct {
		month time.Month
		want  string
	}{
		{time.January, "2019-01-02"}, // after New Year's Day
		{time.May, "2019-05-02"},     // after Labour Day
		{time.June, "2019-06-03"},    // the 1st is a Saturday
		{time.July, "2019-07-01"},
		{time.November, "2019-11-04"}, // All Saints is a Friday
	} {
		if got := FirstWorkingDay(2019, test.month).String(); got != test.want {
			t.Errorf("first working day of %s 2019 is %s, want %s", test.month, got, test.want)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	saturday := mustDate(t, "2019-03-30")
	if got := saturday.AddDays(2).String(); got != "2019-04-01" {
		t.Errorf("two days after 30 March are %s", got)
	}
	if got := saturday.DaysUntil(mustDate(t, "2019-04-01")); got != 2 {
		t.Errorf("30 March to 1 April counts %d days, want 2: one of them has 23 hours", got)
	}
	lateInTokyo := time.Date(2019, 5, 11, 1, 0, 0, 0, time.FixedZone("JST", 9*3600))
	if got := DateOf(lateInTokyo).String(); got != "2019-05-10" {
		t.Errorf("the day in Paris is %s, want 2019-05-10", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "2019-02-30", "10/05/2019", "2019-13", "2019-05-10T25:00", "2019-05-10T17h", "2019-05-10 17:00", "demain"} {
		if moment, err := ParseMoment(text); err == nil {
			t.Errorf("ParseMoment(%q) = %v, want an error", text, moment)
		}
	}
}

func TestMoment(t *testing.T) {
	handled := Clock{9, 0}
	for _, test := range []struct {
		text      string
		precision Precision
		at        string
	}{
		{"2019-05-10T17:00", ToTheMinute, "2019-05-10T17:00:00+02:00"},
		{"2019-05-15", ToTheDay, "2019-05-15T09:00:00+02:00"},
		{"2019-06", ToTheMonth, "2019-06-03T09:00:00+02:00"},
		{"2019-01-15T17:00", ToTheMinute, "2019-01-15T17:00:00+01:00"},
	} {
		moment, err := ParseMoment(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if moment.Precision() != test.precision || moment.At(handled).Format(time.RFC3339) != test.at || moment.String() != test.text {
			t.Errorf("%s: precision %d at %s as %q", test.text, moment.Precision(), moment.At(handled).Format(time.RFC3339), moment)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, seed := range []string{"2019-06", "2019-05-15", "2019-05-10T17:00", "", "0000-00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		moment, err := ParseMoment(text)
		if err != nil {
			return
		}
		again, err := ParseMoment(moment.String())
		if err != nil || again != moment {
			t.Errorf("%q reads as %v, which reads as %v, %v", text, moment, again, err)
		}
	})
}

func mustDate(t *testing.T, text string) Date {
	t.Helper()
	date, err := ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return date
}
