package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"digbot/notifier"
	"digbot/templates"
)

// Outbox keeps messages as .eml files instead of sending them, and posts as .md files. Every file is complete or absent.
type Outbox struct {
	mails, posts string
	composer     *Composer
	volatile     bool
}

// NewOutbox returns an outbox that writes mails and posts into two folders, which it makes.
func NewOutbox(mails, posts string, composer *Composer) (*Outbox, error) {
	for _, dir := range []string{mails, posts} {
		if err := os.MkdirAll(dir, 0o700); err != nil { // the mails hold names and decisions
			return nil, fmt.Errorf("make outbox: %w", err)
		}
	}
	return &Outbox{mails: mails, posts: posts, composer: composer}, nil
}

// Volatile makes it not wait for the disk: for files that can be made again, such as a rehearsal's.
func (o *Outbox) Volatile() { o.volatile = true }

// MailFile is the path of the file of a delivery.
func (o *Outbox) MailFile(deliveryID string) string {
	return filepath.Join(o.mails, deliveryID+".eml")
}

// PostFile is the path of the file of a post.
func (o *Outbox) PostFile(marker string) string { return filepath.Join(o.posts, marker+".md") }

// Send implements notifier.Mailer: the message is on disk, under another name, before beforeDot is called, and gets its
// own name after it.
func (o *Outbox) Send(_ context.Context, envelope notifier.Envelope, beforeDot func() error) error {
	if err := safeName(envelope.ID); err != nil {
		return err
	}
	raw, err := o.composer.Compose(envelope)
	if err != nil {
		return err
	}
	return o.write(o.MailFile(envelope.ID), raw, beforeDot)
}

// Post implements notifier.Poster. A marker that has its file already is not written again.
func (o *Outbox) Post(_ context.Context, channel, marker string, body templates.Document) (string, error) {
	if err := safeName(marker); err != nil {
		return "", err
	}
	file := o.PostFile(marker)
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	text := fmt.Sprintf("---\nchannel: %q\n---\n\n%s\n", channel, strings.TrimSpace(body.Markdown()))
	return file, o.write(file, []byte(text), func() error { return nil })
}

// write makes a file appear complete and durable. Until the rename nothing has left: an error there is worth another try.
func (o *Outbox) write(file string, content []byte, beforeRename func() error) error {
	draft, err := o.writeDraft(filepath.Dir(file), content)
	if err != nil {
		return fmt.Errorf("%w: %w", notifier.ErrTemporary, err)
	}
	defer remove(draft)
	if err := beforeRename(); err != nil {
		return fmt.Errorf("stopped before %s: %w", filepath.Base(file), err)
	}
	if err := os.Rename(draft, file); err != nil {
		return fmt.Errorf("%w: %w", notifier.ErrTemporary, err)
	}
	if o.volatile {
		return nil
	}
	if err := syncDir(filepath.Dir(file)); err != nil {
		return fmt.Errorf("%w: %w", notifier.ErrUncertain, err)
	}
	return nil
}

func (o *Outbox) writeDraft(dir string, content []byte) (string, error) {
	draft, err := os.CreateTemp(dir, ".draft-*")
	if err != nil {
		return "", err
	}
	_, err = draft.Write(content)
	if !o.volatile {
		err = errors.Join(err, draft.Sync())
	}
	err = errors.Join(err, draft.Close())
	if err != nil {
		remove(draft.Name())
		return "", err
	}
	return draft.Name(), nil
}

// remove drops a draft. One that has got its name is gone already; one that stays is hidden and does no harm.
func remove(draft string) { _ = os.Remove(draft) }

// syncDir makes the new name durable.
func syncDir(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// safeName refuses an id that would leave the folder.
func safeName(id string) error {
	if !fs.ValidPath(id) || strings.ContainsAny(id, `/\`) || strings.HasPrefix(id, ".") {
		return fmt.Errorf("%w: %q is no file name", notifier.ErrRefused, id)
	}
	return nil
}
