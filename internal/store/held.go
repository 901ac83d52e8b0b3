package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/internal/programme"
	"digbot/notifier"
)

// Held is all that the store holds on one person, for that person alone. It can be written as JSON.
type Held struct {
	Person       programme.Person       `json:"person"`                    // with what was decided
	Sealed       bool                   `json:"decision_sealed,omitempty"` // something was decided, and cannot be read without the key
	Applications []string               `json:"applications,omitempty"`    // numbers on Démarches simplifiées
	Mails        []HeldMail             `json:"mails,omitempty"`           // by when they left
	Questions    []desk.Ticket          `json:"questions,omitempty"`       // asked of the team, with its answers
	Messages     []bot.Message          `json:"messages,omitempty"`        // that wait for an answer
	Suppressions []notifier.Suppression `json:"not_written_to,omitempty"`  //
	Notes        map[string]string      `json:"notes,omitempty"`           // what the bot keeps for a while, by its key
	Journal      []Entry                `json:"journal,omitempty"`         // what the team did to the person's records
}

// HeldMail is a mail to somebody, and what became of it.
type HeldMail struct {
	Campaign string            `json:"campaign"`
	Mailing  string            `json:"mailing"`
	State    notifier.State    `json:"state"`
	At       time.Time         `json:"at,omitzero"`
	Note     string            `json:"note,omitempty"`
	Said     map[string]string `json:"said,omitempty"` // of a notice: what it told beside the programme's own words
}

// Holdings gathers all that is held on somebody; notifier.ErrUnknown when nobody has this id.
func (s *Store) Holdings(ctx context.Context, id string) (Held, error) {
	i, err := s.identify(ctx, id)
	if err != nil {
		return Held{}, fmt.Errorf("what is held on %s: %w", id, err)
	}
	held := Held{Person: i.person}
	for _, gather := range []func(context.Context, identity, *Held) error{
		s.heldDecisions, s.heldMails, s.heldQuestions, s.heldMessages, s.heldNotes, s.heldJournal,
	} {
		if err := gather(ctx, i, &held); err != nil {
			return held, fmt.Errorf("what is held on %s: %w", id, err)
		}
	}
	for _, stored := range i.dossiers {
		held.Applications = append(held.Applications, strings.TrimPrefix(stored.Key, dossiers()))
	}
	held.Suppressions, err = s.entriesOf(ctx, i.person.Email)
	return held, err
}

func (s *Store) heldDecisions(ctx context.Context, i identity, held *Held) error {
	person, err := s.Person(ctx, i.person.ID)
	if errors.Is(err, ErrNoKey) {
		held.Sealed = true
		return nil
	}
	held.Person = person
	return err
}

func (s *Store) heldMails(ctx context.Context, i identity, held *Held) error {
	err := s.eachDelivery(ctx, func(_ record, d notifier.Delivery) error {
		if d.Channel == notifier.ByMail && d.Recipient == i.person.ID {
			held.Mails = append(held.Mails, HeldMail{Campaign: d.Campaign, Mailing: d.Mailing, State: d.State, At: d.Settled, Note: d.Note})
		}
		return nil
	})
	for n := range held.Mails {
		campaign, _, found := s.campaign(ctx, held.Mails[n].Campaign)
		if found == nil && campaign.Notice != nil {
			held.Mails[n].Said = campaign.Notice.Data
		}
	}
	slices.SortStableFunc(held.Mails, func(a, b HeldMail) int { return a.At.Compare(b.At) })
	return err
}

func (s *Store) heldQuestions(ctx context.Context, i identity, held *Held) error {
	tickets, err := all[desk.Ticket](ctx, s, tickets())
	for _, ticket := range tickets {
		if i.asked(ticket) {
			held.Questions = append(held.Questions, ticket)
		}
	}
	return err
}

func (s *Store) heldMessages(ctx context.Context, i identity, held *Held) error {
	waiting, err := all[kept[unanswered]](ctx, s, allPending())
	for _, each := range waiting {
		if m := each.Value.Message; slices.Contains(i.accounts, account{m.Platform, m.User}) {
			held.Messages = append(held.Messages, m)
		}
	}
	return err
}

func (s *Store) heldNotes(ctx context.Context, i identity, held *Held) error {
	for page, err := range s.pages(ctx, notes()) {
		if err != nil {
			return err
		}
		for _, stored := range page {
			if !i.inRecord(stored) {
				continue
			}
			note, err := decode[kept[note]](stored)
			if err != nil {
				return err
			}
			if held.Notes == nil {
				held.Notes = map[string]string{}
			}
			held.Notes[note.Value.Key] = note.Value.Value
		}
	}
	return nil
}

func (s *Store) heldJournal(ctx context.Context, i identity, held *Held) error {
	for page, err := range s.pages(ctx, audits()) {
		if err != nil {
			return err
		}
		for _, stored := range page {
			entry, err := decode[Entry](stored)
			if err != nil {
				return err
			}
			if hasWord(strings.ToLower(entry.What), strings.ToLower(i.person.ID)) {
				held.Journal = append(held.Journal, entry)
			}
		}
	}
	return nil
}
