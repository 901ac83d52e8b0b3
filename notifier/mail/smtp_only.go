package mail

import (
	"errors"
	"fmt"
	"strings"

	"digbot/notifier"
)

// trial is the trial mode: who alone may be written to. The zero trial lets everyone be written to.
type trial struct {
	on        bool
	addresses map[string]bool
	domains   map[string]bool
}

func newTrial(only []string) (trial, error) {
	t := trial{on: len(only) > 0, addresses: map[string]bool{}, domains: map[string]bool{}}
	var faults []error
	for _, entry := range only {
		entry = strings.ToLower(entry)
		local, domain, isAddress := strings.Cut(entry, "@")
		switch {
		case !isAddress && PlainWord(entry):
			t.domains[entry] = true
		case local == "" && PlainWord(domain) && !strings.Contains(domain, "@"):
			t.domains[domain] = true
		case isAddress && local != "" && domain != "":
			t.addresses[entry] = true
		default:
			faults = append(faults, fmt.Errorf("only: %q is no address and no domain: write camille@example.org or example.org", entry))
		}
	}
	return t, errors.Join(faults...)
}

// admits refuses a recipient who is not part of the trial. A domain's subdomains are others.
func (t trial) admits(email string) error {
	email = strings.ToLower(email)
	if !t.on || t.addresses[email] || t.domains[email[strings.LastIndexByte(email, '@')+1:]] {
		return nil
	}
	return fmt.Errorf("%w: trial mode: this recipient is not among those of mail.only, nothing was sent", notifier.ErrRefused)
}
