package personal

import (
	"context"
	"errors"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// takeCode recognises somebody by the code that was mailed. awaited says whether a code of this user was. It reports false
// for six digits that are none of ours.
func (t turn) takeCode(ctx context.Context, code string, awaited bool) (bot.Reply, bool, error) {
	secret, err := t.Secret(ctx)
	if err != nil {
		return bot.Reply{}, true, err
	}
	if !awaited {
		stray, err := t.stray(ctx, secret, code)
		if err != nil || !stray {
			return bot.Reply{}, err != nil, err
		}
		reply, err := t.say(bot.KindRefusal, "code-none", nil)
		return reply, true, err
	}
	m := t.message
	var check Check
	var became outcome
	now := time.Now()
	_, err = t.Accounts.ChangeAccount(ctx, m.Platform, m.User, func(a Account) Account {
		check = a.Check
		a, became = a.try(hashOf(secret, m, a.Check.ID, code), now)
		return a
	})
	if err != nil {
		return bot.Reply{}, true, err
	}
	reply, err := t.afterCode(ctx, secret, code, check, became)
	return reply, true, err
}

// afterCode says what became of a code, and tells the team of what should not happen.
func (t turn) afterCode(ctx context.Context, secret []byte, code string, check Check, became outcome) (bot.Reply, error) {
	m := t.message
	news := told{Platform: m.Platform, User: m.User, Person: check.Person, Mark: check.ID}
	switch became {
	case right:
		return t.linkBy(ctx, check)
	case over:
		news.Why = "tries"
		return t.refuse(ctx, "code-over", news, nil)
	case old:
		news.Why = "old"
		return t.refuse(ctx, "code-old", news, nil)
	case none: // somebody was faster: the same code came twice
		return t.say(bot.KindRefusal, "code-none", nil)
	}
	if _, err := t.stray(ctx, secret, code); err != nil {
		return bot.Reply{}, err
	}
	return t.say(bot.KindRefusal, "code-wrong", map[string]any{"left": codeTries - check.Tries - 1})
}

// linkBy links the account to the person who was sent the code.
func (t turn) linkBy(ctx context.Context, check Check) (bot.Reply, error) {
	m := t.message
	other, err := t.link(ctx, m.Platform, m.User, check.Person, ByCode)
	if errors.Is(err, errGone) {
		return t.say(bot.KindRefusal, "code-none", nil)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if other != "" {
		return t.refuse(ctx, "claimed", told{Why: "claimed", Platform: m.Platform, User: m.User, Person: check.Person, Other: other, Mark: check.ID}, nil)
	}
	person, _, err := t.Roster.Person(ctx, check.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.say(bot.KindAnswer, "linked", map[string]any{"name": person.Known.FirstName})
}

// stray reports whether a code was sent to somebody else. It is worth nothing any more then, and the team is told.
func (t turn) stray(ctx context.Context, secret []byte, code string) (bool, error) {
	m := t.message
	admitted, err := t.Accounts.Admit(ctx, keyed(secret, "digits of a user", m.Platform, m.User), time.Now(), Limit{20, 24 * time.Hour})
	if err != nil || !admitted {
		return false, err
	}
	owner, err := t.Notes.Noted(ctx, strayKey(secret, code))
	platform, user, _ := strings.Cut(owner, "\n")
	if err != nil || owner == "" || platform == m.Platform && user == m.User {
		return false, err
	}
	var check Check
	if _, err := t.Accounts.ChangeAccount(ctx, platform, user, func(a Account) Account {
		check, a.Check = a.Check, Check{}
		return a
	}); err != nil {
		return false, err
	}
	return true, t.tell(ctx, told{Why: "foreign", Platform: m.Platform, User: m.User, Person: check.Person, Other: user, Mark: m.Event})
}

// refuse says why somebody is not recognised, and tells the team.
func (t turn) refuse(ctx context.Context, name string, news told, data map[string]any) (bot.Reply, error) {
	if err := t.tell(ctx, news); err != nil {
		return bot.Reply{}, err
	}
	return t.say(bot.KindRefusal, name, data)
}

// told is what the team is told about somebody who was not recognised: by ids alone.
type told struct {
	Why      string // tries, old, foreign or claimed
	Platform string
	User     string // who tried
	Person   string // whom the code was for; empty: nobody
	Other    string // who has the person, or the code, already
	Mark     string // of what happened, so that it is told once
}

// tell tells the team.
func (p *Personal) tell(ctx context.Context, news told) error {
	season, err := p.Seasons.Season(ctx)
	if err != nil {
		return err
	}
	t := turn{Personal: p, season: season, now: p.Now(), language: programme.French}
	body, err := t.word("told", map[string]any{"told": news})
	if err != nil {
		return err
	}
	p.Log.WarnContext(ctx, "somebody was not recognised", "why", news.Why, "platform", news.Platform, "person", news.Person)
	marker := strings.Join([]string{"own", news.Why, news.Platform, news.User, news.Person, news.Mark}, "-")
	return p.Team.Tell(ctx, marker, body)
}
