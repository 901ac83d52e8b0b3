package notifier

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Returned is what a report says of a message that did not reach somebody.
type Returned struct {
	MessageIDs []string // by which the message may be known, without angle brackets
	To         string   // the address in the message's own header; empty when the report does not hold it
	Recipient  string   // the address that the report is about: after a forwarding it is another one
	Status     string   // enhanced status code: 5.1.1 (RFC 3463)
	Gone       bool     // the message was given up; false: it is still being tried
	Text       string   // why, as the servers say it
}

// Permanent reports whether the address itself is at fault, for good. A code of class 5 that is about the message, its
// size or its sender's reputation (5.6, 5.7, 5.2.3, 5.3.4) or about a full mailbox (5.2.2) says nothing about the address:
// people would silently get no more mails because of a fault of ours, or of a week's holidays.
func (r Returned) Permanent() bool {
	if !r.Gone || !strings.HasPrefix(r.Status, "5.") {
		return false
	}
	for _, other := range []string{"5.6.", "5.7."} {
		if strings.HasPrefix(r.Status, other) {
			return false
		}
	}
	return !slices.Contains([]string{"5.2.2", "5.2.3", "5.3.4"}, r.Status)
}

// note is what the ledger keeps of it.
func (r Returned) note() string {
	text := strings.Join(strings.FieldsFunc(r.Text, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }), " ")
	text = anyAddress.ReplaceAllString(strings.ToValidUTF8(text, "\ufffd"), anonymous)
	what := "came back"
	if !r.Gone {
		what = "delayed"
	}
	return shorten(strings.TrimSpace(fmt.Sprintf("%s: %s %s", what, r.Status, text)))
}

// anyAddress is whatever could be somebody's mail address.
var anyAddress = regexp.MustCompile(`<?[^\s<>"'(),;:\[\]]+@[^\s<>"'(),;:\[\]]+>?`)

// Traced is the delivery that a report was about.
type Traced struct {
	Delivery   Delivery
	ByAddress  bool // by its recipient only: the report did not hold the message's id
	Suppressed bool // the address is on the suppression list now
}

// ErrForeign means that a report is about no message of ours.
var ErrForeign = errors.New("the report is about no message of ours")

// Archive is where returned messages are looked up, and what they change.
type Archive interface {
	Campaigns(ctx context.Context) ([]Campaign, error)
	Deliveries(ctx context.Context, campaign string) ([]Delivery, error)

	// PeopleAt lists the ids of those who have a mail address.
	PeopleAt(ctx context.Context, email string) ([]string, error)

	// Return notes on a delivery that its message came back; gone makes it Bounced. It gives the delivery as it is then
	// recorded: one that never left, or that has bounced already, stays as it is. It may be repeated.
	Return(ctx context.Context, campaign, delivery, note string, gone bool, at time.Time) (Delivery, error)

	Suppress(ctx context.Context, entry Suppression) (Suppression, error)
}

// MessageID is the part before the @ of a delivery's Message-ID. It stays the same however often the message is tried, so
// that whoever gets it twice sees it once, and so that reports can be traced.
func MessageID(delivery string) string {
	sum := sha256.Sum256([]byte("message\n" + delivery))
	return hex.EncodeToString(sum[:20])
}

// Take records a returned message: on its delivery, and on the suppression list when the address is at fault for good. at
// is real time. ErrForeign when no delivery of ours fits.
func Take(ctx context.Context, archive Archive, r Returned, at time.Time) (Traced, error) {
	traced, err := trace(ctx, archive, r, at)
	if err != nil {
		return traced, fmt.Errorf("trace a returned message: %w", err)
	}
	d := traced.Delivery
	if traced.Delivery, err = archive.Return(ctx, d.Campaign, d.ID, r.note(), r.Gone, at); err != nil {
		return traced, fmt.Errorf("record a returned message: %w", err)
	}
	if !r.Permanent() || traced.Delivery.State != Bounced {
		return traced, nil
	}
	email := r.To
	if email == "" {
		email = r.Recipient
	}
	_, err = archive.Suppress(ctx, Suppression{Email: email, Reason: Unreachable, Note: r.note(), Source: "report", At: at})
	traced.Suppressed = err == nil
	return traced, err
}

// recent is how long after a mail a report that names its recipient only is taken to be about it: servers give up after
// five days at most, RFC 5321, 4.5.4.1.
const recent = 7 * 24 * time.Hour

// trace finds the delivery by the message's id; without any id, by the last mail that went to the address.
func trace(ctx context.Context, archive Archive, r Returned, at time.Time) (Traced, error) {
	campaigns, err := archive.Campaigns(ctx)
	if err != nil {
		return Traced{}, err
	}
	people, err := peopleAt(ctx, archive, r)
	if err != nil {
		return Traced{}, err
	}
	slices.Reverse(campaigns) // most reports are about the last ones
	if ids := localParts(r.MessageIDs); len(ids) > 0 {
		return byMessage(ctx, archive, campaigns, ids, people)
	}
	return byAddress(ctx, archive, campaigns, people, at)
}

// byMessage looks first where the people of the address have mails: that spares reading all the others.
func byMessage(ctx context.Context, archive Archive, campaigns []Campaign, ids, people map[string]bool) (Traced, error) {
	slices.SortStableFunc(campaigns, func(a, b Campaign) int { return len(b.sentAs(ids, people)) - len(a.sentAs(ids, people)) })
	for _, campaign := range campaigns {
		deliveries, err := archive.Deliveries(ctx, campaign.ID)
		if err != nil {
			return Traced{}, err
		}
		for _, d := range deliveries {
			if d.Channel == ByMail && ids[MessageID(d.ID)] {
				return Traced{Delivery: d}, nil
			}
		}
	}
	return Traced{}, ErrForeign
}

// sentAs lists those of the people to whom one of the ids may have been sent in the campaign.
func (c Campaign) sentAs(ids, people map[string]bool) []string {
	rule, _ := RuleFor(c)
	var sent []string
	for _, m := range rule.Mailings {
		for person := range people {
			if ids[MessageID(deliveryID(c.ID, m.Name, person))] {
				sent = append(sent, person)
			}
		}
	}
	return sent
}

// byAddress finds the last mail that went to somebody a short while ago.
func byAddress(ctx context.Context, archive Archive, campaigns []Campaign, people map[string]bool, at time.Time) (Traced, error) {
	var last Delivery
	if len(people) == 0 {
		return Traced{}, ErrForeign
	}
	for _, campaign := range campaigns {
		deliveries, err := archive.Deliveries(ctx, campaign.ID)
		if err != nil {
			return Traced{}, err
		}
		for _, d := range deliveries {
			left := d.State == Accepted || d.State == Uncertain || d.State == Bounced
			if left && d.Channel == ByMail && people[d.Recipient] && d.Settled.After(last.Settled) && !d.Settled.Before(at.Add(-recent)) {
				last = d
			}
		}
	}
	if last.ID == "" {
		return Traced{}, ErrForeign
	}
	return Traced{Delivery: last, ByAddress: true}, nil
}

func peopleAt(ctx context.Context, archive Archive, r Returned) (map[string]bool, error) {
	people := map[string]bool{}
	for _, email := range []string{r.To, r.Recipient} {
		if email == "" {
			continue
		}
		ids, err := archive.PeopleAt(ctx, email)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			people[id] = true
		}
	}
	return people, nil
}

// localParts are the ids without their domains.
func localParts(messageIDs []string) map[string]bool {
	parts := map[string]bool{}
	for _, id := range messageIDs {
		if local, _, _ := strings.Cut(id, "@"); local != "" {
			parts[local] = true
		}
	}
	return parts
}
