package notifier

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"

	"digbot/internal/programme"
	"digbot/templates"
)

// content is what one delivery says; a post has no subject.
type content struct {
	Subject string
	Body    templates.Document
	Entry   *Entry
}

// hash names the content: whoever approved it approved exactly these words.
func (c content) hash() string {
	if c.Entry != nil {
		return digest(c.Subject, c.Body.Markdown(), c.Entry.hash())
	}
	return digest(c.Subject, c.Body.Markdown())
}

// digest is a hash of parts which changes, too, when a part's end moves into its neighbour.
func digest(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// compose renders a mail to a person whom the mailing concerns.
func (n *Notifier) compose(s scene, m Mailing, person programme.Person) (content, error) {
	view := s.view(m, person)
	refusal := n.Refuser.refusal(m, person.ID)
	view.Refusable, view.RefusalLink, view.Chats = refusal.List != "", refusal.Link, n.Chats
	entry, err := n.entry(s, m, person)
	if err != nil {
		return content{}, err
	}
	view.Brings, view.Cancels = entry != nil && !entry.Cancelled, entry != nil && entry.Cancelled
	words, err := n.Texts.Mail(m.Name, view)
	if err != nil {
		return content{}, fmt.Errorf("render %s for %s: %w", m.Name, person.ID, err)
	}
	return content{words.Subject, words.Body, entry}, nil
}

// composePost renders a post, in the programme's own language.
func (n *Notifier) composePost(s scene, m Mailing) (content, error) {
	body, err := n.Texts.Phrase(m.Name, s.plainView(programme.French))
	if err != nil {
		return content{}, fmt.Errorf("render %s: %w", m.Name, err)
	}
	return content{Body: body}, nil
}

// faultsOf turns missing values into faults; any other error is the program's or the configuration's, and stays one.
func faultsOf(recipient, mailing string, err error) ([]string, error) {
	var missing *templates.MissingError
	if !errors.As(err, &missing) {
		return nil, err
	}
	var faults []string
	for _, field := range missing.Fields {
		faults = append(faults, lacks(recipient, mailing, field))
	}
	return faults, nil
}

// addressFaults reports a name or an address to which nothing can be sent.
func addressFaults(person programme.Person, mailing string) []string {
	var faults []string
	if strings.ContainsFunc(person.Name, unicode.IsControl) {
		faults = append(faults, lacks(who(person), mailing, "name without control characters"))
	}
	if address, err := netmail.ParseAddress(person.Email); err != nil || address.Address != person.Email {
		faults = append(faults, lacks(who(person), mailing, "email"))
	}
	return faults
}

// who names a person in a report: by id, and by the row of the list where the concerned role stands.
func who(person programme.Person) string {
	if len(person.Roles) == 0 || person.Roles[0].Row == 0 {
		return person.ID
	}
	return fmt.Sprintf("%s (row %d)", person.ID, person.Roles[0].Row)
}

func lacks(recipient, mailing, field string) string {
	return fmt.Sprintf("%s: %s needs: %s", recipient, mailing, field)
}
