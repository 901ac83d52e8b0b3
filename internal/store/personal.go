package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/internal/programme"
)

var (
	_ personal.Accounts = (*Store)(nil)
	_ personal.Hearings = (*Store)(nil)

	_ personal.Reminders = (*Store)(nil)
)

// Account implements personal.Accounts.
func (s *Store) Account(ctx context.Context, platform, user string) (personal.Account, error) {
	found, stored, err := load[kept[personal.Account]](ctx, s, accountKey(platform, user))
	if err != nil {
		return personal.Account{}, fmt.Errorf("load an account: %w", err)
	}
	if !found.Value.Met { // the answer is about to tell
		s.known.remember(stored, found.Until)
	}
	if !s.now().Before(found.Until) {
		return personal.Account{}, nil
	}
	return found.Value, nil
}

// ChangeAccount implements personal.Accounts.
func (s *Store) ChangeAccount(ctx context.Context, platform, user string, change func(personal.Account) personal.Account) (personal.Account, error) {
	for {
		after, applied, err := s.changeAccount(ctx, platform, user, change, nil, nil)
		if err != nil {
			return personal.Account{}, fmt.Errorf("change an account: %w", err)
		}
		if applied {
			return after, nil
		}
	}
}

// changeAccount writes an account together with what follows from it, in one step.
func (s *Store) changeAccount(ctx context.Context, platform, user string, change func(personal.Account) personal.Account, conditions []condition, writes []write) (personal.Account, bool, error) {
	records, err := s.engine.Get(ctx, accountKey(platform, user))
	if err != nil {
		return personal.Account{}, false, err
	}
	after, accounts, err := s.changed(records[0], change)
	if err != nil {
		return after, false, err
	}
	applied, err := s.apply(ctx, append(conditions, unchanged(records[0])), append(accounts, writes...))
	return after, applied, err
}

// changed is a stored account after a change, and the writes that keep it.
func (s *Store) changed(stored record, change func(personal.Account) personal.Account) (personal.Account, []write, error) {
	before, err := decodeKept[personal.Account](stored)
	if err != nil {
		return personal.Account{}, nil, err
	}
	current := before.Value
	if !s.now().Before(before.Until) {
		current = personal.Account{}
	}
	after := change(current)
	writes, err := keep(stored, before.Until, kept[personal.Account]{s.now().Add(after.Lasts()), after})
	return after, writes, err
}

// Met implements personal.Accounts.
func (s *Store) Met(ctx context.Context, m bot.Message, language programme.Language) error {
	_, err := s.ChangeAccount(ctx, m.Platform, m.User, met(language))
	return err
}

// met is the change of an account whose holder has been told what becomes of people's data.
func met(language programme.Language) func(personal.Account) personal.Account {
	return func(a personal.Account) personal.Account {
		a.Met, a.Language = true, language
		return a
	}
}

// Link implements personal.Accounts.
func (s *Store) Link(ctx context.Context, platform, user string, link personal.Link) (string, error) {
	for {
		holder, stored, err := load[string](ctx, s, linkKey(link.Person, platform))
		if err != nil {
			return "", fmt.Errorf("link an account: %w", err)
		}
		if holder != "" && holder != user {
			return holder, nil
		}
		value, err := encode(user)
		if err != nil {
			return "", fmt.Errorf("link an account: %w", err)
		}
		_, applied, err := s.changeAccount(ctx, platform, user, func(a personal.Account) personal.Account {
			a.Link = link
			return a
		}, []condition{unchanged(stored)}, []write{put(stored.Key, value)})
		if err != nil {
			return "", fmt.Errorf("link an account: %w", err)
		}
		if applied {
			return "", nil
		}
	}
}

// Unlink implements personal.Accounts.
func (s *Store) Unlink(ctx context.Context, platform, user string) error {
	for {
		account, err := s.Account(ctx, platform, user)
		if err != nil || account.Link.Person == "" {
			return wrapped("unlink an account", err)
		}
		_, applied, err := s.changeAccount(ctx, platform, user, func(a personal.Account) personal.Account {
			a.Link = personal.Link{}
			return a
		}, nil, []write{remove(linkKey(account.Link.Person, platform))})
		if err != nil || applied {
			return wrapped("unlink an account", err)
		}
	}
}

// AccountsOf tells which user a person is on each platform where they are linked.
func (s *Store) AccountsOf(ctx context.Context, person string) (map[string]string, error) {
	accounts := map[string]string{}
	for page, err := range s.pages(ctx, linksOf(person)) {
		if err != nil {
			return nil, fmt.Errorf("list the accounts of %s: %w", person, err)
		}
		for _, stored := range page {
			user, err := decode[string](stored)
			if err != nil {
				return nil, fmt.Errorf("list the accounts of %s: %w", person, err)
			}
			accounts[unescaped(strings.TrimPrefix(stored.Key, linksOf(person)))] = user
		}
	}
	return accounts, nil
}

