package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
)

// withdrawal is a challenge that the team has taken back after the call.
type withdrawal struct {
	Since programme.Date `json:"since"`
	By    string         `json:"by"` // the ids of the entries in the configuration's staff
	At    time.Time      `json:"at"` // when it was decided
}

// WithdrawChallenge takes a challenge of the promotion back from the day of at on. It is done once.
func (s *Store) WithdrawChallenge(ctx context.Context, challenge, by string, at time.Time) error {
	if _, found := s.promotion.Challenge(challenge); !found {
		return fmt.Errorf("withdraw %q: the promotion has no such challenge", challenge)
	}
	if _, err := first(ctx, s, withdrawalKey(challenge), withdrawal{programme.DateOf(at), by, at}); err != nil {
		return fmt.Errorf("withdraw %s: %w", challenge, err)
	}
	return nil
}

// withdrawalKeys are the keys of the withdrawals, in the order of the challenges.
func (s *Store) withdrawalKeys() []string {
	keys := make([]string, len(s.promotion.Challenges))
	for i, challenge := range s.promotion.Challenges {
		keys[i] = withdrawalKey(challenge.ID)
	}
	return keys
}

// challenges are the promotion's, with what was withdrawn since.
func (s *Store) challenges(records []record) ([]programme.Challenge, error) {
	challenges := slices.Clone(s.promotion.Challenges)
	for i, record := range records {
		if record.Value == nil || !challenges[i].Withdrawn.IsZero() {
			continue
		}
		withdrawn, err := decode[withdrawal](record)
		if err != nil {
			return nil, fmt.Errorf("load the withdrawn challenges: %w", err)
		}
		challenges[i].Withdrawn = programme.Moment{Date: withdrawn.Since}
	}
	return challenges, nil
}
