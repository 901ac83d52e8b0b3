package mail

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// RelayFinding says whether a relay would take messages.
type RelayFinding struct {
	Relay string // host and port
	Err   error  // nil: it would
}

// Inspect connects to every relay, logs in as configured and names the sender as for a message; then it takes leave.
// Nothing is sent.
func (r *Relays) Inspect(ctx context.Context) []RelayFinding {
	findings := make([]RelayFinding, len(r.relays))
	for i, relay := range r.relays {
		findings[i] = RelayFinding{relay.address(), relay.inspect(ctx, r.returnPath)}
	}
	return findings
}

func (r *relay) inspect(ctx context.Context, sender string) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer s.quit()
	s.within(r.timeouts.Command)
	if err := s.client.Mail("<" + sender + ">"); err != nil {
		return fmt.Errorf("the sender %s is refused: %w", sender, err)
	}
	s.within(r.timeouts.Command)
	return s.client.Reset()
}

// Refused reports whether an error of Inspect says that our name or password is wrong.
func Refused(err error) bool { return refusesUs(err) }

// Published says whether the key of the signatures stands where receivers look for it: RFC 6376, 3.6.2. lookup reads the
// TXT records of a name. It is nil when messages are not signed.
func (r *Relays) Published(ctx context.Context, lookup func(ctx context.Context, name string) ([]string, error)) error {
	if r.signer == nil {
		return nil
	}
	name := r.signer.options.Selector + "._domainkey." + r.signer.options.Domain
	want, err := publicKey(r.signer.options.Signer)
	if err != nil {
		return err
	}
	records, err := lookup(ctx, name)
	if err != nil {
		return fmt.Errorf("no TXT record at %s (%w): publish %q there", name, err, want)
	}
	for _, record := range records {
		if tag(record, "p") == tag(want, "p") {
			return nil
		}
	}
	return fmt.Errorf("the TXT record at %s holds another key: publish %q there", name, want)
}

// publicKey is what stands in the record.
func publicKey(signer crypto.Signer) (string, error) {
	switch key := signer.Public().(type) {
	case ed25519.PublicKey:
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(key), nil
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(key)
		return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), err
	}
	return "", errors.New("dkim: an unknown kind of key")
}

// tag is a value of a record, without the spaces that may stand anywhere in it.
func tag(record, name string) string {
	for part := range strings.SplitSeq(record, ";") {
		key, value, _ := strings.Cut(part, "=")
		if strings.TrimSpace(key) == name {
			return strings.Join(strings.Fields(value), "")
		}
	}
	return ""
}
