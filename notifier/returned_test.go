package notifier

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

// archive is the world's memory as returned messages see it.
type archive struct {
	*world
	listed []Suppression
	read   int // campaigns of which all deliveries were read
}

func (a *archive) Campaigns(ctx context.Context) ([]Campaign, error) { return a.memory.Campaigns(ctx) }

func (a *archive) Deliveries(ctx context.Context, campaign string) ([]Delivery, error) {
	a.read++
	return a.memory.Deliveries(ctx, campaign)
}

func (a *archive) PeopleAt(_ context.Context, email string) ([]string, error) {
	var ids []string
	for _, p := range a.crew.people {
		if NormalAddress(p.Email) == NormalAddress(email) {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

func (a *archive) Return(_ context.Context, campaign, delivery, note string, gone bool, at time.Time) (d Delivery, err error) {
	err = a.memory.call("Return", func() error {
		d = a.memory.deliveries[campaign][delivery]
		if d.Note = note; gone {
			d.State, d.Settled = Bounced, at
		}
		a.memory.deliveries[campaign][delivery] = d
		return nil
	})
	return d, err
}

func (a *archive) Suppress(_ context.Context, entry Suppression) (Suppression, error) {
	a.listed = append(a.listed, entry)
	return entry, nil
}

func (a *archive) Suppressed(_ context.Context, email string, list List) (Suppression, bool, error) {
	for _, entry := range a.listed {
		if entry.Email == NormalAddress(email) && (entry.Reason == Unreachable || list != "" && entry.List == list) {
			return entry, true, nil
		}
	}
	return Suppression{}, false, nil
}

func TestTake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &archive{world: newWorld(t, cast()...)}
		closing := a.run("deadline")
		a.run("opening")
		id := MessageID(closing.ID+".closing.applied") + "@dig.example.fr"
		for _, test := range []struct {
			name     string
			returned Returned
			want     State
			delivery string // empty: foreign
			listed   string
			by       bool // by its address
		}{
			{"late", Returned{MessageIDs: []string{id}, Recipient: "applied@example.org", Status: "4.4.1"}, Accepted, "closing.applied", "", false},
			{"a full mailbox", Returned{MessageIDs: []string{id}, Status: "5.2.2", Gone: true}, Bounced, "closing.applied", "", false},
			{"our reputation", Returned{MessageIDs: []string{id}, Status: "5.7.26", Gone: true}, Bounced, "closing.applied", "", false},
			{"given up", Returned{MessageIDs: []string{id}, Status: "4.4.7", Gone: true}, Bounced, "closing.applied", "", false},
			{"unknown there", Returned{MessageIDs: []string{"x@y", id}, To: "applied@example.org", Recipient: "elsewhere@example.net", Status: "5.1.1", Gone: true},
				Bounced, "closing.applied", "applied@example.org", false},
			{"somebody else's message", Returned{MessageIDs: []string{"x@y"}, Recipient: "applied@example.org", Status: "5.1.1", Gone: true}, "", "", "", false},
			{"no id", Returned{Recipient: "INTERESTED@example.org", Status: "5.1.1", Gone: true}, Bounced, "opening.interested", "INTERESTED@example.org", true},
			{"no id and nobody's", Returned{Recipient: "nobody@example.org", Status: "5.1.1", Gone: true}, "", "", "", false},
			{"no id and nothing sent", Returned{Recipient: "mentor-shom@example.org", Status: "5.1.1", Gone: true}, "", "", "", false},
		} {
			a.listed = nil
			traced, err := Take(t.Context(), a, test.returned, time.Now())
			if test.delivery == "" {
				if !errors.Is(err, ErrForeign) || len(a.listed) != 0 {
					t.Errorf("%s: %+v, %v", test.name, traced, err)
				}
				continue
			}
			if err != nil || traced.Delivery.State != test.want || !strings.HasSuffix(traced.Delivery.ID, test.delivery) || traced.ByAddress != test.by {
				t.Errorf("%s: %+v, %v", test.name, traced, err)
			}
			if traced.Suppressed != (test.listed != "") || test.listed != "" && a.listed[0].Email != test.listed {
				t.Errorf("%s: suppressed %t, listed %+v", test.name, traced.Suppressed, a.listed)
			}
		}
		time.Sleep(8 * 24 * time.Hour)
		if _, err := Take(t.Context(), a, Returned{Recipient: "reserve@example.org", Status: "5.1.1", Gone: true}, time.Now()); !errors.Is(err, ErrForeign) {
			t.Errorf("a mail of last week was taken for the one that came back: %v", err)
		}
	})
}

