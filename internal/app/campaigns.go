package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/templates"
)

// Campaigns is what an operator's command needs to look at campaigns and to change them, beside the service or without it.
type Campaigns struct {
	*notifier.Notifier
	Store *store.Store
	Now   func() time.Time // the programme's clock
	close func(context.Context) error
}

// OpenCampaigns gives the campaigns of a store, with the configured sender, and posts where the service would. It must be
// closed; the store is not.
func OpenCampaigns(ctx context.Context, cfg config.Config, texts *templates.Library, s *store.Store, now func() time.Time, log *slog.Logger) (*Campaigns, error) {
	sending, err := newSender(cfg, s, log)
	if err != nil {
		return nil, err
	}
	refuser, err := newRefuser(ctx, cfg, s)
	if err != nil {
		return nil, err
	}
	sending = sending.in(chatsOn(cfg, texts, s, log), cfg)
	parts := notifierParts(cfg, Parts{Texts: texts, Store: s, Mailer: sending, Poster: sending, Refuser: refuser, Log: log})
	return &Campaigns{notifier.New(parts), s, now, sending.close}, nil
}

// Close says goodbye to the relays.
func (c *Campaigns) Close(log *slog.Logger) { closing(c.close, log) }

// ErrNoOccasion means that the calendar has no such occasion.
var ErrNoOccasion = errors.New("there is no such occasion in the calendar")

// Occasion finds an occasion of the calendar by its name, such as deadline-7d; the error lists what there is.
func (c *Campaigns) Occasion(ctx context.Context, name string) (programme.Occasion, error) {
	occasions, err := Occasions{c.Store}.Occasions(ctx)
	if err != nil {
		return programme.Occasion{}, err
	}
	var names []string
	for _, occasion := range occasions {
		if occasion.Name() == name {
			return occasion, nil
		}
		names = append(names, occasion.Name())
	}
	return programme.Occasion{}, fmt.Errorf("%q: %w: it has %s", name, ErrNoOccasion, strings.Join(names, ", "))
}

// Errors of Find.
var (
	ErrNoCampaign = errors.New("there is no such campaign")
	ErrAmbiguous  = errors.New("several campaigns are called so")
)

// Find finds a campaign by its id, or by the name of its occasion where only one has it.
func (c *Campaigns) Find(ctx context.Context, name string) (notifier.Campaign, error) {
	campaigns, err := c.Store.Campaigns(ctx)
	if err != nil {
		return notifier.Campaign{}, err
	}
	var found []notifier.Campaign
	var ids []string
	for _, campaign := range campaigns {
		ids = append(ids, campaign.ID)
		if campaign.ID == name {
			return campaign, nil
		}
		if campaign.Name() == name {
			found = append(found, campaign)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return notifier.Campaign{}, fmt.Errorf("%q: %w: there is %s", name, ErrNoCampaign, orNone(ids))
	}
	ids = nil
	for _, campaign := range found {
		ids = append(ids, campaign.ID)
	}
	return notifier.Campaign{}, fmt.Errorf("%q: %w: name one of %s", name, ErrAmbiguous, strings.Join(ids, ", "))
}

func orNone(ids []string) string {
	if len(ids) == 0 {
		return "none yet"
	}
	return strings.Join(ids, ", ")
}

// StaffOf names the member of the team who works on a terminal under a name, which is empty where nobody knows it; a
// stranger is named as such.
func StaffOf(cfg config.Config, user string) string {
	at := slices.IndexFunc(cfg.Staff, func(m config.Member) bool { return m.Console == user && user != "" })
	if at < 0 {
		return strings.TrimSuffix("operator:"+user, ":")
	}
	return cfg.Staff[at].ID
}
