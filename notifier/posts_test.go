package notifier

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// TestPostsWaitForTheMails lets one mailbox be full: the post leaves once every mail was tried and an hour has passed.
func TestPostsWaitForTheMails(t *testing.T) {
	for _, test := range []struct {
		name   string
		full   int // how many mailboxes answer "later"
		after  time.Duration
		posted bool
	}{
		{"all is well", 0, 0, true},
		{"one full mailbox", 1, 59 * time.Minute, false},
		{"one full mailbox, an hour later", 1, time.Hour, true},
		{"all are full, an hour later", 4, time.Hour, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				for _, id := range []string{"a", "b", "c", "d"} {
					w.crew.people = append(w.crew.people, person(id, candidate(programme.Preselected, programme.Declined, "shom")))
				}
				w.sink.send = func(e Envelope) fate {
					if int(e.To.Email[0]-'a') < test.full {
						return fate{err: ErrTemporary}
					}
					return fate{}
				}
				campaign := w.run("announcement")
				time.Sleep(test.after)
				w.deliver(campaign.Occasion.Due.Add(test.after))
				if posted := len(w.sink.posted) == 1; posted != test.posted {
					t.Errorf("posted: %v, want %v", posted, test.posted)
				}
				if s, err := w.Standing(t.Context(), campaign.ID); err != nil || (s.Campaign.State == CampaignDone) != (test.full == 0) {
					t.Errorf("the campaign is %s, %v", s.Campaign.State, err)
				}
			})
		})
	}
}

// TestPostsWaitForAMailThatWasNeverTried however long that takes: nobody reads of their result in a channel.
func TestPostsWaitForAMailThatWasNeverTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		w.deliver(campaign.Occasion.Due.Add(-time.Minute))
		if _, err := w.memory.Update(t.Context(), campaign.ID, func(c Campaign) (Campaign, error) {
			c.State, c.Began = CampaignSending, time.Now()
			return c, nil
		}); err != nil {
			t.Fatal(err)
		}
		claimed, err := w.memory.Claim(t.Context(), campaign.ID, ByMail, time.Now(), 10*time.Hour, 1) // somebody has frozen
		if err != nil || len(claimed) != 1 {
			t.Fatal(claimed, err)
		}
		time.Sleep(2 * time.Hour)
		w.deliver(campaign.Occasion.Due)
		if len(w.sink.posted) > 0 {
			t.Errorf("posted before %s was tried", claimed[0].ID)
		}
	})
}

func TestHoldPosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		if stopped, err := w.HoldPosts(t.Context(), campaign.ID, "bruno"); err != nil || !stopped.Campaign.PostsHeld {
			t.Fatal(stopped, err)
		}
		w.deliver(campaign.Occasion.Due)
		if len(w.sink.posted) > 0 || len(w.sink.left) != campaign.Planned-1 || w.memory.campaigns[campaign.ID].State != CampaignSending {
			t.Errorf("%d left, %d of them posts", len(w.sink.left), len(w.sink.posted))
		}
		if _, err := w.LetPosts(t.Context(), campaign.ID, "bruno"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.HoldPosts(t.Context(), campaign.ID, "bruno"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.LetPosts(t.Context(), campaign.ID, "bruno"); err != nil {
			t.Fatal(err)
		}
		w.deliver(campaign.Occasion.Due)
		if len(w.sink.posted) != 1 || w.memory.campaigns[campaign.ID].State != CampaignDone {
			t.Errorf("%d posts, the campaign is %s", len(w.sink.posted), w.memory.campaigns[campaign.ID].State)
		}
		if _, err := w.HoldPosts(t.Context(), campaign.ID, "bruno"); !errors.Is(err, ErrTooLate) {
			t.Errorf("held after it has left: %v", err)
		}
	})
}
