package desk

import (
	"context"
	"fmt"
	"strings"

	"digbot/bot"
	"digbot/internal/programme"
)

// aside begins what the team writes for itself.
const aside = "//"

// fromTeam brings what a member writes in the thread of a ticket to the person who asked. It reports false for what is
// written elsewhere.
func (t turn) fromTeam(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	if m.Place.Thread == "" {
		return bot.Reply{}, false, nil
	}
	id, err := t.Tickets.Hanging(ctx, m.Platform, m.Place.Thread)
	if err != nil || id == "" {
		return bot.Reply{}, false, err
	}
	text := strings.TrimSpace(m.Text)
	if strings.HasPrefix(text, aside) || text == "" {
		return bot.Reply{}, true, nil
	}
	reply, err := t.staffOnly(ctx, "reply", func(t turn, ctx context.Context, by member) (bot.Reply, error) {
		return t.relay(ctx, id, by, text)
	})
	return reply, true, err
}

// member is somebody of the team who works at the desk.
type member struct{ id, name string }

// action is something that only the team may do.
type action func(t turn, ctx context.Context, by member) (bot.Reply, error)

// staffOnly does what a member asks for, and writes it into the journal first.
func (t turn) staffOnly(ctx context.Context, name string, do action) (bot.Reply, error) {
	m := t.message
	id, who := t.Team.Member(m.Platform, m.User)
	if id == "" {
		if err := t.Team.Record(ctx, m.Platform, m.Place.Channel, m.Platform+" "+m.User, "desk "+name+" refused: right", t.subject()); err != nil {
			return bot.Reply{}, err
		}
		reply, err := t.say(bot.KindRefusal, "refused", nil)
		reply.Private = true
		return reply, err
	}
	if err := t.Team.Record(ctx, m.Platform, m.Place.Channel, id, "desk "+name, t.subject()); err != nil {
		return bot.Reply{}, err
	}
	return do(t, ctx, member{id, who})
}

// subject is what a click is about: a ticket or a draft, by id.
func (t turn) subject() string {
	id, _, _ := strings.Cut(t.message.Value, "\n")
	return id
}

// relay brings the team's words to the person.
func (t turn) relay(ctx context.Context, id string, by member, text string) (bot.Reply, error) {
	ticket, err := t.Tickets.Ticket(ctx, id)
	if err != nil {
		return bot.Reply{}, err
	}
	if ticket.Round == 0 {
		return t.say(bot.KindCommand, "gone", nil)
	}
	if err := t.tell(ctx, ticket, "answer", map[string]any{"lines": paragraphs(text)}); err != nil {
		return bot.Reply{}, fmt.Errorf("bring the team's answer: %w", err)
	}
	if _, err := t.Tickets.ChangeTicket(ctx, id, func(t Ticket) Ticket { return t.answered(t.event(by.id, text), text) }); err != nil {
		return bot.Reply{}, err
	}
	reply, err := t.say(bot.KindCommand, "relayed", map[string]any{"name": by.name})
	reply.Buttons = t.afterwards(id)
	return reply, err
}

// event names a line of the team: a message by its id, a form by what it says.
func (t Ticket) event(by, text string) string { return idOf(by+t.ID, text) }

// tell says something to the person of a ticket, where and in the language in which they asked.
func (t turn) tell(ctx context.Context, ticket Ticket, name string, data map[string]any) error {
	poster, found := t.Posters[ticket.Platform]
	if !found {
		return fmt.Errorf("the platform %s is no longer configured", ticket.Platform)
	}
	body, err := t.in(ticket.Language).word(name, data)
	if err != nil {
		return err
	}
	channel, thread := ticket.where()
	_, err = poster.Post(ctx, bot.Post{Channel: channel, Thread: thread, Marker: fmt.Sprintf("desk-%s-%s", ticket.ID, t.mark()), Body: body})
	return err
}

// mark names what is being done, so that doing it again after a crash says nothing twice.
func (t turn) mark() string {
	if t.message.Event != "" {
		return t.message.Event
	}
	return idOf(t.message.Choice, t.message.Value+fmt.Sprint(t.message.Fields))
}

func (t turn) buttons(id string) []bot.Button {
	return []bot.Button{
		{ID: buttonPrefix + "reply", Label: t.label("reply"), Value: id, Style: bot.Strong},
		{ID: buttonPrefix + "known", Label: t.label("known"), Value: id},
		{ID: buttonPrefix + "off", Label: t.label("off"), Value: id},
	}
}

// afterwards are the buttons under an answer that has been brought.
func (t turn) afterwards(id string) []bot.Button {
	t = t.in(programme.French)
	return []bot.Button{
		{ID: buttonPrefix + "add", Label: t.label("add"), Value: id},
		{ID: buttonPrefix + "close", Label: t.label("close"), Value: id},
	}
}
