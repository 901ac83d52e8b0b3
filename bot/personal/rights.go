package personal

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// eraseFor is how long the yes to an erasure is waited for.
const eraseFor = 10 * time.Minute

// held is a line of what is held on somebody, in words.
type held struct {
	What, Why string
	Count     int
	Until     time.Time
	Rule      string // until when, in words, where no day can be told
}

// data tells what is held on somebody, why, and until when. Whoever is not recognised learns what is held on the account.
func (t turn) data(ctx context.Context) (bot.Reply, error) {
	person, _, found, err := t.identify(ctx, t.message.Platform, t.message.User)
	if err != nil {
		return bot.Reply{}, err
	}
	t = t.inLanguageOf(person)
	if !found {
		reply, err := t.say(bot.KindAnswer, "data-visitor", map[string]any{"days": int(keepVisitor / (24 * time.Hour))})
		reply.Buttons = []bot.Button{t.button("recognise", "", bot.Plain)}
		return reply, err
	}
	holdings, err := t.Rights.Holdings(ctx, person.ID)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("what is held on person %s: %w", person.ID, err)
	}
	var lines []held
	for _, h := range holdings {
		lines = append(lines, held{t.label("held_" + h.Kind), t.label("why_" + h.Kind), h.Count, h.Until, t.label("until_" + h.Rule)})
	}
	reply, err := t.say(bot.KindAnswer, "data", map[string]any{"name": person.Known.FirstName, "lines": lines})
	reply.Buttons = []bot.Button{t.button("erase", "", bot.Plain)}
	return reply, err
}

// inLanguageOf is the turn in the language of somebody who has clicked: a click says nothing.
func (t turn) inLanguageOf(person Person) turn {
	if t.message.Kind == bot.Clicked && person.Language != "" {
		t.language = person.Language
	}
	return t
}

// erase asks whether somebody means it, and, while the selection lasts, whether the application is withdrawn.
func (t turn) erase(ctx context.Context) (bot.Reply, error) {
	person, reply, err := t.proven(ctx)
	if err != nil || person.ID == "" {
		return reply, err
	}
	t = t.inLanguageOf(person)
	_, err = t.Accounts.ChangeAccount(ctx, t.message.Platform, t.message.User, func(a Account) Account {
		a.Erases = time.Now().Add(eraseFor)
		return a
	})
	if err != nil {
		return bot.Reply{}, err
	}
	yes := t.button("erase-yes", "", bot.Danger)
	if t.applies(person) {
		yes.Label = t.label("erase-withdraw")
	}
	reply, err = t.say(bot.KindAnswer, "erase", map[string]any{"applies": t.applies(person), "works": t.works(person)})
	reply.Buttons = []bot.Button{yes, t.button("erase-no", "", bot.Plain)}
	return reply, err
}

// proven is the person who writes, when a code has proved it: nothing is erased for anybody else. Else it is the reply that
// says so.
func (t turn) proven(ctx context.Context) (Person, bot.Reply, error) {
	person, how, found, err := t.identify(ctx, t.message.Platform, t.message.User)
	if err != nil || found && how == ByCode {
		return person, bot.Reply{}, err
	}
	reply, err := t.say(bot.KindAnswer, "erase-who", nil)
	reply.Buttons = []bot.Button{t.button("recognise", "", bot.Strong)}
	return Person{}, reply, err
}

// applies reports whether somebody is a candidate on whom nothing was announced yet: without their data nobody can choose
// them.
func (t turn) applies(person Person) bool {
	if t.season.IsReleased(t.now) {
		return false
	}
	for _, role := range person.Known.Roles {
		if role.Kind == programme.Candidate && (role.Status == programme.Applied || role.Status == programme.Preselected) {
			return true
		}
	}
	return false
}

// works reports whether the programme counts on somebody: a mentor, a designer, an administration.
func (t turn) works(person Person) bool {
	return person.is(programme.Mentor) || person.is(programme.Designer) || person.is(programme.Administration)
}

// eraseYes erases somebody who has just been asked. The team is told by the id before: afterwards nobody could.
func (t turn) eraseYes(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	account, err := t.Accounts.Account(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, true, err
	}
	if !time.Now().Before(account.Erases) {
		if m.Kind != bot.Clicked {
			return bot.Reply{}, false, nil
		}
		reply, err := t.erase(ctx)
		return reply, true, err
	}
	person, reply, err := t.proven(ctx)
	if err != nil || person.ID == "" {
		return reply, true, err
	}
	reply, err = t.inLanguageOf(person).erased(ctx, person)
	return reply, true, err
}

func (t turn) erased(ctx context.Context, person Person) (bot.Reply, error) {
	body, err := t.in(programme.French).word("erase-told", map[string]any{"person": person.ID, "applies": t.applies(person), "works": t.works(person)})
	if err != nil {
		return bot.Reply{}, err
	}
	if err := t.Team.Tell(ctx, "own-erase-"+person.ID, body); err != nil {
		return bot.Reply{}, err
	}
	receipt, err := t.Rights.Forget(ctx, person.ID, time.Now())
	if err != nil {
		return bot.Reply{}, fmt.Errorf("erase person %s: %w", person.ID, err)
	}
	t.met.add(t.message.Platform + ":" + t.message.User) // to note that would keep the account
	t.Log.InfoContext(ctx, "a person was erased on their own demand", "receipt", receipt)
	return t.say(bot.KindAnswer, "erased", map[string]any{"receipt": receipt, "applies": t.applies(person)})
}

// eraseNo leaves everything as it is.
func (t turn) eraseNo(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	account, err := t.Accounts.Account(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, true, err
	}
	if !time.Now().Before(account.Erases) && m.Kind != bot.Clicked {
		return bot.Reply{}, false, nil
	}
	_, err = t.Accounts.ChangeAccount(ctx, m.Platform, m.User, func(a Account) Account {
		a.Erases = time.Time{}
		return a
	})
	if err != nil {
		return bot.Reply{}, true, err
	}
	reply, err := t.spokenTo(account).say(bot.KindAnswer, "erase-kept", nil)
	return reply, true, err
}
