package personal

import (
	"context"
	"fmt"
	"strings"

	"digbot/bot"
	"digbot/internal/programme"
)

// What can be answered to an invitation: the ids of the wishes and of their buttons.
const (
	isComing    = "coming"
	anotherSlot = "slot"
	needs       = "needs"
)

// invited lists the roles for which somebody is invited to a hearing that is still to come.
func (t turn) invited(person Person) []bot.KnownRole {
	var invited []bot.KnownRole
	for _, role := range person.Known.Roles {
		if role.Kind == programme.Candidate && role.Status == programme.Preselected && role.Hearing.At.After(t.now) {
			invited = append(invited, role)
		}
	}
	return invited
}

// withHearings adds what was answered to the invitations, and how to answer.
func (t turn) withHearings(ctx context.Context, reply bot.Reply, person Person) (bot.Reply, error) {
	for _, role := range t.invited(person) {
		answer, err := t.Hearings.HearingAnswer(ctx, person.ID, role.Challenge)
		if err != nil {
			return reply, err
		}
		given := answer.Answer
		if !answer.Hearing.Equal(role.Hearing.At) {
			given = ""
		}
		buttons := []bot.Button{}
		for _, id := range []string{isComing, anotherSlot, needs} {
			if id != given {
				buttons = append(buttons, t.button(id, role.Challenge, bot.Plain))
			}
		}
		if reply, err = t.with(reply, "invited", map[string]any{"hearing": role.Hearing.At, "answer": given}, buttons...); err != nil {
			return reply, err
		}
	}
	return reply, nil
}

func (t turn) coming(ctx context.Context) (bot.Reply, bool, error) {
	return t.answerHearing(ctx, isComing)
}

func (t turn) anotherSlot(ctx context.Context) (bot.Reply, bool, error) {
	return t.answerHearing(ctx, anotherSlot)
}

func (t turn) adjustment(ctx context.Context) (bot.Reply, bool, error) {
	return t.answerHearing(ctx, needs)
}

// answerHearing keeps the answer to an invitation: to the one of the clicked button, or in words to all of them. It reports
// false when nobody waits for one.
func (t turn) answerHearing(ctx context.Context, answer string) (bot.Reply, bool, error) {
	m := t.message
	person, _, found, err := t.identify(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, true, err
	}
	if m.Kind == bot.Clicked {
		t.language = person.Language
	}
	answered := 0
	for _, role := range t.invited(person) {
		if m.Kind == bot.Clicked && m.Value != role.Challenge {
			continue
		}
		if err := t.keepAnswer(ctx, person.ID, role, answer); err != nil {
			return bot.Reply{}, true, err
		}
		answered++
	}
	switch {
	case answered == 0 && m.Kind == bot.Clicked:
		reply, err := t.say(bot.KindAnswer, "not-invited", nil)
		return reply, true, err
	case !found || answered == 0:
		return bot.Reply{}, false, nil
	}
	reply, err := t.thanks(ctx, answer)
	return reply, true, err
}

// keepAnswer writes an answer down and tells the team, by ids.
func (t turn) keepAnswer(ctx context.Context, person string, role bot.KnownRole, answer string) error {
	if err := t.Hearings.AnswerHearing(ctx, person, role.Challenge, HearingAnswer{Answer: answer, Hearing: role.Hearing.At, At: t.now}); err != nil {
		return err
	}
	body, err := t.in(programme.French).word("hearing-told", map[string]any{"person": person, "challenge": role.Challenge, "hearing": role.Hearing.At, "answer": answer})
	if err != nil {
		return err
	}
	marker := strings.Join([]string{"own-hearing", person, role.Challenge, answer, fmt.Sprint(role.Hearing.At.Unix()), t.message.Event}, "-")
	return t.Team.Tell(ctx, marker, body)
}

// thanks says what happens next. Whoever needs something is put through to the desk, where the team asks what.
func (t turn) thanks(ctx context.Context, answer string) (bot.Reply, error) {
	reply, err := t.say(bot.KindAnswer, "hearing-"+answer, nil)
	if err != nil || answer == isComing {
		return reply, err
	}
	passed, err := t.Desk.Pass(ctx, t.message, t.language, t.label(answer))
	reply.Body = reply.Body.Append(passed.Body)
	return reply, err
}
