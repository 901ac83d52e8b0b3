package notifier

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
)

// Notice is what people have to be told and what no date of the calendar brings about: a call-up, a moved date, a
// correction. It becomes a campaign like an occasion does, with the same ledger, approvals and hash.
type Notice struct {
	// ID names the notice: one ID is sent once, however often it is given. Letters, digits, hyphens and underscores.
	ID string `json:"id"`

	Kind string   `json:"kind"` // one of Kinds
	To   []string `json:"-"`    // ids of people; once planned, the ledger's deliveries hold them

	// Challenge makes the notice about the people's roles on that challenge, and no others; empty: about all.
	Challenge string `json:"challenge,omitempty"`

	// Data is what the mail says, by the keys that its kind needs. It is kept with the campaign, for as long as that is.
	Data map[string]string `json:"data,omitempty"`

	At       time.Time `json:"at"`                 // when it was decided, on the programme's clock: the mail is worded as of then
	NotAfter time.Time `json:"not_after,omitzero"` // after which it is of no use, on the programme's clock; zero: never
}

// ErrNotice means that a notice cannot be sent as it is: the error says what it lacks.
var ErrNotice = errors.New("not a notice that can be sent")

// ErrTaken means that another notice, or an occasion, has the same ID.
var ErrTaken = errors.New("the id belongs to another campaign")

