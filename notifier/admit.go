package notifier

import (
	"context"
	"fmt"

	"digbot/internal/programme"
)

// ready decides whether a campaign may be delivered in this pass. A held one that has its approvals is started here: the
// program may have stopped between the last approval and the start.
func (p *pass) ready(ctx context.Context, c Campaign, rule Rule) (bool, error) {
	if p.now.Before(c.Occasion.Due) {
		return false, nil
	}
	if rule.Results {
		moved, err := p.moved(ctx, c)
		if err != nil || moved {
			return false, err
		}
	}
	needed := max(c.Approvers, rule.Approvers)
	c.Approvers = needed
	switch {
	case needed > 0 && !c.Approved():
		return false, nil
	case c.State == CampaignSending:
		return true, nil
	case needed == 0:
		return false, nil // somebody has put it on hold
	}
	if same, err := p.unchanged(ctx, c, rule); err != nil || !same {
		return false, err
	}
	if err := p.Ledger.SetState(ctx, c.ID, CampaignSending); err != nil {
		return false, fmt.Errorf("start: %w", err)
	}
	return true, nil
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
	if err := p.Ledger.SetState(ctx, c.ID, CampaignCancelled); err != nil {
		return false, fmt.Errorf("cancel: %w", err)
	}
	p.Log.Warn("campaign cancelled: the announcement was moved", "campaign", c.ID)
	return true, nil
}

// unchanged reports whether the campaign, planned now, would say the same to the same people.
func (p *pass) unchanged(ctx context.Context, c Campaign, rule Rule) (bool, error) {
	fresh, err := p.plan(ctx, c.Occasion, rule)
	if err != nil {
		return false, fmt.Errorf("check the content: %w", err)
	}
	return fresh.campaign.State != CampaignRefused && fresh.campaign.Hash == c.Hash, nil
}

// admit is passed once in a job, before its first message is handed over: errHeld when nothing may leave.
func (j *job) admit(ctx context.Context) error {
	var err error
	if j.scene, err = j.Notifier.scene(ctx, j.campaign.Occasion, j.rule); err != nil {
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