// Admit implements personal.Accounts.
func (s *Store) Admit(ctx context.Context, name string, at time.Time, limits ...personal.Limit) (bool, error) {
	for {
		before, stored, err := load[kept[[]time.Time]](ctx, s, triesKey(name))
		if err != nil {
			return false, fmt.Errorf("look at a limit: %w", err)
		}
		if !personal.Within(before.Value, at, limits...) {
			return false, nil
		}
		longest := time.Duration(0)
		for _, limit := range limits {
			longest = max(longest, limit.In)
		}
		times := slices.DeleteFunc(slices.Clone(before.Value), func(t time.Time) bool { return at.Sub(t) >= longest })
		writes, err := keep(stored, before.Until, kept[[]time.Time]{at.Add(longest), append(times, at)})
		if err != nil {
			return false, fmt.Errorf("count towards a limit: %w", err)
		}
		// Not s.apply: two tries at one instant look the same, and each must count. One whose answer got lost counts twice.
		applied, err := s.engine.Apply(ctx, []condition{unchanged(stored)}, writes)
		if err != nil {
			return false, fmt.Errorf("count towards a limit: %w", err)
		}
		if applied {
			return true, nil
		}
	}
}

// HearingAnswer implements personal.Hearings.
func (s *Store) HearingAnswer(ctx context.Context, person, challenge string) (personal.HearingAnswer, error) {
	answer, _, err := load[personal.HearingAnswer](ctx, s, personalKey(person, "hearing", challenge))
	return answer, wrapped("load an answer to an invitation", err)
}

// AnswerHearing implements personal.Hearings.
func (s *Store) AnswerHearing(ctx context.Context, person, challenge string, answer personal.HearingAnswer) error {
	_, err := update(ctx, s, personalKey(person, "hearing", challenge), func(personal.HearingAnswer, bool) (personal.HearingAnswer, error) { return answer, nil })
	return wrapped("keep an answer to an invitation", err)
}

// Ticks implements personal.Arrivals.
func (s *Store) Ticks(ctx context.Context, person string) (map[string]time.Time, error) {
	done, _, err := load[map[string]time.Time](ctx, s, personalKey(person, "done"))
	return done, wrapped("load a checklist", err)
}

// Tick implements personal.Arrivals.
func (s *Store) Tick(ctx context.Context, person string, keys []string, done bool, at time.Time) error {
	_, err := update(ctx, s, personalKey(person, "done"), func(ticks map[string]time.Time, _ bool) (map[string]time.Time, error) {
		after := map[string]time.Time{}
		maps.Copy(after, ticks)
		for _, key := range keys {
			if _, known := after[key]; !done {
				delete(after, key)
			} else if !known {
				after[key] = at
			}
		}
		return after, nil
	})
	return wrapped("keep a checklist", err)
}

// PutReminder implements personal.Reminders.
func (s *Store) PutReminder(ctx context.Context, reminder personal.Reminder) error {
	_, err := update(ctx, s, reminderKey(reminder.ID), func(personal.Reminder, bool) (personal.Reminder, error) { return reminder, nil })
	return wrapped("keep a reminder", err)
}

// Reminders implements personal.Reminders.
func (s *Store) Reminders(ctx context.Context) ([]personal.Reminder, error) {
	reminders, err := all[personal.Reminder](ctx, s, reminders())
	return reminders, wrapped("list the reminders", err)
}

// DropReminder implements personal.Reminders.
func (s *Store) DropReminder(ctx context.Context, id string) error {
	_, err := s.engine.Apply(ctx, nil, []write{remove(reminderKey(id))})
	return wrapped("drop a reminder", err)
}

// forgetReminders removes those of a person, and those of their accounts.
func (s *Store) forgetReminders(ctx context.Context, person string, accounts map[string]string) error {
	reminders, err := s.Reminders(ctx)
	if err != nil {
		return err
	}
	for _, r := range reminders {
		if user := accounts[r.Platform]; r.Person == person || user != "" && r.User == user {
			if err := s.DropReminder(ctx, r.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// ForgetPersonal removes all that a person has told the bot, and who that person is on the platforms. It may be repeated.
func (s *Store) ForgetPersonal(ctx context.Context, person string) error {
	accounts, err := s.AccountsOf(ctx, person)
	if err != nil {
		return err
	}
	if err := s.forgetReminders(ctx, person, accounts); err != nil {
		return fmt.Errorf("forget the reminders of %s: %w", person, err)
	}
	for platform, user := range accounts {
		if err := s.forgetAccount(ctx, platform, user); err != nil {
			return fmt.Errorf("forget an account of %s: %w", person, err)
		}
	}
	for page, err := range s.pages(ctx, personalOf(person)) {
		if err != nil {
			return fmt.Errorf("forget what %s has told: %w", person, err)
		}
		var writes []write
		for _, stored := range page {
			writes = append(writes, remove(stored.Key))
		}
		if _, err := s.engine.Apply(ctx, nil, writes); err != nil {
			return fmt.Errorf("forget what %s has told: %w", person, err)
		}
	}
	return nil
}

// forgetAccount removes an account together with the note of when it may go.
func (s *Store) forgetAccount(ctx context.Context, platform, user string) error {
	for {
		account, stored, err := load[kept[personal.Account]](ctx, s, accountKey(platform, user))
		if err != nil || stored.Value == nil {
			return err
		}
		applied, err := s.engine.Apply(ctx, []condition{unchanged(stored)}, []write{remove(stored.Key), remove(expiryKey(account.Until, stored.Key))})
		if err != nil || applied {
			return err
		}
	}
}
