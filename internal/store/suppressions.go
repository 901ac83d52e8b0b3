package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"digbot/notifier"
)

// Secret is the promotion's own key, made when it is first asked for: for marks that cannot be read back, and for tokens.
// It never leaves the program as it is.
func (s *Store) Secret(ctx context.Context) ([]byte, error) {
	if known := s.secret.Load(); known != nil {
		return *known, nil // it never changes, and is needed for every mail
	}
	fresh := make([]byte, sha256.Size)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("make the promotion's key: %w", err)
	}
	secret, err := first(ctx, s, secretKey(), fresh)
	if err != nil {
		return nil, fmt.Errorf("read the promotion's key: %w", err)
	}
	s.secret.Store(&secret)
	return secret, nil
}

// mark stands for an address in the suppression list.
func (s *Store) mark(ctx context.Context, email string) (string, error) {
	secret, err := s.Secret(ctx)
	if err != nil {
		return "", err
	}
	sum := hmac.New(sha256.New, secret)
	sum.Write([]byte("address\n" + notifier.NormalAddress(email)))
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Suppress puts an address on the suppression list, and returns the entry. An entry that is there already keeps its date,
// note and source.
func (s *Store) Suppress(ctx context.Context, entry notifier.Suppression) (notifier.Suppression, error) {
	if err := checkSuppression(entry); err != nil {
		return entry, fmt.Errorf("suppress an address: %w", err)
	}
	var err error
	entry.Email = notifier.NormalAddress(entry.Email)
	if entry.Mark, err = s.mark(ctx, entry.Email); err != nil {
		return entry, fmt.Errorf("suppress an address: %w", err)
	}
	stored, err := update(ctx, s, suppressionKey(entry), func(current notifier.Suppression, found bool) (notifier.Suppression, error) {
		if !found {
			return entry, nil
		}
		current.Email = entry.Email // it may have been erased
		return current, nil
	})
	if err != nil {
		return entry, fmt.Errorf("suppress an address: %w", err)
	}
	return stored, nil
}

func checkSuppression(entry notifier.Suppression) error {
	switch {
	case !strings.Contains(entry.Email, "@"):
		return errors.New("it is no mail address")
	case entry.Reason == notifier.Refusing && !entry.List.Valid():
		return fmt.Errorf("%q is no list that can be refused", entry.List)
	case entry.Reason == notifier.Unreachable && entry.List == "", entry.Reason == notifier.Refusing:
		return nil
	}
	return fmt.Errorf("%q is no reason", entry.Reason)
}

// Suppressed implements notifier.Suppressions. That mails come back counts more than that they are refused.
func (s *Store) Suppressed(ctx context.Context, email string, list notifier.List) (notifier.Suppression, bool, error) {
	mark, err := s.mark(ctx, email)
	if err != nil {
		return notifier.Suppression{}, false, err
	}
	keys := []string{suppressionKey(notifier.Suppression{Mark: mark, Reason: notifier.Unreachable})}
	if list != "" {
		keys = append(keys, suppressionKey(notifier.Suppression{Mark: mark, Reason: notifier.Refusing, List: list}))
	}
	records, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return notifier.Suppression{}, false, fmt.Errorf("look into the suppression list: %w", err)
	}
	for _, stored := range records {
		if stored.Value != nil {
			entry, err := decode[notifier.Suppression](stored)
			return entry, err == nil, err
		}
	}
	return notifier.Suppression{}, false, nil
}

// SuppressionList lists all entries, by mark.
func (s *Store) SuppressionList(ctx context.Context) ([]notifier.Suppression, error) {
	entries, err := all[notifier.Suppression](ctx, s, suppressions())
	if err != nil {
		return nil, fmt.Errorf("list the suppressed addresses: %w", err)
	}
	for i := range entries {
		entries[i].At = inParis(entries[i].At)
	}
	return entries, nil
}

// Lift takes entries off the list: all of an address, or of a mark such as SuppressionList gives. It returns what it took.
func (s *Store) Lift(ctx context.Context, emailOrMark string) ([]notifier.Suppression, error) {
	entries, err := s.entriesOf(ctx, emailOrMark)
	if err != nil {
		return nil, fmt.Errorf("lift a suppression: %w", err)
	}
	for _, entry := range entries {
		if _, err := s.engine.Apply(ctx, nil, []write{remove(suppressionKey(entry))}); err != nil {
			return nil, fmt.Errorf("lift a suppression: %w", err)
		}
	}
	return entries, nil
}

// ForgetAddress erases an address from the suppression list. Its mark remains, so that it is not written to again.
func (s *Store) ForgetAddress(ctx context.Context, email string) error {
	entries, err := s.entriesOf(ctx, email)
	if err != nil {
		return fmt.Errorf("erase an address from the suppression list: %w", err)
	}
	for _, entry := range entries {
		_, err := update(ctx, s, suppressionKey(entry), func(current notifier.Suppression, found bool) (notifier.Suppression, error) {
			if !found {
				return current, notifier.ErrUnknown // lifted in between
			}
			current.Email = ""
			return current, nil
		})
		if err != nil && !errors.Is(err, notifier.ErrUnknown) {
			return fmt.Errorf("erase an address from the suppression list: %w", err)
		}
	}
	return nil
}

// entriesOf are the entries of an address or of a mark.
func (s *Store) entriesOf(ctx context.Context, emailOrMark string) ([]notifier.Suppression, error) {
	mark := emailOrMark
	if strings.Contains(emailOrMark, "@") {
		var err error
		if mark, err = s.mark(ctx, emailOrMark); err != nil {
			return nil, err
		}
	}
	if len(mark) != 2*sha256.Size {
		return nil, nil
	}
	return all[notifier.Suppression](ctx, s, suppressionsOf(mark))
}
