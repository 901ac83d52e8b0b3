package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// tombstone says that somebody was erased and does not come in again by itself. Its key is a mark that cannot be read back.
type tombstone struct {
	At time.Time `json:"at"`
}

// tombstones are the marks that somebody leaves: of the address, and of each application in the place of its record.
func (s *Store) tombstones(ctx context.Context, email string, applications []record, at time.Time) ([]write, error) {
	value, err := encode(tombstone{at})
	if err != nil {
		return nil, err
	}
	address, err := s.mark(ctx, email)
	if err != nil {
		return nil, err
	}
	writes := []write{put(erasedKey(address), value)}
	for _, stored := range applications {
		mark, err := s.dossierMark(ctx, strings.TrimPrefix(stored.Key, dossiers()))
		if err != nil {
			return nil, err
		}
		writes = append(writes, remove(stored.Key), put(erasedKey(mark), value))
	}
	return writes, nil
}

// dossierMark stands for an application on Démarches simplifiées.
func (s *Store) dossierMark(ctx context.Context, number string) (string, error) {
	return s.markOf(ctx, "application", number)
}

// Pseudonym stands for somebody's account where it cannot be erased. It cannot be read back.
func (s *Store) Pseudonym(ctx context.Context, account string) (string, error) {
	return s.markOf(ctx, "account", account)
}

func (s *Store) markOf(ctx context.Context, what, text string) (string, error) {
	secret, err := s.Secret(ctx)
	if err != nil {
		return "", err
	}
	sum := hmac.New(sha256.New, secret)
	sum.Write([]byte(what + "\n" + text))
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Erased tells which of some addresses belong to people who were erased: they come in again only when somebody says so.
func (s *Store) Erased(ctx context.Context, emails ...string) (map[string]bool, error) {
	erased := map[string]bool{}
	var keys []string
	for _, email := range emails {
		mark, err := s.mark(ctx, email)
		if err != nil {
			return nil, err
		}
		keys = append(keys, erasedKey(mark))
	}
	records, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("look for erased people: %w", err)
	}
	for n, stored := range records {
		if stored.Value != nil {
			erased[emails[n]] = true
		}
	}
	return erased, nil
}
