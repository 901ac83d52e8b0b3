package rehearsal

import (
	"context"

	"digbot/notifier"
	"digbot/notifier/mail"
	"digbot/templates"
)

// draft composes every message and lets it go nowhere: for a rehearsal that is not written down.
type draft struct {
	composer *mail.Composer
}

// Send implements notifier.Mailer.
func (d draft) Send(_ context.Context, envelope notifier.Envelope, beforeDot func() error) error {
	if _, err := d.composer.Compose(envelope); err != nil {
		return err
	}
	return beforeDot()
}

// Post implements notifier.Poster.
func (draft) Post(_ context.Context, _, marker string, _ templates.Document) (string, error) {
	return marker, nil
}
