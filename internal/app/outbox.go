package app

import (
	"fmt"

	"digbot/internal/config"
	"digbot/notifier"
	"digbot/notifier/mail"
	"digbot/templates"
)

// Composer writes the configured sender's messages.
func Composer(cfg config.Config) (*mail.Composer, error) {
	layout, err := templates.MailLayout()
	if err != nil {
		return nil, err
	}
	composer, err := mail.NewComposer(address(cfg.Mail.From), address(cfg.Mail.ReplyTo), layout)
	if err != nil {
		return nil, fmt.Errorf("make the mails' sender: %w", err)
	}
	return composer, nil
}

// Outbox keeps mails and posts in two folders instead of sending them.
func Outbox(cfg config.Config, mails, posts string) (*mail.Outbox, error) {
	composer, err := Composer(cfg)
	if err != nil {
		return nil, err
	}
	return mail.NewOutbox(mails, posts, composer)
}

// address is a configured mailbox as the notifier knows it.
func address(box config.Mailbox) notifier.Address {
	return notifier.Address{Name: box.Name, Email: box.Address}
}
