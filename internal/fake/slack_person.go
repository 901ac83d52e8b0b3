package fake

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Say writes a message as a person, in Slack's own form of text: escaped, <@U0BOT> for a mention. It returns its id.
// thread is empty outside threads.
func (s *Slack) Say(user, channel, text, thread string) string {
	return s.say(time.Now(), user, channel, text, thread, true)
}

// Wrote puts a message that was written at an instant into the history, without telling the app.
func (s *Slack) Wrote(at time.Time, user, channel, text, thread string) string {
	return s.say(at, user, channel, text, thread, false)
}

func (s *Slack) say(at time.Time, user, channel, text, thread string, told bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channel)
	m := &SlackMessage{Channel: c.id, TS: s.timestamp(at), Thread: thread, User: user, Text: text, At: time.Now()}
	c.add(m)
	if told {
		s.tellApp(c, m)
	}
	return m.TS
}

// Repeat tells of a message again, as of a new one.
func (s *Slack) Repeat(channel, ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channel(channel); c.message(ts) != nil {
		s.tellApp(c, c.message(ts))
	}
}

// tellApp sends the events of a message: a mention in a channel is two.
func (s *Slack) tellApp(c *slackChannel, m *SlackMessage) {
	if !c.has(SlackBotUser) {
		return
	}
	event := m.wire(false)
	event["channel"], event["event_ts"], event["client_msg_id"] = c.id, m.TS, "client-"+m.TS
	event["channel_type"] = c.kind
	if root := c.message(m.Thread); root != nil {
		event["parent_user_id"] = root.User
	}
	s.event(event)
	if c.kind != "im" && strings.Contains(m.Text, "<@"+SlackBotUser+">") {
		mention := map[string]any{"type": "app_mention", "user": m.User, "text": m.Text, "ts": m.TS, "channel": c.id, "event_ts": m.TS, "team": SlackTeam}
		if m.Thread != "" {
			mention["thread_ts"] = m.Thread
		}
		s.event(mention)
	}
}

// Event sends an event of the Events API, whatever it holds.
func (s *Slack) Event(event map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.event(event)
}

func (s *Slack) event(event map[string]any) {
	s.deliver("events_api", map[string]any{"token": "legacy", "team_id": SlackTeam, "api_app_id": SlackAppID, "event": event,
		"type": "event_callback", "event_id": s.id("Ev"), "event_time": time.Now().Unix()})
}

// deliver sends a payload by Socket Mode or by signed HTTP.
func (s *Slack) deliver(kind string, payload map[string]any) {
	if s.options.RequestURL == "" {
		s.send(kind, payload)
		return
	}
	s.working.Go(func() { _, _ = s.Post(kind, payload) }) // a test that wants to know calls Post itself
}

// Command writes /dig and a text in a channel.
func (s *Slack) Command(user, channel, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channel)
	name := c.name
	if c.kind == "im" {
		name = "directmessage"
	}
	s.deliver("slash_commands", map[string]any{"token": "legacy", "team_id": SlackTeam, "channel_id": c.id, "channel_name": name, "user_id": user,
		"user_name": strings.ToLower(user), "command": "/dig", "text": text, "api_app_id": SlackAppID, "is_enterprise_install": "false",
		"response_url": s.newHook(c.id, user, ""), "trigger_id": s.trigger()})
}

// Click clicks the button with a label under a message. It is an error when there is none.
func (s *Slack) Click(user, channel, ts, label string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channel)
	m := c.message(ts)
	if m == nil {
		return fmt.Errorf("no message %s in %s", ts, channel)
	}
	for _, button := range m.Buttons() {
		if button.Label == label {
			s.click(user, c, m, button)
			return nil
		}
	}
	return fmt.Errorf("no button %q under %q", label, m.Text)
}

func (s *Slack) click(user string, c *slackChannel, m *SlackMessage, button SlackButton) {
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": c.id, "is_ephemeral": m.Reader != ""}
	if m.Thread != "" {
		container["thread_ts"] = m.Thread
	}
	s.deliver("interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": user, "username": strings.ToLower(user), "team_id": SlackTeam},
		"api_app_id": SlackAppID, "token": "legacy", "container": container, "trigger_id": s.trigger(), "team": map[string]any{"id": SlackTeam},
		"channel": map[string]any{"id": c.id, "name": c.name}, "message": m.wire(false), "response_url": s.newHook(c.id, user, m.TS),
		"actions": []map[string]any{{"type": "button", "action_id": button.Action, "block_id": button.Block, "value": button.Value,
			"text": map[string]any{"type": "plain_text", "text": button.Label}, "action_ts": s.timestamp(time.Now())}}})
}

