package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"time"

	"digbot/internal/config"
	"digbot/internal/store"
)

// Errors of the programme's clock.
var (
	ErrDriven    = errors.New("this store was started with --now and goes on from there: start it with --now again, or name another store")
	ErrNotDriven = errors.New("this store lives in real time: start it without --now, or name another store")
	ErrSpeed     = errors.New("this store goes on at another speed: start it with the same --speed, or name another store")
	ErrReachable = errors.New("--now would send mails of another time to real people: name the only recipients under mail.only, or use a relay on this machine")
	ErrFast      = errors.New("--speed is for tests on one machine: take the relays and the chat platforms beyond it out of the configuration")
)

// Drive is how the operator drives the programme's clock; the zero Drive lets it be real time.
type Drive struct {
	Now   time.Time // at the first start; zero: real time
	Speed float64   // 0: as fast as real time
}

// IsZero reports whether the clock is real time.
func (d Drive) IsZero() bool { return d.Now.IsZero() && d.Speed == 0 }

// check refuses a clock that could do harm outside.
func (d Drive) check(cfg config.Config) error {
	outside := slices.ContainsFunc(cfg.Mail.Relays, func(r config.Relay) bool { return !onThisMachine(r.Host) })
	switch {
	case d.IsZero():
		return nil
	case d.Speed != 0 && d.Speed != 1 && (outside || chatsOutside(cfg)):
		return ErrFast
	case outside && len(cfg.Mail.Only) == 0:
		return ErrReachable
	}
	return nil
}

func chatsOutside(cfg config.Config) bool {
	slack := !cfg.Slack.BotToken.IsZero() && !onThisMachine(hostOf(cfg.Slack.APIURL))
	return slack || cfg.Mattermost.URL != "" && !onThisMachine(hostOf(cfg.Mattermost.URL))
}

func hostOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return parsed.Hostname()
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// start stores the clock at the first start, and afterwards goes on with the stored one.
func (d Drive) start(ctx context.Context, s *store.Store, real time.Time) (store.Clock, error) {
	wanted := store.Clock{Driven: !d.IsZero(), Real: real, Programme: d.Now, Speed: d.Speed}
	if wanted.Speed == 0 {
		wanted.Speed = 1
	}
	if d.Now.IsZero() {
		wanted.Programme = real
	}
	stored, err := s.SetClock(ctx, wanted)
	switch {
	case err != nil:
		return stored, err
	case stored.Driven && !wanted.Driven:
		return stored, ErrDriven
	case !stored.Driven && wanted.Driven:
		return stored, ErrNotDriven
	case stored.Speed != wanted.Speed:
		return stored, ErrSpeed
	case stored.Driven:
		// The season begins at the instant that the operator named, however long the program takes to start.
		_, err = s.Activate(ctx, stored.Programme)
	}
	return stored, err
}

// warn tells whoever wants another instant that the store goes on from its own.
func (d Drive) warn(stored store.Clock, log *slog.Logger) {
	if !d.Now.IsZero() && !d.Now.Equal(stored.Programme) {
		log.Warn("the season goes on from where this store stands, and --now does not change that", "asked", d.Now, "now", stored.Now(time.Now()))
	}
}
