package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"digbot/notifier"
)

// plan is a campaign on its way into the store.
type plan struct {
	campaign   notifier.Campaign
	deliveries []notifier.Delivery
	hash       string // of all of it
}

// draft says whose deliveries lie there before their campaign does. Until the campaign is recorded nobody can see or
// claim them, so that a plan which was left unfinished can be replaced by one that was made of newer data.
type draft struct {
	Hash     string `json:"hash"`
	Clearing bool   `json:"clearing,omitempty"` // the deliveries of an earlier plan are being removed
}

// errTwoPlans means that two processes plan one campaign with different contents: one of them must try again later.
var errTwoPlans = errors.New("another plan of this campaign is being recorded")

// errLeft means that a refused campaign cannot be planned anew: whoever was written to must not be forgotten.
var errLeft = errors.New("some of it has left already")

// Plan implements notifier.Ledger. Planned is set to the number of deliveries. A delivery given as held counts as
// planned: whether it waits follows from its campaign. A refused campaign of which
// nothing has left is planned anew.
func (s *Store) Plan(ctx context.Context, campaign notifier.Campaign, deliveries []notifier.Delivery) error {
	p, err := newPlan(campaign, deliveries)
	if err != nil {
		return fmt.Errorf("plan %s: %w", campaign.ID, err)
	}
	for taken := false; ; taken = true {
		done, err := s.planOnce(ctx, p, taken)
		if err != nil {
			return fmt.Errorf("plan %s: %w", campaign.ID, err)
		}
		if done {
			return nil
		}
	}
}

func newPlan(campaign notifier.Campaign, deliveries []notifier.Delivery) (plan, error) {
	campaign.Planned = len(deliveries)
	p := plan{campaign: campaign, deliveries: deliveries}
	seen := make(map[string]bool, len(deliveries))
	copied := false // the caller's stay as they are, and a large plan is not held twice without need
	for i, delivery := range deliveries {
		if delivery.Campaign != campaign.ID || seen[delivery.ID] {
			return p, fmt.Errorf("delivery %s of campaign %q is foreign or there twice", delivery.ID, delivery.Campaign)
		}
		seen[delivery.ID] = true
		if delivery.State == notifier.Held {
			if !copied {
				p.deliveries, copied = slices.Clone(deliveries), true
			}
			p.deliveries[i].State = notifier.Planned
		}
	}
	err := p.sum()
	return p, err
}

// sum takes the hash of the plan piece by piece: the whole of a large one is never in memory twice.
func (p *plan) sum() error {
	hash := sha256.New()
	out := json.NewEncoder(hash)
	err := out.Encode(p.campaign)
	for i := range p.deliveries {
		err = errors.Join(err, out.Encode(p.deliveries[i]))
	}
	p.hash = hex.EncodeToString(hash.Sum(nil))
	return err
}

// planOnce takes the draft over and records the plan. It reports false when somebody came between.
func (s *Store) planOnce(ctx context.Context, p plan, taken bool) (bool, error) {
	records, err := s.engine.Get(ctx, campaignKey(p.campaign.ID), draftKey(p.campaign.ID))
	if err != nil {
		return false, err
	}
	recorded, stored := records[0], records[1]
	if recorded.Value != nil {
		campaign, err := decode[notifier.Campaign](recorded)
		if err != nil || campaign.State != notifier.CampaignRefused {
			return err == nil, err
		}
		if err := s.checkLeft(ctx, p.campaign.ID); err != nil {
			return false, err
		}
	}
	mine, ok, err := s.takeDraft(ctx, p, recorded, stored, taken)
	if err != nil || !ok {
		return false, err
	}
	if ok, err := s.putDeliveries(ctx, p, mine); err != nil || !ok {
		return false, err
	}
	value, err := encode(p.campaign)
	if err != nil {
		return false, err
	}
	return s.apply(ctx, []condition{unchanged(mine), unchanged(recorded)},
		[]write{put(recorded.Key, value), remove(mine.Key)})
}

// checkLeft makes sure that nothing of a refused campaign has left. It cannot leave later: Commit does not let it.
func (s *Store) checkLeft(ctx context.Context, campaign string) error {
	counts, err := s.Counts(ctx, campaign)
	if err != nil {
		return err
	}
	if counts[notifier.Committing]+counts[notifier.Accepted]+counts[notifier.Uncertain]+counts[notifier.Bounced] > 0 {
		return errLeft
	}
	return nil
}

// takeDraft makes the draft ours, and rids it of another plan's deliveries. A draft that somebody took from us is theirs.
func (s *Store) takeDraft(ctx context.Context, p plan, recorded, stored record, taken bool) (record, bool, error) {
	var current draft
	if stored.Value != nil {
		var err error
		if current, err = decode[draft](stored); err != nil {
			return stored, false, err
		}
	}
	if current.Hash != p.hash {
		if stored.Value != nil && taken {
			return stored, false, errTwoPlans
		}
		current = draft{p.hash, stored.Value != nil || recorded.Value != nil}
		mine, ok, err := s.putDraft(ctx, stored, recorded, current)
		if err != nil || !ok {
			return stored, false, err
		}
		stored = mine
	}
	if !current.Clearing {
		return stored, true, nil
	}
	if ok, err := s.clearDeliveries(ctx, p.campaign.ID, stored); err != nil || !ok {
		return stored, false, err
	}
	return s.putDraft(ctx, stored, recorded, draft{p.hash, false})
}

func (s *Store) putDraft(ctx context.Context, stored, recorded record, next draft) (record, bool, error) {
	value, err := encode(next)
	if err != nil {
		return stored, false, err
	}
	ok, err := s.apply(ctx, []condition{unchanged(stored), unchanged(recorded)}, []write{put(stored.Key, value)})
	return record{stored.Key, value}, ok, err
}

// clearDeliveries removes the deliveries of a campaign that nobody has seen yet.
func (s *Store) clearDeliveries(ctx context.Context, campaign string, mine record) (bool, error) {
	for page, err := range s.pages(ctx, deliveries(campaign)) {
		if err != nil {
			return false, err
		}
		conditions, moves := []condition{unchanged(mine)}, moves{}
		for _, stored := range page {
			delivery, err := decode[notifier.Delivery](stored)
			if err != nil {
				return false, err
			}
			conditions = append(conditions, unchanged(stored))
			moves.remove(delivery)
		}
		if ok, err := s.engine.Apply(ctx, conditions, moves.all()); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// putDeliveries records the deliveries that are not there yet, some at a time.
func (s *Store) putDeliveries(ctx context.Context, p plan, mine record) (bool, error) {
	for some := range slices.Chunk(p.deliveries, s.batch) {
		if ok, err := s.putSome(ctx, some, mine); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func (s *Store) putSome(ctx context.Context, some []notifier.Delivery, mine record) (bool, error) {
	keys := make([]string, len(some))
	for i, delivery := range some {
		keys[i] = deliveryKey(delivery.Campaign, delivery.ID)
	}
	stored, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return false, err
	}
	conditions, moves := []condition{unchanged(mine)}, moves{}
	for i, delivery := range some {
		if stored[i].Value != nil {
			continue
		}
		conditions = append(conditions, unchanged(stored[i]))
		if err := moves.make(delivery); err != nil {
			return false, err
		}
	}
	if len(moves.writes) == 0 {
		return true, nil
	}
	return s.apply(ctx, conditions, moves.all())
}
