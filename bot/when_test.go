package bot

import (
	"testing"
	"time"

	"digbot/internal/programme"
)

// anchorDay is the deadline's day in the tests of the grammar.
var anchorDay = programme.Date{Year: 2019, Month: time.May, Day: 10}

func parisTime(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestTimesAreRead reads each time as it is meant on Saturday 20 April 2019 at 10:00.
func TestTimesAreRead(t *testing.T) {
	now := parisTime(t, "2019-04-20 10:00")
	for _, test := range []struct{ text, from, to string }{
		{"le 10 à 18 h", "2019-05-10 18:00", "2019-05-10 18:00"},
		{"le 10 à 18h30", "2019-05-10 18:30", "2019-05-10 18:30"},
		{"le 10 à 18:30", "2019-05-10 18:30", "2019-05-10 18:30"},
		{"le 10 à 17 heures 05", "2019-05-10 17:05", "2019-05-10 17:05"},
		{"le 11 au matin", "2019-05-11 05:00", "2019-05-11 12:00"},
		{"le 9 au soir", "2019-05-09 18:00", "2019-05-10 00:00"},
		{"le 22", "2019-04-22 00:00", "2019-04-23 00:00"},
		{"le 15", "2019-05-15 00:00", "2019-05-16 00:00"},
		{"le 1er mai", "2019-05-01 00:00", "2019-05-02 00:00"},
		{"10 mai 2020", "2020-05-10 00:00", "2020-05-11 00:00"},
		{"10/05 à 18h", "2019-05-10 18:00", "2019-05-10 18:00"},
		{"10/05/19", "2019-05-10 00:00", "2019-05-11 00:00"},
		{"10.05.2019", "2019-05-10 00:00", "2019-05-11 00:00"},
		{"2019-05-11", "2019-05-11 00:00", "2019-05-12 00:00"},
		{"vendredi 14h30", "2019-04-26 14:30", "2019-04-26 14:30"},
		{"vendredi prochain", "2019-04-26 00:00", "2019-04-27 00:00"},
		{"samedi", "2019-04-20 00:00", "2019-04-21 00:00"},
		{"samedi à 9h", "2019-04-27 09:00", "2019-04-27 09:00"},
		{"samedi à 11h", "2019-04-20 11:00", "2019-04-20 11:00"},
		{"samedi prochain", "2019-04-27 00:00", "2019-04-28 00:00"},
		{"vendredi dernier", "2019-04-19 00:00", "2019-04-20 00:00"},
		{"vendredi 10 mai à midi", "2019-05-10 12:00", "2019-05-10 12:00"},
		{"demain", "2019-04-21 00:00", "2019-04-22 00:00"},
		{"demain soir", "2019-04-21 18:00", "2019-04-22 00:00"},
		{"après-demain à 8h", "2019-04-22 08:00", "2019-04-22 08:00"},
		{"avant-hier", "2019-04-18 00:00", "2019-04-19 00:00"},
		{"ce soir", "2019-04-20 18:00", "2019-04-21 00:00"},
		{"cet après-midi", "2019-04-20 12:00", "2019-04-20 18:00"},
		{"ce week-end", "2019-04-20 00:00", "2019-04-21 00:00"},
		{"la semaine prochaine", "2019-04-22 00:00", "2019-04-23 00:00"},
		{"dans 3 jours", "2019-04-23 00:00", "2019-04-24 00:00"},
		{"dans deux semaines", "2019-05-04 00:00", "2019-05-05 00:00"},
		{"dans 2 heures", "2019-04-20 12:00", "2019-04-20 12:00"},
		{"la veille à 23h", "2019-05-09 23:00", "2019-05-09 23:00"},
		{"le lendemain matin", "2019-05-11 05:00", "2019-05-11 12:00"},
		{"à 18h", "2019-05-10 18:00", "2019-05-10 18:00"},
		{"6 heures du soir", "2019-05-10 18:00", "2019-05-10 18:00"},
		{"midi et demi", "2019-05-10 12:30", "2019-05-10 12:30"},
		{"le 10 à minuit", "2019-05-11 00:00", "2019-05-11 00:00"},
		{"avant le 10 à 17h", "2019-05-10 00:00", "2019-05-10 17:00"},
		{"en juin", "2019-06-01 00:00", "2019-07-01 00:00"},
		{"en décembre 2019", "2019-12-01 00:00", "2020-01-01 00:00"},
		{"tomorrow at 5:30 pm", "2019-04-21 17:30", "2019-04-21 17:30"},
		{"May 10 at 5 pm", "2019-05-10 17:00", "2019-05-10 17:00"},
		{"the 10th at noon", "2019-05-10 12:00", "2019-05-10 12:00"},
		{"next Friday", "2019-04-26 00:00", "2019-04-27 00:00"},
		{"in a week", "2019-04-27 00:00", "2019-04-28 00:00"},
		{"at 17:00", "2019-05-10 17:00", "2019-05-10 17:00"},
	} {
		r := reader{newReading(timeWords(test.text)), now, anchorDay}
		w, found := r.when()
		if !found {
			t.Errorf("%q: no time was read", test.text)
			continue
		}
		from, to := w.span()
		if !from.Equal(parisTime(t, test.from)) || !to.Equal(parisTime(t, test.to)) {
			t.Errorf("%q is %s to %s, want %s to %s", test.text, from, to, test.from, test.to)
		}
		if rest := r.rest(applyFillers); len(rest) > 0 {
			t.Errorf("%q: %q was not read", test.text, r.words[rest[0]])
		}
	}
	for _, text := range []string{"le défi", "les 6 mois", "may I apply", "17 projets", "le 45", "à 25h", "1,2 million", "18/112", "le 31 juin", "un an", ""} {
		r := reader{newReading(timeWords(text)), now, anchorDay}
		if w, found := r.when(); found {
			t.Errorf("%q is read as %+v", text, w)
		}
	}
}

// TestTheDayOfANumberIsTheOneThatIsMeant names a day by its number at several times of the season.
func TestTheDayOfANumberIsTheOneThatIsMeant(t *testing.T) {
	for _, test := range []struct{ now, text, want string }{
		{"2019-04-11 09:00", "le 11 au matin", "2019-05-11"}, // the day after the deadline, not today
		{"2019-04-11 09:00", "le 20", "2019-04-20"},
		{"2019-05-10 16:00", "le 10", "2019-05-10"},
		{"2019-05-12 09:00", "le 10 à 18h", "2019-05-10"},
		{"2019-05-20 09:00", "le 31", "2019-05-31"},
		{"2019-06-20 09:00", "le 1er", "2019-07-01"},
		{"2019-12-31 23:59", "demain", "2020-01-01"},
	} {
		w, found := reader{newReading(timeWords(test.text)), parisTime(t, test.now), anchorDay}.when()
		if !found || w.date.String() != test.want {
			t.Errorf("on %s, %q is %s, want %s", test.now, test.text, w.date, test.want)
		}
	}
}

// TestClockChanges reads times around both nights on which the clocks change, from Paris and from elsewhere.
func TestClockChanges(t *testing.T) {
	for _, test := range []struct {
		now, text, place string
		deadline         string // in Paris
		want             chance
		utc              string
	}{
		{"2019-03-30 10:00", "demain à 17h", "", "2019-03-31 17:00", justThen, "2019-03-31 15:00"},
		{"2019-03-30 10:00", "demain à 16h59", "", "2019-03-31 17:00", inTime, "2019-03-31 14:59"},
		{"2019-03-30 10:00", "demain à 1h59", "", "2019-03-31 17:00", inTime, "2019-03-31 00:59"},
		{"2019-03-30 10:00", "demain à 11h", "Martinique", "2019-03-31 17:00", justThen, "2019-03-31 15:00"},
		{"2019-03-30 10:00", "aujourd'hui à 12h", "Martinique", "2019-03-30 17:00", justThen, "2019-03-30 16:00"},
		{"2019-03-30 23:00", "dans 4 heures", "", "2019-03-31 17:00", inTime, "2019-03-31 02:00"},
		{"2019-10-26 10:00", "demain à 17h", "", "2019-10-27 17:00", justThen, "2019-10-27 16:00"},
		{"2019-10-26 10:00", "demain à 20h", "Réunion", "2019-10-27 17:00", justThen, "2019-10-27 16:00"},
		{"2019-10-26 10:00", "aujourd'hui à 19h", "Réunion", "2019-10-26 17:00", justThen, "2019-10-26 15:00"},
		{"2019-10-26 10:00", "demain à 3h", "Nouméa", "2019-10-26 18:00", justThen, "2019-10-26 16:00"},
	} {
		deadline := parisTime(t, test.deadline)
		words := newReading(timeWords(test.text + " " + test.place))
		zone, _ := readZone(words)
		w, found := reader{words, parisTime(t, test.now), programme.DateOf(deadline)}.when()
		if !found {
			t.Errorf("%q was not read", test.text)
			continue
		}
		w.zone = zone
		from, to := w.span()
		opening := programme.Date{Year: 2019, Month: time.March, Day: 1}
		got := window{opening.At(programme.Clock{}), deadline, opening}.chance(from, to)
		if got != test.want || from.UTC().Format("2006-01-02 15:04") != test.utc {
			t.Errorf("on %s, %q %s: %s, %s, want %s, %s", test.now, test.text, test.place, from.UTC(), got, test.utc, test.want)
		}
	}
}

// TestEveryZoneExists keeps a slip in the table from meaning Paris.
func TestEveryZoneExists(t *testing.T) {
	for _, z := range zones {
		if _, err := time.LoadLocation(z.iana); err != nil {
			t.Error(err)
		}
		if len(z.words) == 0 || z.name.FR == "" || z.name.EN == "" {
			t.Errorf("the zone %s lacks words or a name", z.iana)
		}
	}
}
