package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"digbot/bot"
)

// actions are what the team's buttons and forms do, by what follows the prefix of their ids.
func actions() map[string]action {
	return map[string]action{
		"reply": turn.reply, "known": turn.known, "send": turn.send, "off": turn.off, "close": turn.close,
		"add": turn.add, "accept": turn.accept,
	}
}

// reply asks for an answer in a form, and brings it.
func (t turn) reply(ctx context.Context, by member) (bot.Reply, error) {
	m := t.message
	if m.Kind == bot.Submitted {
		return t.relay(ctx, m.Value, by, m.Fields["text"])
	}
	return t.form(m.Value, "reply", bot.Field{ID: "text", Label: t.label("answer_field"), Long: true, Hint: t.label("answer_hint")}), nil
}

func (t turn) form(value, id string, fields ...bot.Field) bot.Reply {
	return bot.Reply{Kind: bot.KindCommand, Language: t.language, Form: &bot.Form{
		ID: buttonPrefix + id, Value: value, Title: t.label(id + "_title"), Submit: t.label(id + "_submit"), Fields: fields,
	}}
}

// known asks for the question to which the bot knows the answer, and shows that answer before it is sent.
func (t turn) known(ctx context.Context, _ member) (bot.Reply, error) {
	m := t.message
	if m.Kind != bot.Submitted {
		ticket, err := t.Tickets.Ticket(ctx, m.Value)
		return t.form(m.Value, "known", bot.Field{ID: "text", Label: t.label("question_field"), Value: cut(ticket.said(false, true), 200), Longest: 200}), err
	}
	answer, found, err := t.look(ctx, m.Value, m.Fields["text"])
	if err != nil || !found {
		reply, worded := t.say(bot.KindCommand, "not-known", map[string]any{"question": m.Fields["text"]})
		if err == nil {
			err = worded
		}
		return reply, err
	}
	reply, err := t.say(bot.KindCommand, "proposal", map[string]any{"question": m.Fields["text"]})
	reply.Body = reply.Body.Append(answer.Body)
	reply.Buttons = []bot.Button{{ID: buttonPrefix + "send", Label: t.label("send"), Value: m.Value + "\n" + cut(m.Fields["text"], 900), Style: bot.Strong}}
	return reply, err
}

// look asks the bot in the person's language.
func (t turn) look(ctx context.Context, id, question string) (bot.Reply, bool, error) {
	ticket, err := t.Tickets.Ticket(ctx, id)
	if err != nil || ticket.Round == 0 {
		return bot.Reply{}, false, err
	}
	answer, err := t.next(ctx, bot.Message{Platform: ticket.Platform, Text: question})
	return answer, err == nil && answer.Kind == bot.KindAnswer, err
}

// send brings the bot's own answer to the person.
func (t turn) send(ctx context.Context, by member) (bot.Reply, error) {
	id, question, _ := strings.Cut(t.message.Value, "\n")
	answer, found, err := t.look(ctx, id, question)
	if err != nil || !found {
		reply, worded := t.say(bot.KindCommand, "not-known", map[string]any{"question": question})
		if err == nil {
			err = worded
		}
		return reply, err
	}
	ticket, err := t.Tickets.Ticket(ctx, id)
	if err != nil {
		return bot.Reply{}, err
	}
	channel, thread := ticket.where()
	if _, err := t.Posters[ticket.Platform].Post(ctx, bot.Post{Channel: channel, Thread: thread, Marker: fmt.Sprintf("desk-%s-%s", id, t.mark()),
		Body: answer.Body.Append(answer.Footer)}); err != nil {
		return bot.Reply{}, fmt.Errorf("bring the bot's answer: %w", err)
	}
	if _, err := t.Tickets.ChangeTicket(ctx, id, func(t Ticket) Ticket { return t.answered(t.event(by.id, question), answer.Body.Plain()) }); err != nil {
		return bot.Reply{}, err
	}
	reply, err := t.say(bot.KindCommand, "relayed", map[string]any{"name": by.name})
	reply.Buttons, reply.Replace = t.afterwards(id), true
	return reply, err
}

// off tells the person that the question is not for the programme, and closes the ticket.
func (t turn) off(ctx context.Context, by member) (bot.Reply, error) {
	return t.end(ctx, by, "off-topic", "off")
}

// close ends a ticket: what the person writes from now on is a new one.
func (t turn) close(ctx context.Context, by member) (bot.Reply, error) {
	return t.end(ctx, by, "", "closed")
}

// end closes a ticket, after a word to the person if there is one.
func (t turn) end(ctx context.Context, by member, word, reply string) (bot.Reply, error) {
	id := t.message.Value
	ticket, err := t.Tickets.Ticket(ctx, id)
	if err != nil {
		return bot.Reply{}, err
	}
	if !ticket.Open() {
		return t.say(bot.KindCommand, "gone", nil)
	}
	if word != "" {
		if err := t.tell(ctx, ticket, word, nil); err != nil {
			return bot.Reply{}, err
		}
	}
	if _, err := t.Tickets.ChangeTicket(ctx, id, func(ticket Ticket) Ticket {
		ticket.Closed, ticket.Waiting = t.now, time.Time{}
		return ticket
	}); err != nil {
		return bot.Reply{}, err
	}
	return t.say(bot.KindCommand, reply, map[string]any{"name": by.name})
}
