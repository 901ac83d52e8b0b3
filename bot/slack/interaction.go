package slack

import (
	"encoding/json"
	"strings"
	"time"

	"digbot/bot"
)

// command is a slash command.
type command struct {
	Text    string `json:"text"`
	User    string `json:"user_id"`
	Channel string `json:"channel_id"`
	Trigger string `json:"trigger_id"`
	Hook    string `json:"response_url"`
}

// interaction is a click, or a form that was filled in.
type interaction struct {
	Type string `json:"type"` // "block_actions" or "view_submission"
	User struct {
		ID string `json:"id"`
	} `json:"user"`
	Trigger   string `json:"trigger_id"`
	Hook      string `json:"response_url"`
	Container struct {
		Channel   string `json:"channel_id"`
		Message   string `json:"message_ts"`
		Thread    string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		Edited struct {
			TS string `json:"ts"`
		} `json:"edited"`
	} `json:"message"`
	Actions []action `json:"actions"`
	View    view     `json:"view"`
}

type action struct {
	ID    string `json:"action_id"`
	Value string `json:"value"`
	At    string `json:"action_ts"`
	Text  struct {
		Text string `json:"text"`
	} `json:"text"`
}

type view struct {
	ID      string `json:"id"`
	Form    string `json:"callback_id"`
	Private string `json:"private_metadata"`
	State   struct {
		Values map[string]map[string]struct {
			Value    string `json:"value"`
			Selected struct {
				Value string `json:"value"`
			} `json:"selected_option"`
		} `json:"values"`
	} `json:"state"`
}

// commanded is a slash command as the bot knows it.
func (s *Slack) commanded(c command) bot.Message {
	return bot.Message{
		Event: "command:" + c.Trigger, Platform: Name, Conversation: c.Channel + ":" + c.User, User: c.User, Kind: bot.Command,
		Text: readable(c.Text, ""), Sent: time.Now(),
		Place: bot.Place{Channel: c.Channel, Direct: strings.HasPrefix(c.Channel, "D"), Staff: s.isStaff(c.Channel)},
	}
}

// clicked is a click as the bot knows it. A choice that is clicked twice counts once, as long as the message says the same;
// another button may be clicked again, and is known by the instant of the click.
func (s *Slack) clicked(i interaction, a action) bot.Message {
	m := bot.Message{
		Platform: Name, User: i.User.ID, Sent: instant(a.At), Value: a.Value,
		Place: bot.Place{Channel: i.Container.Channel, Thread: i.Container.Thread, Message: i.Container.Message},
	}
	where := i.Container.Message + i.Message.Edited.TS
	if i.Container.Channel == "" { // the home page: it is answered in direct messages
		m.Place.Channel, where = i.View.Private, i.View.ID
	}
	m.Place.Direct, m.Place.Staff = strings.HasPrefix(m.Place.Channel, "D"), s.isStaff(m.Place.Channel)
	m.Conversation = m.Place.Channel
	if i.Container.Ephemeral { // no thread hangs on what only one person sees
		m.Place.Message = ""
		m.Conversation += ":" + i.User.ID
	} else if thread := threadOf(m.Place); thread != "" {
		m.Conversation += ":" + thread
	}
	if id, isChoice := strings.CutPrefix(a.ID, choiceAction); isChoice {
		m.Choice, m.Text, m.Value = id, a.Text.Text, ""
		m.Event = eventOf("click", where, a.ID, i.User.ID)
		return m
	}
	m.Kind = bot.Clicked
	m.Choice = buttonID(a.ID)
	m.Event = eventOf("click", where, a.ID, i.User.ID, a.At)
	if strings.HasPrefix(a.ID, feedbackAction) {
		m.Event = eventOf("click", where, feedbackAction, i.User.ID)
	}
	return m
}

// eventOf names a click.
func eventOf(parts ...string) string { return strings.Join(parts, ":") }

// origin is where a form was asked for. Slack keeps it with the form.
type origin struct {
	Value        string    `json:"v,omitempty"`
	Place        bot.Place `json:"p,omitzero"`
	Conversation string    `json:"c,omitempty"`
}

// submitted is a form that was filled in, as the bot knows it.
func (s *Slack) submitted(i interaction) bot.Message {
	var from origin
	if err := json.Unmarshal([]byte(i.View.Private), &from); err != nil {
		s.log.Warn("a form came back without its origin", "form", i.View.Form, "error", err)
	}
	m := bot.Message{
		Event: "form:" + i.View.ID, Platform: Name, Conversation: from.Conversation, User: i.User.ID, Kind: bot.Submitted,
		Choice: i.View.Form, Value: from.Value, Fields: map[string]string{}, Place: from.Place, Sent: time.Now(),
	}
	for _, inputs := range i.View.State.Values {
		for id, state := range inputs {
			m.Fields[id] = state.Value + state.Selected.Value // one of them
		}
	}
	return m
}
