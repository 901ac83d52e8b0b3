package notifier

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// testNotice is a notice of a kind with all that it needs.
func testNotice(kind string, to ...string) Notice {
	notice := Notice{ID: "notice-" + kind, Kind: kind, To: to, At: time.Now(), Data: map[string]string{}}
	of, _ := KindOf(kind)
	for _, key := range of.Needs {
		notice.Data[key] = key
	}
	if of.OfChallenge {
		notice.Challenge = "shom"
	}
	return notice
}

// notify plans a notice, has it approved where it needs that, and delivers it.
func (w *world) notify(notice Notice) Campaign {
	w.t.Helper()
	campaign, err := w.Notify(w.t.Context(), notice)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, staff := range []string{"alix", "sacha"}[:campaign.Approvers] {
		if _, err := w.Approve(w.t.Context(), campaign.ID, staff, campaign.Hash, time.Now()); err != nil {
			w.t.Fatal(err)
		}
	}
	w.deliver(time.Now())
	if campaign, err = w.Ledger.Campaign(w.t.Context(), campaign.ID); err != nil {
		w.t.Fatal(err)
	}
	return campaign
}

func TestWhomANoticeReaches(t *testing.T) {
	all := []string{"interested", "applied", "laureate", "reserve", "mentor-shom", "mentor-ameli", "administration", "withdrawn"}
	for _, test := range []struct{ kind, want string }{
		{"application-received", "applied interested laureate reserve"},
		{"not-preselected", "applied"},
		{"hearing-moved", "laureate reserve"},
		{"hearing-cancelled", "laureate reserve"},
		{"call-up", "reserve"},
		{"challenge-withdrawn", "administration applied laureate mentor-shom"},
		{"correction", "administration applied interested laureate mentor-ameli mentor-shom reserve withdrawn"},
		{"desk-answer", "administration applied interested laureate mentor-ameli mentor-shom reserve withdrawn"},
		{"mission-end", "laureate"},
		{"mission-end-mentor", "mentor-ameli mentor-shom"},
	} {
		t.Run(test.kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cast()...)
				notice := testNotice(test.kind, append(all, all...)...)
				if test.kind == "call-up" {
					notice.Challenge = "ameli"
				}
				campaign := w.notify(notice)
				var got []string
				for _, sent := range w.sink.sent() {
					mailing, person, _ := strings.Cut(sent, " ")
					if got = append(got, person); mailing != test.kind {
						t.Errorf("%s got %s", person, mailing)
					}
				}
				if strings.Join(got, " ") != test.want {
					t.Errorf("reached %v, want %s", got, test.want)
				}
				if campaign.State != CampaignDone || len(campaign.Remarks) != len(all)-len(got) {
					t.Errorf("%s with remarks %q, want it done and a remark on each of the others", campaign.State, campaign.Remarks)
				}
			})
		})
	}
}

func TestANoticeIsSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		notice := testNotice("desk-answer", "applied")
		first := w.notify(notice)
		notice.At, notice.To = notice.At.Add(time.Hour), []string{"applied", "reserve"}
		again := w.notify(notice)
		if again.Planned != 1 || !again.Notice.At.Equal(first.Notice.At) || len(w.sink.left) != 1 {
			t.Errorf("planned %d at %s, sent %v", again.Planned, again.Notice.At, w.sink.left)
		}
		notice.Data["answer"] = "another"
		if _, err := w.Notify(t.Context(), notice); !errors.Is(err, ErrTaken) {
			t.Errorf("another notice with the same id: %v", err)
		}
	})
}

func TestANoticeThatCannotBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		for _, test := range []struct {
			name, say string
			spoil     func(*Notice)
		}{
			{"of no kind", "is no kind: write one of application-received, call-up", func(o *Notice) { o.Kind = "party" }},
			{"lacks everything", "needs: an id of letters, digits, hyphens and underscores, somebody to write to, the instant at which it was decided, the challenge",
				func(o *Notice) { *o = Notice{Kind: "call-up"} }},
			{"lacks words", "correction needs: about, right", func(o *Notice) { o.Kind, o.Data = "correction", map[string]string{"wrong": "x", "right": " "} }},
			{"named like an occasion", "an id of letters", func(o *Notice) { o.ID = "deadline@20190510T1500Z" }},
		} {
			notice := testNotice("desk-answer", "applied")
			test.spoil(&notice)
			if _, err := w.Notify(t.Context(), notice); !errors.Is(err, ErrNotice) || !strings.Contains(err.Error(), test.say) {
				t.Errorf("%s: error %v, want %q", test.name, err, test.say)
			}
		}
		notice := testNotice("desk-answer", "applied", "nobody")
		campaign := w.notify(notice)
		if want := []string{"nobody: desk-answer needs: a person with this id"}; campaign.State != CampaignRefused || !slices.Equal(campaign.Faults, want) {
			t.Errorf("%s, faults %q; want it refused with %q", campaign.State, campaign.Faults, want)
		}
		if len(w.sink.left) != 0 {
			t.Errorf("left: %v", w.sink.left)
		}
	})
}

func TestANoticeWaitsForItsApprovals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		campaign, err := w.Notify(t.Context(), testNotice("not-preselected", "applied", "undecided"))
		if err != nil || campaign.State != CampaignHeld {
			t.Fatalf("%s, %v", campaign.State, err)
		}
		w.deliver(time.Now())
		for _, staff := range []string{"alix", "sacha"} {
			if len(w.sink.left) > 0 {
				t.Errorf("left before it was approved: %v", w.sink.left)
			}
			if _, err := w.Approve(t.Context(), campaign.ID, staff, campaign.Hash, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.words.extra = "!" // what was approved is not what would leave
		w.deliver(time.Now())
		if len(w.sink.left) > 0 {
			t.Errorf("another content left than was approved: %v", w.sink.left)
		}
		again, err := w.Notify(t.Context(), testNotice("not-preselected", "applied", "undecided"))
		if err != nil || again.State != CampaignHeld || again.Hash == campaign.Hash {
			t.Errorf("planned anew as %s with hash %s, %v", again.State, again.Hash, err)
		}
	})
}

func TestRecipientsOfACampaign(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		w.sink.send = func(e Envelope) fate {
			if strings.HasSuffix(e.ID, ".late") {
				return fate{err: ErrRefused}
			}
			return fate{}
		}
		deadline := w.run("deadline")
		people, err := w.Recipients(t.Context(), deadline.ID)
		if want := []string{"applied", "laureate", "reserve", "undecided"}; err != nil || !slices.Equal(people, want) {
			t.Fatalf("recipients %v, %v; want %v", people, err, want)
		}
		time.Sleep(time.Hour) // nobody gets two mails within the hour
		campaign := w.notify(testNotice("correction", people...))
		if campaign.Planned != 4 || campaign.State != CampaignDone {
			t.Errorf("%s to %d", campaign.State, campaign.Planned)
		}
	})
}

func TestTooLateForANotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		notice := testNotice("confirmation-code", "applied")
		notice.NotAfter = notice.At.Add(15 * time.Minute)
		if _, err := w.Notify(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		time.Sleep(16 * time.Minute)
		w.deliver(time.Now())
		if report, _ := w.Report(t.Context(), notice.ID); report.Counts[Cancelled] != 1 || len(w.sink.left) != 0 {
			t.Errorf("%v, left %v; want it dropped", report.Counts, w.sink.left)
		}
	})
}

// TestEveryKindCanBePlanned holds that the table is whole.
func TestEveryKindCanBePlanned(t *testing.T) {
	for _, kind := range Kinds() {
		rule := kind.rule()
		m := rule.Mailings[0]
		if m.Name != kind.Name || m.Channel != ByMail || m.Anyone == (m.Audience.Role != "") || rule.Approvers != kind.Approvers {
			t.Errorf("%+v has the rule %+v", kind, rule)
		}
		if _, isMilestone := RuleOf(programme.Occasion{}); isMilestone {
			t.Error("a notice's occasion has a rule of its own")
		}
	}
}
