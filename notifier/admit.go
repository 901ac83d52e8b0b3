package notifier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/internal/programme"
)

// ready decides whether a campaign may be delivered in this pass, and starts it when its time has come.
func (p *pass) ready(ctx context.Context, c Campaign, rule Rule) (Campaign, bool, error) {
	if c.State == CampaignPaused || p.now.Before(c.Occasion.Due) {
		return c, false, nil
	}
	if rule.Results {
		moved, err := p.moved(ctx, c)
		if err != nil || moved {
			return c, false, err
		}
	}
	c.Approvers = max(c.Approvers, rule.Approvers)
	if !c.Approved() {
		return c, false, nil
	}
	switch {
	case c.State == CampaignSending && !c.Began.IsZero():
		return c, true, nil
	case c.State == CampaignSending:
		return p.start(ctx, c)
	case c.Leaves.IsZero():
		return c, false, nil // it is held, and nobody needs to approve it: somebody else lets it go
	case time.Now().Before(c.Leaves):
		p.wakeAt(c.Leaves)
		return c, false, nil
	}
	same, err := p.unchanged(ctx, c, rule)
	switch {
	case err != nil:
		return c, false, err
	case same:
		return p.start(ctx, c)
	case rule.Approvers == 0: // the calendar needs nobody's yes, and would rather say what is true now than nothing
		return c, false, p.announce(ctx, c.Occasion, rule)
	}
	return c, false, p.heldAgain(ctx, c)
}

// start lets a campaign go, unless somebody has changed it since it was read: an undo comes before, or it is too late.
func (p *pass) start(ctx context.Context, read Campaign) (Campaign, bool, error) {
	started, err := p.Ledger.Update(ctx, read.ID, func(c Campaign) (Campaign, error) {
		started := c.State == CampaignSending
		if c.State != read.State && !started || c.Hash != read.Hash || !c.Leaves.Equal(read.Leaves) {
			return c, errOvertaken
		}
		c.State = CampaignSending
		if c.Began.IsZero() {
			c.Began = time.Now()
		}
		return c, nil
	})
	switch {
	case errors.Is(err, errOvertaken):
		return read, false, nil
	case err != nil:
		return read, false, fmt.Errorf("start: %w", err)
	case read.State != CampaignSending:
		p.Observer.moved(started, "")
	}
	started.Approvers = read.Approvers
	return started, true, nil
}

// errOvertaken means that a campaign was changed after it was read.
var errOvertaken = errors.New("somebody has changed the campaign in between")

// heldAgain puts an approved campaign back that no longer says what was approved. Should the content come back, it leaves.
func (p *pass) heldAgain(ctx context.Context, read Campaign) error {
	if read.State == CampaignHeld {
		return nil
	}
	held, err := p.Ledger.Update(ctx, read.ID, func(c Campaign) (Campaign, error) {
		if c.State != read.State || c.Hash != read.Hash {
			return c, errOvertaken
		}
		c.State = CampaignHeld
		return c, nil
	})
	if err != nil && !errors.Is(err, errOvertaken) {
		return fmt.Errorf("hold: %w", err)
	}
	if err == nil {
		p.Log.Warn("campaign is held again: its content is not the one that was approved", "campaign", read.ID)
		p.Observer.moved(held, "")
	}
	return nil
}

// moved cancels the results' campaign of a day that the announcement has left: the new day has a campaign of its own, and
// nobody gets a result twice.
func (p *pass) moved(ctx context.Context, c Campaign) (bool, error) {
	season, err := p.Seasons.Season(ctx)
	if err != nil {
		return false, fmt.Errorf("read season: %w", err)
	}
	if !season.Released.IsZero() || season.At(programme.Announcement).Equal(c.Occasion.Due) {
		return false, nil
	}
	cancelled, err := p.Ledger.Update(ctx, c.ID, func(c Campaign) (Campaign, error) {
		c.State, c.Paused = CampaignCancelled, ""
		return c, nil
	})
	if err != nil {
		return false, fmt.Errorf("cancel: %w", err)
	}
	p.Observer.moved(cancelled, "")
	p.Log.Warn("campaign cancelled: the announcement was moved", "campaign", c.ID)
	return true, nil
}

// unchanged reports whether the campaign, planned now, would say the same to the same people.
func (p *pass) unchanged(ctx context.Context, c Campaign, rule Rule) (bool, error) {
	fresh, err := p.planAgain(ctx, c, rule)
	if err != nil {
		return false, fmt.Errorf("check the content: %w", err)
	}
	return fresh.campaign.State != CampaignRefused && fresh.campaign.Hash == c.Hash, nil
}

// admit is passed once in a job, before its first message is handed over: errHeld when nothing may leave.
func (j *job) admit(ctx context.Context) error {
	var err error
	if j.scene, err = j.sceneOf(ctx, j.campaign, j.rule); err != nil {
		return err
	}
	if j.campaign.Approvers > 0 {
		if err := j.verify(ctx); err != nil {
			return err
		}
	}
	if j.rule.Results {
		return j.release(ctx)
	}
	return nil
}

// verify checks the whole content before anything has left. Later each delivery is checked by itself, since the world
// goes on: people answer what they were sent.
func (j *job) verify(ctx context.Context) error {
	left, err := j.left(ctx, j.campaign.ID)
	if err != nil || left {
		return err
	}
	same, err := j.unchanged(ctx, j.campaign, j.rule)
	if err == nil && !same {
		err = j.hold(ctx)
	}
	return err
}

// release makes the results public, just before the first of them is handed over.
func (j *job) release(ctx context.Context) error {
	if !j.scene.released.IsZero() {
		return nil
	}
	at := j.instant()
	released, err := j.Seasons.Release(ctx, at)
	if err != nil {
		return fmt.Errorf("release the results: %w", err)
	}
	if released.Equal(at) {
		j.Log.Info("results released", "campaign", j.campaign.ID, "at", at)
		j.Observer.released(j.campaign, at)
	}
	return nil
}
