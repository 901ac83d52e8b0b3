package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"digbot/internal/programme"
	"digbot/notifier"
)

// Composer turns envelopes into messages that all come from one sender.
type Composer struct {
	from, replyTo netmail.Address
	domain        string // of the sender: message ids are unique there
	layout        *template.Template
	frames        frames
	lines         lines
}

// errNoBody is about the layout.
var errNoBody = errors.New("the layout of mails does not hold the body once")

// page is what the layout of the HTML part is rendered over.
type page struct {
	Lang  programme.Language
	Title string
	Body  template.HTML
}

// NewComposer returns a composer. replyTo may be the zero Address: answers go to the sender then. layout is the page
// around the HTML part; its fields are Lang, Title and Body.
func NewComposer(from, replyTo notifier.Address, layout *template.Template) (*Composer, error) {
	if layout == nil {
		return nil, errors.New("a composer needs a layout")
	}
	if _, _, err := new(frames).of(layout, programme.French, ""); err != nil {
		return nil, err
	}
	sender, err := address(from)
	if err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	c := &Composer{from: sender, layout: layout, domain: from.Email[strings.LastIndexByte(from.Email, '@')+1:]}
	if replyTo == (notifier.Address{}) {
		return c, nil
	}
	if c.replyTo, err = address(replyTo); err != nil {
		return nil, fmt.Errorf("reply-to: %w", err)
	}
	return c, nil
}

// Compose writes a message: a text part and an HTML part that say the same. One envelope always gives the same bytes. An
// error wraps notifier.ErrRefused: no such message can ever be sent.
func (c *Composer) Compose(envelope notifier.Envelope) ([]byte, error) {
	return c.compose(envelope, &bytes.Buffer{})
}

// compose writes the message into a buffer, which is empty. It is part of what it returns, or all of it.
func (c *Composer) compose(envelope notifier.Envelope, raw *bytes.Buffer) ([]byte, error) {
	message, err := c.message(envelope)
	if err != nil {
		return nil, fmt.Errorf("compose %s: %w: %w", envelope.ID, notifier.ErrRefused, err)
	}
	raw.Grow(16 << 10) // more than most messages have, so that it does not grow by steps
	_, err = message.WriteTo(raw)
	if err == nil {
		err = c.writeParts(raw, envelope)
	}
	if err != nil {
		return nil, fmt.Errorf("compose %s: %w: %w", envelope.ID, notifier.ErrRefused, err)
	}
	if envelope.Entry == nil {
		return raw.Bytes(), nil
	}
	whole, err := c.withEntry(raw.Bytes(), envelope)
	if err != nil {
		return nil, fmt.Errorf("compose %s: %w: %w", envelope.ID, notifier.ErrRefused, err)
	}
	return whole, nil
}

func (c *Composer) withEntry(raw []byte, envelope notifier.Envelope) ([]byte, error) {
	file, err := c.entryFile(envelope)
	if err != nil {
		return nil, err
	}
	return attach(raw, file, envelope)
}

// message holds the fields of a message; its parts follow.
func (c *Composer) message(envelope notifier.Envelope) (*gomail.Msg, error) {
	to, err := address(envelope.To)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	if err := oneLine("subject", envelope.Subject); err != nil {
		return nil, err
	}
	if err := oneLine("link of refusal", envelope.Refusal.Link+string(envelope.Refusal.List)); err != nil {
		return nil, err
	}
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	message.FromMailAddress(&c.from)
	if c.replyTo.Address != "" {
		message.ReplyToMailAddress(&c.replyTo)
	}
	message.ToMailAddress(&to)
	message.Subject(envelope.Subject)
	message.SetDateWithValue(envelope.Date.In(programme.Paris()))
	message.SetMessageIDWithValue(c.messageID(envelope.ID))
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no automatic answer, please
	c.refusable(message, envelope.Refusal)
	message.SetGenHeader(gomail.HeaderContentLang, string(envelope.Language))
	return message, nil
}

// HTML is the HTML part of a message.
func (c *Composer) HTML(envelope notifier.Envelope) (string, error) {
	before, after, err := c.frames.of(c.layout, envelope.Language, envelope.Subject)
	return before + string(envelope.Body.HTML()) + after, err
}

func (c *Composer) messageID(id string) string { return notifier.MessageID(id) + "@" + c.domain }

// boundary parts the message; as a hash it does not occur in its text. The library does not quote it: letters, digits and
// hyphens only.
func boundary(id string) string {
	sum := sha256.Sum256([]byte("boundary\n" + id))
	return "part-" + hex.EncodeToString(sum[:20])
}

// address refuses whatever could begin a header of its own, or mean another address than it shows.
func address(a notifier.Address) (netmail.Address, error) {
	if err := oneLine("name", a.Name); err != nil {
		return netmail.Address{}, err
	}
	parsed, err := netmail.ParseAddress(a.Email)
	if err != nil || parsed.Address != a.Email || parsed.Name != "" {
		return netmail.Address{}, errors.New("the mail address is not one address such as nom@example.fr")
	}
	return netmail.Address{Name: displayName(a.Name), Address: a.Email}, nil
}

// displayName leaves out what would make the header unreadable: bytes that are no UTF-8, and the backslash, which package
// net/mail writes into encoded words and cannot read there.
func displayName(name string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(name, "\ufffd"), `\`, "/")
}

func oneLine(field, text string) error {
	if strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("the %s holds a control character", field)
	}
	return nil
}