// SlackButton is a button under a message, or on a page.
type SlackButton struct {
	Label, Action, Block, Value, URL string
}

// Buttons are the buttons under a message.
func (m SlackMessage) Buttons() []SlackButton { return buttonsOf(m.Blocks) }

// Buttons are the buttons of a view.
func (v SlackView) Buttons() []SlackButton { return buttonsOf(v.Blocks) }

func buttonsOf(blocks []map[string]any) []SlackButton {
	var buttons []SlackButton
	for _, block := range blocks {
		elements, _ := block["elements"].([]any)
		for _, each := range append(elements, block["accessory"]) {
			element, _ := each.(map[string]any)
			if element["type"] != "button" {
				continue
			}
			text, _ := element["text"].(map[string]any)
			b := SlackButton{}
			b.Label, _ = text["text"].(string)
			b.Action, _ = element["action_id"].(string)
			b.Block, _ = block["block_id"].(string)
			b.Value, _ = element["value"].(string)
			b.URL, _ = element["url"].(string)
			buttons = append(buttons, b)
		}
	}
	return buttons
}

// ClickHome clicks a button of a user's home page.
func (s *Slack) ClickHome(user, label string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	view := s.homes[user]
	for _, button := range view.Buttons() {
		if button.Label != label {
			continue
		}
		s.deliver("interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": user}, "api_app_id": SlackAppID,
			"container": map[string]any{"type": "view", "view_id": view.ID}, "trigger_id": s.trigger(), "team": map[string]any{"id": SlackTeam},
			"view": map[string]any{"id": view.ID, "type": "home"},
			"actions": []map[string]any{{"type": "button", "action_id": button.Action, "block_id": button.Block, "value": button.Value,
				"text": map[string]any{"type": "plain_text", "text": button.Label}, "action_ts": s.timestamp(time.Now())}}})
		return nil
	}
	return fmt.Errorf("no button %q on the home page of %s", label, user)
}

// OpenHome opens the app's home page.
func (s *Slack) OpenHome(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.event(map[string]any{"type": "app_home_opened", "user": user, "channel": s.direct(user), "tab": "home", "event_ts": s.timestamp(time.Now())})
}

// Submit fills in the modal that was opened, and closes it. fields are by the ids of the inputs' actions.
func (s *Slack) Submit(user, view string, fields map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, open := s.views[view]
	if !open {
		return fmt.Errorf("no view %s", view)
	}
	delete(s.views, view)
	values := map[string]any{}
	for _, block := range v.Blocks {
		element, _ := block["element"].(map[string]any)
		id, _ := element["action_id"].(string)
		blockID, _ := block["block_id"].(string)
		if value, filled := fields[id]; filled {
			values[blockID] = map[string]any{id: inputState(element, value)}
		}
	}
	s.deliver("interactive", map[string]any{"type": "view_submission", "user": map[string]any{"id": user}, "api_app_id": SlackAppID,
		"team": map[string]any{"id": SlackTeam}, "trigger_id": s.trigger(), "view": map[string]any{"id": v.ID, "type": "modal", "callback_id": v.Callback,
			"private_metadata": v.Private, "blocks": v.Blocks, "state": map[string]any{"values": values}, "hash": "1"}})
	return nil
}

func inputState(element map[string]any, value string) map[string]any {
	if element["type"] == "plain_text_input" {
		return map[string]any{"type": "plain_text_input", "value": value}
	}
	return map[string]any{"type": element["type"], "selected_option": map[string]any{"value": value, "text": map[string]any{"type": "plain_text", "text": value}}}
}

// Drop puts a file of a person into a channel, with a text.
func (s *Slack) Drop(user, channel, name string, content []byte, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channel)
	f := &SlackFile{ID: s.id("F"), Name: name, Content: content, Channel: c.id}
	s.uploads[f.ID] = f
	m := &SlackMessage{Channel: c.id, TS: s.timestamp(time.Now()), User: user, Text: text, Subtype: "file_share", Files: []string{f.ID}, At: time.Now()}
	c.add(m)
	event := m.wire(false)
	event["channel"], event["channel_type"], event["event_ts"] = c.id, c.kind, m.TS
	event["files"] = []any{f.wire(s.server.URL)}
	s.event(event)
	return m.TS
}

// payloadJSON is a payload as text.
func payloadJSON(payload any) []byte {
	text, err := json.Marshal(payload)
	if err != nil {
		panic(err) // the fake's own maps
	}
	return text
}
