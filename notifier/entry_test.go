package notifier

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// entries are the calendar entries of all mails that left, by recipient.
func (w *world) entries() map[string]*Entry {
	found := map[string]*Entry{}
	for id, mail := range w.sink.mails {
		found[id[strings.LastIndexByte(id, '.')+1:]] = mail.Entry
	}
	return found
}

func TestWhichMailsBringADate(t *testing.T) {
	for _, test := range []struct {
		occasion, recipient, uid, when string // no when: no entry
	}{
		{"opening", "interested", "dig-2019-deadline@digbot", "2019-05-10T17:00"},
		{"deadline-7d", "interested", "dig-2019-deadline@digbot", "2019-05-10T17:00"},
		{"deadline", "applied", "", ""},
		{"jury-3d", "laureate", "dig-2019-hearing-", "2019-05-15T10:00"},
		{"announcement", "laureate", "", ""},
		{"start-7d", "laureate", "", ""}, // the day was announced to the month only
		{"start-7d", "mentor-shom", "", ""},
		{"start-7d:2019-07-01", "late", "dig-2019-first-day-", "2019-07-01"},
		{"start-7d:2019-07-01", "mentor-ameli", "dig-2019-arrival-", "2019-07-01"},
		{"start:2019-07-01", "late", "", ""}, // it has come
		{"start:2019-07-01", "mentor-ameli", "", ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, cast()...)
			w.run(test.occasion)
			entry, sent := w.entries()[test.recipient]
			switch {
			case !sent:
				t.Errorf("%s: %s got nothing", test.occasion, test.recipient)
			case entry == nil && test.when == "":
			case entry == nil || !strings.HasPrefix(entry.UID, test.uid) || entry.When.String() != test.when || entry.Sequence != 0 || entry.Cancelled || entry.Title == "":
				t.Errorf("%s to %s brings %+v, want %s at %q", test.occasion, test.recipient, entry, test.uid, test.when)
			}
		})
	}
}

// TestMovedAndCancelledEntries holds that a mail about a change finds the entry that an earlier mail has brought.
func TestMovedAndCancelledEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		w.run("deadline-7d")
		w.run("jury-3d")
		w.run("start-7d:2019-07-01")
		before := w.entries()
		w.memory.season.Promotion = w.memory.season.WithCalendar(programme.Calendar{programme.Deadline: {Date: programme.Date{Year: 2019, Month: time.May, Day: 24}}})
		w.memory.season.Moves = map[programme.Milestone]int{programme.Deadline: 3}
		w.memory.season.Released = time.Date(2019, 5, 17, 9, 0, 0, 0, time.UTC)
		w.crew.change("reserve", func(p *programme.Person) {
			p.Roles[0].Hearing.At, p.Roles[0].Moves.Hearing = p.Roles[0].Hearing.At.Add(time.Hour), 1
		})
		w.crew.change("laureate", func(p *programme.Person) {
			p.Roles[0].Hearing, p.Roles[0].Moves.Hearing = programme.Hearing{}, 1
		})
		moved := testNotice("date-moved", "interested")
		moved.Data["milestone"], moved.Data["after"] = "deadline", "2019-05-24"
		withdrawn := testNotice("challenge-withdrawn", "late", "mentor-ameli")
		withdrawn.Challenge, withdrawn.At = "ameli", time.Date(2019, 6, 1, 9, 0, 0, 0, time.UTC)
		time.Sleep(time.Until(withdrawn.At))
		for _, notice := range []Notice{moved, testNotice("hearing-moved", "reserve"), testNotice("hearing-cancelled", "laureate"), withdrawn} {
			w.notify(notice)
		}
		for recipient, want := range map[string]Entry{
			"interested": {Sequence: 3, When: programme.Moment{Date: programme.Date{Year: 2019, Month: time.May, Day: 24}}},
			"reserve":    {Sequence: 1, When: programme.Moment{Date: programme.Date{Year: 2019, Month: time.May, Day: 15}, Clock: programme.Clock{Hour: 11}, Exact: true}},
			"laureate":   {Sequence: 2, Cancelled: true},
			"late":       {Sequence: 1, Cancelled: true, When: programme.Moment{Date: programme.Date{Year: 2019, Month: time.July, Day: 1}}},

			"mentor-ameli": {Sequence: 1, Cancelled: true, When: programme.Moment{Date: programme.Date{Year: 2019, Month: time.July, Day: 1}}},
		} {
			var entry *Entry
			for id, mail := range w.sink.mails {
				if strings.HasPrefix(id, "notice-") && strings.HasSuffix(id, "."+recipient) {
					entry = mail.Entry
				}
			}
			if entry == nil || entry.UID != before[recipient].UID || entry.Sequence != want.Sequence || entry.Cancelled != want.Cancelled || entry.When != want.When {
				t.Errorf("%s gets %+v after %+v, want %+v", recipient, entry, before[recipient], want)
			}
		}
	})
}

