package store

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"digbot/bot/desk"
	"digbot/internal/programme"
	"digbot/notifier"
)

// identity is all by which somebody can be recognised in a record.
type identity struct {
	person   programme.Person // without decisions
	accounts []account
	dossiers []record // of the person's applications
	words    []string // lowercase: addresses, names, accounts, their direct channels
}

// account is a user of a chat platform.
type account struct{ platform, user string }

// accountsOf are the accounts that the team's list names.
func accountsOf(person programme.Person) []account {
	var accounts []account
	for _, each := range []account{{"slack", person.Slack}, {"mattermost", person.Mattermost}} {
		if each.user != "" {
			accounts = append(accounts, each)
		}
	}
	return accounts
}

// identify gathers by what somebody can be recognised; notifier.ErrUnknown when nobody has this id.
func (s *Store) identify(ctx context.Context, id string) (identity, error) {
	person, stored, err := load[programme.Person](ctx, s, personKey(id))
	if err == nil && stored.Value == nil {
		err = notifier.ErrUnknown
	}
	if err != nil {
		return identity{}, err
	}
	i := identity{person: person, accounts: accountsOf(person)}
	linked, err := s.AccountsOf(ctx, id)
	if err != nil {
		return identity{}, err
	}
	for platform, user := range linked {
		if each := (account{platform, user}); !slices.Contains(i.accounts, each) {
			i.accounts = append(i.accounts, each)
		}
	}
	i.add(person.Email, person.Name)
	for _, account := range i.accounts {
		i.add(account.user)
		direct, err := s.directOf(ctx, account)
		if err != nil {
			return i, err
		}
		i.add(direct)
	}
	if i.dossiers, err = s.dossiersOf(ctx, id); err != nil {
		return i, err
	}
	return i, s.addTickets(ctx, &i)
}

// addTickets adds the private channels in which the person talked with the desk, and the names of what was asked there.
func (s *Store) addTickets(ctx context.Context, i *identity) error {
	tickets, err := all[desk.Ticket](ctx, s, tickets())
	if err != nil {
		return err
	}
	for _, ticket := range tickets {
		if !i.asked(ticket) {
			continue
		}
		i.add(ticket.ID)
		if ticket.Place.Direct {
			i.add(ticket.Place.Channel)
		}
	}
	return nil
}

// add adds words; the empty one is none.
func (i *identity) add(words ...string) {
	for _, word := range words {
		if word = strings.ToLower(strings.TrimSpace(word)); word != "" && !slices.Contains(i.words, word) {
			i.words = append(i.words, word)
		}
	}
}

// asked reports whether the person asked the desk what a ticket holds.
func (i identity) asked(ticket desk.Ticket) bool {
	return slices.Contains(i.accounts, account{ticket.Platform, ticket.User})
}

// in reports whether a text holds one of the words, or the person's id, each as a word of its own.
func (i identity) in(text string) bool {
	text = strings.ToLower(text)
	return hasWord(text, strings.ToLower(i.person.ID)) || i.named(text)
}

// named is in without the id, which may be that of somebody of the team, too. The text is lowercase.
func (i identity) named(text string) bool {
	return slices.ContainsFunc(i.words, func(word string) bool { return hasWord(text, word) })
}

// redact puts a mark in the place of the words.
func (i identity) redact(text string) string {
	for _, word := range i.words {
		for from := 0; ; {
			at, found := find(strings.ToLower(text), word, from)
			if !found || len(strings.ToLower(text)) != len(text) {
				break
			}
			text = text[:at] + redaction + text[at+len(word):]
			from = at + len(redaction)
		}
	}
	return text
}

// redaction stands for what was erased from a text that somebody else wrote.
const redaction = "[…]"

func hasWord(text, word string) bool {
	_, found := find(text, word, 0)
	return found
}

// find looks for a word that no letter, digit, hyphen or underscore prolongs, from a byte of the text on.
func find(text, word string, from int) (int, bool) {
	for word != "" && from <= len(text) {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return 0, false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if !prolongs(before) && !prolongs(after) {
			return at, true
		}
		from = at + 1
	}
	return 0, false
}

func prolongs(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_')
}
