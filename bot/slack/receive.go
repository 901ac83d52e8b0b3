package slack

import (
	"context"
	"encoding/json"
	"strings"

	"digbot/bot"
)

// receive takes an envelope in, which was acknowledged already, and does not wait. What it cannot read is none of the
// bot's business.
func (s *Slack) receive(e envelope) {
	me, inbox := s.me.Load(), s.inbox.Load()
	if me == nil || inbox == nil {
		return
	}
	var err error
	switch e.kind {
	case eventsKind:
		err = read(e, func(c callback) { s.onEvent(inbox, *me, c) })
	case commandKind:
		err = read(e, func(c command) { s.onCommand(inbox, c) })
	case interactionKind:
		err = read(e, func(i interaction) { s.onInteraction(inbox, i) })
	}
	if err != nil {
		s.log.Debug("event not understood", "kind", e.kind, "error", err)
	}
}

func read[T any](e envelope, take func(T)) error {
	var payload T
	if err := json.Unmarshal(e.payload, &payload); err != nil {
		return err
	}
	take(payload)
	return nil
}

func (s *Slack) onEvent(inbox *bot.Inbox, me identity, c callback) {
	switch {
	case c.Type == "app_rate_limited": // Slack has dropped events: https://docs.slack.dev/apis/events-api#rate-limiting
		s.log.Warn("Slack tells of no more events for a minute: what is missed will be read afterwards")
		s.line.missed()
	case c.Event.Type == "app_home_opened":
		s.onHome(inbox, c.Event)
	default:
		switch s.hears(c.Event, me) {
		case heard:
			s.put(inbox, s.message(c.Event, me))
		case followUp:
			s.onFollowUp(inbox, s.message(c.Event, me))
		}
	}
}

// put takes a message in. One that finds no room, because its author floods the bot, is left out.
func (s *Slack) put(inbox *bot.Inbox, m bot.Message) { _ = inbox.Put(m) }

// onFollowUp hears what is said in a thread in which the bot takes part. Where memory does not tell, the store is asked,
// by somebody else: events do not wait for it.
func (s *Slack) onFollowUp(inbox *bot.Inbox, m bot.Message) {
	thread := m.Place.Thread
	if s.threads.knows(m.Place.Channel, thread) {
		s.put(inbox, m)
		return
	}
	s.threads.ask(func(ctx context.Context) {
		follows, err := s.threads.follows(ctx, m.Place.Channel, thread)
		if err != nil {
			s.log.Warn("not known whether the bot takes part in a thread", "event", m.Event, "error", err)
		}
		if follows {
			s.put(inbox, m)
		}
	})
}

func (s *Slack) onHome(inbox *bot.Inbox, e event) {
	if e.Tab != "" && e.Tab != "home" || e.User == "" {
		return
	}
	s.put(inbox, bot.Message{
		Event: "home:" + e.User + ":" + e.At, Platform: Name, Conversation: e.Channel, User: e.User, Kind: bot.Opened, Sent: instant(e.At),
		Place: bot.Place{Channel: e.Channel, Direct: true},
	})
}

func (s *Slack) onCommand(inbox *bot.Inbox, c command) {
	if c.User == "" || c.Channel == "" || c.Trigger == "" {
		return
	}
	m := s.commanded(c)
	s.hooks.keep(m.Event, hook{trigger: c.Trigger, answer: c.Hook})
	s.put(inbox, m)
}

func (s *Slack) onInteraction(inbox *bot.Inbox, i interaction) {
	switch {
	case i.User.ID == "":
	case i.Type == "view_submission" && i.View.ID != "":
		s.put(inbox, s.submitted(i))
	case i.Type == "block_actions" && len(i.Actions) > 0:
		a := i.Actions[0]
		if strings.HasPrefix(a.ID, linkAction) { // the client has opened the page
			return
		}
		m := s.clicked(i, a)
		s.hooks.keep(m.Event, hook{trigger: i.Trigger, answer: i.Hook, ephemeral: i.Container.Ephemeral})
		s.put(inbox, m)
	}
}

// isStaff reports whether a channel is the team's.
func (s *Slack) isStaff(channel string) bool {
	staff, _ := s.staff.Load().(string)
	return staff != "" && channel == staff
}