// TestArrivalFollowsTheGuest: the entry of a mentor moves with the day of whoever comes, by a list and by the calendar, and is
// none before the results.
func TestArrivalFollowsTheGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		arrival := func(campaign string) *Entry {
			t.Helper()
			for id, mail := range w.sink.mails {
				if strings.HasPrefix(id, campaign) && strings.HasSuffix(id, ".mentor-ameli") {
					return mail.Entry
				}
			}
			t.Fatalf("%s did not reach the mentor: %v", campaign, w.sink.sent())
			return nil
		}
		moved := func(id string) Notice {
			notice := testNotice("date-moved", "mentor-ameli")
			notice.ID, notice.Data["milestone"], notice.Data["after"] = id, "start", "2019-06-10"
			return notice
		}
		w.notify(moved("early"))
		if entry := arrival("early"); entry != nil {
			t.Errorf("before the results a mentor learns that somebody comes: %+v", entry)
		}
		w.memory.season.Released = time.Now().Add(-time.Hour)
		w.run("start-7d:2019-07-01")
		first := arrival("start-7d_2019-07-01")
		w.crew.change("late", func(p *programme.Person) {
			p.Roles[0].Start, p.Roles[0].Moves.Start = programme.Date{Year: 2019, Month: time.July, Day: 8}, 1
		})
		w.run("start-7d:2019-07-08")
		second := arrival("start-7d_2019-07-08")
		if second == nil || second.UID != first.UID || first.Sequence != 0 || second.Sequence != 1 || second.When.String() != "2019-07-08" {
			t.Errorf("after %+v comes %+v", first, second)
		}
		w.notify(moved("late"))
		if third := arrival("late"); third == nil || third.UID != first.UID || third.Sequence != 2 || third.When.String() != "2019-07-08" {
			t.Errorf("after %+v comes %+v", second, third)
		}
		if first.Title != "entry-arrival" || strings.Contains(first.UID, "late") || strings.Contains(first.UID, "mentor") {
			t.Errorf("the entry is %+v", first)
		}
	})
}

// TestAMovedDateIsToldBeforeTheCalendarKnowsIt holds that what is approved first and moved afterwards leaves unchanged.
func TestAMovedDateIsToldBeforeTheCalendarKnowsIt(t *testing.T) {
	w := newWorld(t, cast()...)
	notice := testNotice("date-moved", "interested")
	notice.Data["milestone"], notice.Data["after"] = "deadline", "2019-05-24T12:00"
	w.memory.season.Moves = map[programme.Milestone]int{programme.Deadline: 1}
	before, err := w.Notify(t.Context(), notice)
	if err != nil {
		t.Fatal(err)
	}
	after, err := programme.ParseMoment(notice.Data["after"])
	if err != nil {
		t.Fatal(err)
	}
	w.memory.season.Promotion = w.memory.season.WithCalendar(programme.Calendar{programme.Deadline: after})
	w.memory.season.Moves = map[programme.Milestone]int{programme.Deadline: 2}
	campaign := w.notify(notice)
	if entry := w.entries()["interested"]; campaign.Hash != before.Hash || entry == nil || entry.When != after || entry.Sequence != 2 {
		t.Errorf("hash %s then %s, entry %+v", before.Hash, campaign.Hash, entry)
	}
}

// TestHashNamesTheEntry holds that an approval covers the date that a mail brings.
func TestHashNamesTheEntry(t *testing.T) {
	base := content{Subject: "s", Entry: &Entry{UID: "u", Title: "t"}}
	seen := map[string]bool{base.hash(): true, content{Subject: "s"}.hash(): true}
	for _, other := range []Entry{{UID: "v", Title: "t"}, {UID: "u", Title: "t", Sequence: 1}, {UID: "u", Title: "t", Cancelled: true},
		{UID: "u", Title: "t", Place: "p"}, {UID: "u", Title: "t", Link: "p"}, {UID: "u", Title: "t", When: programme.Moment{Exact: true}}} {
		hash := content{Subject: "s", Entry: &other}.hash()
		if seen[hash] {
			t.Errorf("%+v has another's hash", other)
		}
		seen[hash] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d hashes, want 8", len(seen))
	}
}
