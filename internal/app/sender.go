package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"digbot/internal/config"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// sender is the way that mails and posts take.
type sender struct {
	notifier.Mailer
	notifier.Poster
	close func(context.Context) error
}

// newSender sends through the configured relays; without one it writes files. Posts are files where no chat is configured.
func newSender(cfg config.Config, quota mail.Quota, log *slog.Logger) (sender, error) {
	outbox, err := Outbox(cfg, cfg.Mail.Outbox, filepath.Join(cfg.Mail.Outbox, "posts"))
	if err != nil {
		return sender{}, err
	}
	if len(cfg.Mail.Relays) == 0 {
		return sender{outbox, outbox, func(context.Context) error { return nil }}, nil
	}
	composer, err := Composer(cfg)
	if err != nil {
		return sender{}, err
	}
	relays, err := mail.NewRelays(relaysConfig(cfg.Mail, quota), composer, log)
	if err != nil {
		return sender{}, fmt.Errorf("mail.relays: %w", err)
	}
	return sender{relays, outbox, relays.Close}, nil
}

// in is the sender whose posts appear in the chats, where there are any.
func (s sender) in(chats []chat, cfg config.Config) sender {
	if len(chats) > 0 {
		s.Poster = noticeboard{chats, cfg.Posts.StaffChannel}
	}
	return s
}

func relaysConfig(m config.Mail, quota mail.Quota) mail.RelaysConfig {
	c := mail.RelaysConfig{
		Connections: m.Connections, Only: m.Only,
		DKIM: mail.DKIMConfig{Domain: m.DKIM.Domain, Selector: m.DKIM.Selector, Key: m.DKIM.Key.Reveal()},
	}
	for _, limit := range m.Limits {
		c.Limits, c.Quota = append(c.Limits, notifier.Window(limit)), quota
	}
	for _, relay := range m.Relays {
		c.Relays = append(c.Relays, mail.RelayConfig{
			Host: relay.Host, Port: relay.Port, TLS: mail.TLS(relay.TLS), User: relay.User, Password: relay.Password.Reveal(),
		})
	}
	return c
}