// TestTakeReadsLittle holds that a report which names a person of ours does not make us read every campaign.
func TestTakeReadsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &archive{world: newWorld(t, cast()...)}
		first := a.run("deadline-7d")
		for _, later := range []string{"deadline-1d", "deadline", "jury-1d", "announcement"} {
			a.run(later)
		}
		id := MessageID(first.ID + ".deadline-reminder.interested")
		traced, err := Take(t.Context(), a, Returned{MessageIDs: []string{id + "@x"}, Recipient: "interested@example.org", Status: "5.1.1", Gone: true}, time.Now())
		if err != nil || traced.Delivery.Campaign != first.ID || a.read != 1 {
			t.Errorf("%+v, %v after %d campaigns", traced, err, a.read)
		}
		if traced, err = Take(t.Context(), a, Returned{MessageIDs: []string{id + "@x"}, Recipient: "forwarded@example.net", Status: "5.1.1", Gone: true}, time.Now()); err != nil || traced.Delivery.Campaign != first.ID {
			t.Errorf("without the person: %+v, %v", traced, err)
		}
	})
}

func TestNotesOfReturnedMessagesNameNobody(t *testing.T) {
	r := Returned{Status: "5.1.1", Gone: true, Text: "550\x00 <camille@example.org>:\r\n user \xff unknown: Camille@Example.ORG, été@exemple.fr; " + strings.Repeat("é", 400)}
	note := r.note()
	if strings.Contains(note, "@") || len(note) > longestNote+len("…") || !utf8.ValidString(note) || strings.ContainsAny(note, "\r\n\x00") || !strings.HasPrefix(note, "came back: 5.1.1 550 <recipient>: user") {
		t.Errorf("the note is %q", note)
	}
}

func TestSuppressedAreNotWrittenTo(t *testing.T) {
	for _, test := range []struct {
		occasion, entry string
		list            List // empty: unreachable
		want            State
	}{
		{"deadline-7d", "interested", Reminders, Suppressed},
		{"deadline-7d", "interested", Calls, Accepted},
		{"opening", "interested", Calls, Suppressed},
		{"deadline-7d", "interested", "", Suppressed},
		{"announcement", "reserve", Reminders, Accepted},
		{"announcement", "reserve", "", Suppressed},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &archive{world: newWorld(t, cast()...)}
			a.Suppressions = a
			entry := Suppression{Email: test.entry + "@example.org", Reason: Unreachable, At: time.Now()}
			if test.list != "" {
				entry.Reason, entry.List = Refusing, test.list
			}
			a.listed = append(a.listed, entry)
			campaign := a.run(test.occasion)
			warned := slices.ContainsFunc(campaign.Remarks, func(remark string) bool {
				return strings.Contains(remark, test.entry+": mails to this address come back")
			})
			if warned != (campaign.Approvers > 0 && test.want == Suppressed) {
				t.Errorf("%+v: whoever approves is told %q", test, campaign.Remarks)
			}
			report, err := a.Report(t.Context(), campaign.ID)
			if err != nil || campaign.State != CampaignDone || !report.Balanced() {
				t.Fatalf("%s, %v, %+v", campaign.State, err, report.Counts)
			}
			for _, d := range a.memory.sorted(campaign.ID) {
				if d.Recipient == test.entry && d.State != test.want {
					t.Errorf("%+v: the mail is %s", test, d.State)
				}
			}
			if listed := len(report.Unreached) == 1 && strings.Contains(report.Unreached[0].Note, "since 2000-01-01"); listed != (test.want == Suppressed) {
				t.Errorf("%+v: the report says %+v", test, report.Unreached)
			}
		})
	}
}