// noticeID leaves out the @ and the dot of occasions and deliveries.
var noticeID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$`)

// Notify plans a notice, and returns its campaign: held when its kind needs approvals, refused with every fault when
// values are missing. Deliver sends it. It can be repeated, like Announce: what is planned stays as it is, what was
// refused is planned anew, and so is what is held with a content that has changed.
func (n *Notifier) Notify(ctx context.Context, notice Notice) (Campaign, error) {
	notice.Data = maps.Clone(notice.Data)
	kind, err := notice.check()
	if err != nil {
		return Campaign{}, fmt.Errorf("notice %q: %w", notice.ID, err)
	}
	recorded, err := n.Ledger.Campaign(ctx, notice.ID)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Campaign{}, fmt.Errorf("read campaign %s: %w", notice.ID, err)
	}
	if err == nil && !notice.same(recorded) {
		return recorded, fmt.Errorf("notice %s: %w", notice.ID, ErrTaken)
	}
	err = n.record(ctx, notice.ID, kind.rule(), func() (plan, error) { return n.planNotice(ctx, notice, kind.rule()) })
	if err != nil {
		return Campaign{}, err
	}
	return n.Ledger.Campaign(ctx, notice.ID)
}

// DraftNotice shows the campaign that Notify would plan now, and records nothing.
func (n *Notifier) DraftNotice(ctx context.Context, notice Notice) (Campaign, error) {
	kind, err := notice.check()
	if err != nil {
		return Campaign{}, fmt.Errorf("notice %q: %w", notice.ID, err)
	}
	p, err := n.planNotice(ctx, notice, kind.rule())
	if err != nil {
		return Campaign{}, fmt.Errorf("plan notice %s: %w", notice.ID, err)
	}
	return p.campaign, nil
}

// check reports all that a notice lacks before anybody is looked up.
func (o Notice) check() (Kind, error) {
	kind, known := KindOf(o.Kind)
	if !known {
		return kind, fmt.Errorf("%w: %q is no kind: write one of %s", ErrNotice, o.Kind, strings.Join(kindNames(), ", "))
	}
	var faults []string
	if !noticeID.MatchString(o.ID) {
		faults = append(faults, "an id of letters, digits, hyphens and underscores")
	}
	if len(o.To) == 0 {
		faults = append(faults, "somebody to write to")
	}
	if o.At.IsZero() {
		faults = append(faults, "the instant at which it was decided")
	}
	if kind.OfChallenge && o.Challenge == "" {
		faults = append(faults, "the challenge")
	}
	for _, key := range kind.Needs {
		if strings.TrimSpace(o.Data[key]) == "" {
			faults = append(faults, key)
		}
	}
	if len(faults) > 0 {
		return kind, fmt.Errorf("%w: %s needs: %s", ErrNotice, kind.Name, strings.Join(faults, ", "))
	}
	return kind, nil
}

// same reports whether a campaign was made of this notice.
func (o Notice) same(c Campaign) bool {
	return c.Notice != nil && c.Notice.Kind == o.Kind && c.Notice.Challenge == o.Challenge && maps.Equal(c.Notice.Data, o.Data)
}

// occasion is what a notice looks like to whatever is made for occasions: due when it was decided, without a milestone.
func (o Notice) occasion() programme.Occasion { return programme.Occasion{Due: o.At, Milestoned: o.At} }

// planNotice renders a notice to everybody whom it names, and collects every fault.
func (n *Notifier) planNotice(ctx context.Context, notice Notice, rule Rule) (plan, error) {
	p := plan{grouped: map[string]bool{}, campaign: Campaign{
		ID: notice.ID, Occasion: notice.occasion(), Notice: &notice, NotAfter: notice.NotAfter, Approvers: rule.Approvers, Resend: rule.Resend,
	}}
	s, err := n.sceneOf(ctx, p.campaign, rule)
	if err != nil {
		return plan{}, err
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(notice.To))) {
		if err := n.addNamed(ctx, &p, s, rule.Mailings[0], id); err != nil {
			return plan{}, err
		}
	}
	p.close()
	return p, nil
}

// addNamed adds somebody whom a notice names. Whoever is not concerned is not passed over in silence.
func (n *Notifier) addNamed(ctx context.Context, p *plan, s scene, m Mailing, id string) error {
	if id == Erased {
		return nil
	}
	person, err := n.Roster.Person(ctx, id)
	if errors.Is(err, ErrUnknown) {
		p.campaign.Faults = append(p.campaign.Faults, lacks(id, m.Name, "a person with this id"))
		return nil
	}
	if err != nil {
		return fmt.Errorf("read person %s: %w", id, err)
	}
	if _, concerned := s.concerned(m, person); !concerned {
		p.remark(id, fmt.Sprintf(noteUnconcerned, m.Name))
		return nil
	}
	return n.addWarned(ctx, p, s, m, person)
}

// RuleFor is the rule by which a campaign is delivered: that of its occasion, or of its kind of notice.
func RuleFor(c Campaign) (Rule, bool) {
	if c.Notice == nil {
		return RuleOf(c.Occasion)
	}
	kind, known := KindOf(c.Notice.Kind)
	return kind.rule(), known
}

// sceneOf is the scene of a campaign.
func (n *Notifier) sceneOf(ctx context.Context, c Campaign, rule Rule) (scene, error) {
	s, err := n.scene(ctx, c.Occasion, rule)
	if c.Notice != nil {
		s.notice, s.season = c.Notice, c.Notice.season(s.season)
	}
	return s, err
}

// season is the season that a notice speaks of: one that tells a moved date may be shown, and approved, before the
// calendar knows it. It must not tell two dates.
func (o Notice) season(season programme.Season) programme.Season {
	milestone := programme.Milestone(o.Data["milestone"])
	after, err := programme.ParseMoment(o.Data["after"])
	if o.Kind != kindMoved || err != nil || !milestone.Valid() || season.Calendar[milestone] == after {
		return season
	}
	season.Promotion = season.WithCalendar(programme.Calendar{milestone: after})
	moves := map[programme.Milestone]int{milestone: 1}
	for each, count := range season.Moves {
		moves[each] += count
	}
	season.Moves = moves
	return season
}

// planAgain plans a recorded campaign as it would be planned now. It changes nothing.
func (n *Notifier) planAgain(ctx context.Context, c Campaign, rule Rule) (plan, error) {
	if c.Notice == nil {
		return n.plan(ctx, c.Occasion, rule)
	}
	notice := *c.Notice
	deliveries, err := n.Ledger.Deliveries(ctx, c.ID)
	if err != nil {
		return plan{}, fmt.Errorf("read the recipients of %s: %w", c.ID, err)
	}
	for _, delivery := range deliveries {
		notice.To = append(notice.To, delivery.Recipient)
	}
	return n.planNotice(ctx, notice, rule)
}

// Recipients lists, by id, the people whom the mails of a campaign have reached, or may have: those to whom a correction
// goes. ErrUnknown when there is no such campaign.
func (n *Notifier) Recipients(ctx context.Context, campaignID string) ([]string, error) {
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return nil, fmt.Errorf("read the recipients of %s: %w", campaignID, err)
	}
	var people []string
	for _, d := range deliveries {
		if d.Channel == ByMail && (d.State == Accepted || d.State == Uncertain || d.State == Committing) {
			people = append(people, d.Recipient)
		}
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}
