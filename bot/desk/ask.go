package desk

import (
	"context"
	"errors"
	"fmt"

	"digbot/bot"
	"digbot/internal/programme"
)

// fromPerson answers from what the bot knows; what it does not know, and what follows on the team's answer, goes to the
// team.
func (t turn) fromPerson(ctx context.Context) (bot.Reply, error) {
	m := t.message
	reply, err := t.next(ctx, m)
	if err != nil {
		return reply, err
	}
	t.count(reply)
	if reply.Language != "" {
		t.language = reply.Language
	}
	maybeOpen := reply.Topic == "" && reply.Kind != bot.KindRefusal
	if !reply.Handover && !maybeOpen {
		return t.withOffer(reply), nil
	}
	ticket, err := t.Tickets.Ticket(ctx, idOf(m.Platform, m.Conversation))
	if err != nil {
		t.Log.WarnContext(ctx, "ticket not read", "event", m.Event, "error", err)
		return reply, nil
	}
	if (reply.Handover || ticket.Open()) && t.reads(ctx) {
		return t.pass(ctx, reply, m.Text)
	}
	return reply, nil
}

// withOffer adds a button to the answer on something that the programme does not settle.
func (t turn) withOffer(reply bot.Reply) bot.Reply {
	if _, _, found := t.room(); found && reply.Kind == bot.KindHandover && reply.Topic != "" {
		reply.Buttons = append(reply.Buttons, bot.Button{ID: buttonPrefix + "ask", Label: t.label("ask"), Value: cut(t.message.Text, 900)})
	}
	return reply
}

// ask passes the question on with which somebody clicked the button.
func (t turn) ask(ctx context.Context) (bot.Reply, error) {
	failed, err := t.say(bot.KindHandover, "nobody", nil)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.pass(ctx, failed, t.message.Value)
}

// Pass passes words of a person to the team, as the button under an answer does, and gives what the person is told of it.
func (d *Desk) Pass(ctx context.Context, m bot.Message, language programme.Language, text string) (bot.Reply, error) {
	t := turn{Desk: d, message: m, now: d.Now(), language: language}
	var err error
	if t.season, err = d.Seasons.Season(ctx); err != nil {
		return bot.Reply{}, err
	}
	failed, err := t.say(bot.KindHandover, "nobody", nil)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.pass(ctx, failed, text)
}

// room is the platform and the channel in which the team is asked: on the person's platform when there is one.
func (t turn) room() (platform, channel string, found bool) {
	if channel := t.Channels[t.message.Platform]; channel != "" {
		return t.message.Platform, channel, true
	}
	for _, platform := range sorted(t.Channels) {
		if channel := t.Channels[platform]; channel != "" {
			return platform, channel, true
		}
	}
	return "", "", false
}

// pass shows a question to the team and says what happens next. Where there is no team to ask, the reply stays as it is.
func (t turn) pass(ctx context.Context, otherwise bot.Reply, text string) (bot.Reply, error) {
	if _, _, found := t.room(); !found {
		return otherwise, nil
	}
	m := t.message
	known, err := t.Tickets.Ticket(ctx, idOf(m.Platform, m.Conversation))
	if err != nil {
		return otherwise, err
	}
	ticket, err := t.Tickets.ChangeTicket(ctx, idOf(m.Platform, m.Conversation), func(ticket Ticket) Ticket {
		return ticket.asked(m, text, t.language, t.now)
	})
	if err != nil {
		return otherwise, fmt.Errorf("keep a question for the team: %w", err)
	}
	if err := t.show(ctx, ticket, text, otherwise); err != nil {
		return otherwise, fmt.Errorf("show a question to the team: %w", err)
	}
	t.countAs("", Passed)
	name := "passed"
	if known.Open() && known.Round == ticket.Round && len(known.Lines) > 0 {
		name = "passed-again"
	}
	return t.say(bot.KindHandover, name, map[string]any{"open": t.Hours.Open(t.now), "next": t.Hours.Next(t.now)})
}

// show posts the question in the thread of its ticket, which begins with the first.
func (t turn) show(ctx context.Context, ticket Ticket, text string, tried bot.Reply) error {
	if ticket.follows(t.message.Event) {
		return t.inThread(ctx, ticket, "follow-up", t.message.Event, map[string]any{"lines": paragraphs(text)}, nil)
	}
	platform, channel, _ := t.room()
	staff := t.in(programme.French)
	body, err := staff.word("question", map[string]any{
		"lines": paragraphs(text), "platform": ticket.Platform, "lang": string(ticket.Language), "tried": paragraphs(tried.Body.Plain()),
	})
	if err != nil {
		return err
	}
	ref, err := t.Posters[platform].Post(ctx, bot.Post{
		Channel: channel, Marker: fmt.Sprintf("desk-%s-%d", ticket.ID, ticket.Round), Body: body, Buttons: staff.buttons(ticket.ID),
	})
	if err != nil {
		return err
	}
	thread := threadOf(platform, ref)
	if err := t.Tickets.Hang(ctx, platform, thread.Message, ticket.ID); err != nil {
		return err
	}
	_, err = t.Tickets.ChangeTicket(ctx, ticket.ID, func(t Ticket) Ticket { t.Thread = thread; return t })
	return err
}

// inThread posts in the thread of a ticket.
func (t turn) inThread(ctx context.Context, ticket Ticket, name, event string, data map[string]any, buttons []bot.Button) error {
	poster, found := t.Posters[ticket.Thread.Platform]
	if !found {
		return errors.New("the platform of the thread is no longer configured")
	}
	body, err := t.in(programme.French).word(name, data)
	if err != nil {
		return err
	}
	marker := ""
	if event != "" {
		marker = fmt.Sprintf("desk-%s-%s", ticket.ID, event)
	}
	_, err = poster.Post(ctx, bot.Post{Channel: ticket.Thread.Channel, Thread: ticket.Thread.Message, Marker: marker, Body: body, Buttons: buttons})
	return err
}
