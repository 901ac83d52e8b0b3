package notifier

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Progress is what one pass did, and what is left.
type Progress struct {
	Accepted  int // deliveries that arrived
	Retried   int // that are tried again later
	Failed    int // refused or cancelled, for good
	Uncertain int // that may have arrived
	Waiting   int // of all open campaigns, not final after the pass; those of held campaigns too

	Next time.Time // when the next undo time is over, real time; zero: there is none
}

// pass is one walk over the open campaigns.
type pass struct {
	*Notifier
	now   time.Time // the programme's clock when the pass began
	began time.Time // the same instant in real time

	recent []Campaign // whose mails are kept apart from those of this pass

	mu       sync.Mutex
	progress Progress
}

// Deliver makes one pass over the open campaigns and sends what can be sent; now is the programme's clock. The mails of a
// campaign go first, its posts once every mail is final, or was tried and PostWait has passed. What needs approval leaves
// only while its content is the one that was approved, and after the undo time. The error joins what went wrong; the next
// pass goes on.
func (n *Notifier) Deliver(ctx context.Context, now time.Time) (Progress, error) {
	campaigns, err := n.Ledger.Campaigns(ctx)
	if err != nil {
		return Progress{}, fmt.Errorf("list campaigns: %w", err)
	}
	return n.pass(ctx, campaigns, campaigns, now)
}

// DeliverOne makes one pass, as Deliver does, over one campaign. ErrUnknown when there is none.
func (n *Notifier) DeliverOne(ctx context.Context, campaignID string, now time.Time) (Progress, error) {
	campaign, err := n.Ledger.Campaign(ctx, campaignID)
	if err != nil {
		return Progress{}, fmt.Errorf("deliver: %w", err)
	}
	all, err := n.Ledger.Campaigns(ctx)
	if err != nil {
		return Progress{}, fmt.Errorf("list campaigns: %w", err)
	}
	return n.pass(ctx, []Campaign{campaign}, all, now)
}

func (n *Notifier) pass(ctx context.Context, campaigns, all []Campaign, now time.Time) (Progress, error) {
	p := &pass{Notifier: n, now: now, began: time.Now(), recent: recently(all, now)}
	var faults []error
	for _, campaign := range campaigns {
		if !campaign.State.Open() {
			continue
		}
		if err := p.campaign(ctx, campaign); err != nil {
			faults = append(faults, fmt.Errorf("campaign %s: %w", campaign.ID, err))
		}
	}
	return p.progress, errors.Join(faults...)
}

// instant is the programme's clock. It moves on during a long pass, in whole seconds so that a short one has one instant.
func (p *pass) instant() time.Time { return p.now.Add(time.Since(p.began).Truncate(time.Second)) }

// campaign delivers one campaign as far as it can go now.
func (p *pass) campaign(ctx context.Context, campaign Campaign) error {
	rule, found := RuleFor(campaign)
	if !found {
		return errors.New("there is no rule for its occasion any more: cancel it")
	}
	campaign, ready, err := p.ready(ctx, campaign, rule)
	if err != nil {
		return err
	}
	if !ready {
		_, err := p.waiting(ctx, campaign)
		return err
	}
	j := &job{pass: p, campaign: campaign, rule: rule, held: make(chan struct{})}
	return j.run(ctx)
}

// wakeAt asks for another pass at an instant of real time.
func (p *pass) wakeAt(at time.Time) {
	if p.progress.Next.IsZero() || at.Before(p.progress.Next) {
		p.progress.Next = at
	}
}

// waiting counts the deliveries that are not final, and adds them to the progress.
func (p *pass) waiting(ctx context.Context, campaign Campaign) (int, error) {
	open, err := p.open(ctx, campaign)
	p.progress.Waiting += open
	return open, err
}

// open counts the deliveries that are not final.
func (p *pass) open(ctx context.Context, campaign Campaign) (int, error) {
	counts, err := p.Ledger.Counts(ctx, campaign.ID)
	if err != nil {
		return 0, fmt.Errorf("count deliveries: %w", err)
	}
	return openIn(counts), nil
}

func openIn(counts map[State]int) int {
	open := 0
	for state, n := range counts {
		if !state.Final() {
			open += n
		}
	}
	return open
}

// job is one campaign in one pass.
type job struct {
	*pass
	campaign Campaign
	rule     Rule

	scene scene
	halt  sync.Once
	held  chan struct{} // closed when the campaign is put back on hold
	full  atomic.Bool   // a limit of messages is reached

	// Of the channel that is sent.
	places    *places
	failed    chan struct{}   // closed when an end could not be recorded: nothing more leaves
	recording context.Context //nolint:containedctx // outlives the pass, so that its ends are recorded: for all of them as long
	faults    []error
}

// run sends the mails, then the posts, and closes the campaign when nothing is left.
func (j *job) run(ctx context.Context) error {
	if err := j.admit(ctx); err != nil {
		if errors.Is(err, errHeld) {
			_, err = j.waiting(ctx, j.campaign)
		}
		return err
	}
	if err := j.send(ctx, ByMail); err != nil {
		return err
	}
	if due, err := j.postsDue(ctx); err != nil {
		return err
	} else if due {
		if err := j.send(ctx, ByPost); err != nil {
			return err
		}
	}
	open, err := j.waiting(ctx, j.campaign)
	if err != nil || open > 0 || j.halted() {
		return err
	}
	done, err := j.Ledger.Complete(ctx, j.campaign.ID)
	if err != nil {
		return fmt.Errorf("close: %w", err)
	}
	if !done {
		return nil
	}
	j.Log.Info("campaign done", "campaign", j.campaign.ID)
	j.campaign.State = CampaignDone
	j.Observer.ended(j.campaign, j.instant())
	return nil
}

func (j *job) halted() bool {
	select {
	case <-j.held:
		return true
	default:
		return false
	}
}

// errHeld means that the campaign was put back on hold.
var errHeld = errors.New("held: not the approved content")

// hold puts the campaign back on hold: its content is no longer the one that was approved.
func (j *job) hold(ctx context.Context, attributes ...any) error {
	j.halt.Do(func() { close(j.held) })
	log := j.Log.With("campaign", j.campaign.ID).With(attributes...)
	log.Warn("campaign is held again: its content is not the one that was approved")
	held, err := j.Ledger.Update(ctx, j.campaign.ID, func(c Campaign) (Campaign, error) {
		if c.State != CampaignSending {
			return c, errOvertaken
		}
		c.State = CampaignHeld
		return c, nil
	})
	switch {
	case err == nil:
		j.Observer.moved(held, "")
	case !errors.Is(err, errOvertaken):
		log.Error("campaign could not be recorded as held: the next pass checks it again", "error", err)
	}
	return errHeld
}

// tally adds the end of an attempt to the progress.
func (p *pass) tally(state State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch state {
	case Accepted:
		p.progress.Accepted++
	case RetryAt:
		p.progress.Retried++
	case Uncertain:
		p.progress.Uncertain++
	default:
		p.progress.Failed++
	}
}
