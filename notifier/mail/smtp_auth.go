package mail

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// authenticate uses the best mechanism that the relay offers: one by which the password does not travel, if it can.
func (s *session) authenticate() error {
	if s.relay.User == "" {
		return nil
	}
	if !s.protected() {
		return errors.New("a password does not travel unprotected")
	}
	_, line := s.client.Extension("AUTH")
	mechanism, err := s.mechanism(strings.Fields(strings.ToUpper(line)))
	if err != nil {
		return err
	}
	return s.client.Auth(mechanism)
}

func (s *session) mechanism(offered []string) (smtp.Auth, error) {
	host, user, password := s.relay.Host, s.relay.User, s.relay.Password
	if state, err := s.client.GetTLSConnectionState(); err == nil && slices.Contains(offered, "SCRAM-SHA-256-PLUS") {
		return &mutual{Auth: smtp.ScramSHA256PlusAuth(user, password, state)}, nil
	}
	switch { // protected or local: see authenticate
	case slices.Contains(offered, "SCRAM-SHA-256"):
		return &mutual{Auth: smtp.ScramSHA256Auth(user, password)}, nil
	case slices.Contains(offered, "PLAIN"):
		return smtp.PlainAuth("", user, password, host, true), nil
	case slices.Contains(offered, "LOGIN"):
		return smtp.LoginAuth(user, password, host, true), nil
	}
	return nil, fmt.Errorf("the relay offers %q, none of which is SCRAM-SHA-256, PLAIN or LOGIN", offered)
}

// mutual insists that the relay, too, proves that it knows the password: the library takes its yes without.
type mutual struct {
	smtp.Auth
	proven bool
}

// Next implements smtp.Auth.
func (m *mutual) Next(fromServer []byte, more bool) ([]byte, error) {
	response, err := m.Auth.Next(fromServer, more)
	if err != nil {
		return nil, err
	}
	if more && bytes.HasPrefix(fromServer, []byte("v=")) {
		m.proven = true
	}
	if !more && !m.proven {
		return nil, errors.New("the relay did not prove that it knows the password")
	}
	return response, nil
}
