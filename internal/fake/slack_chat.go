package fake

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// SlackMessage is a message of a channel.
type SlackMessage struct {
	Channel  string
	TS       string // its id
	Thread   string // the message that its thread hangs on
	User     string
	Text     string // as Slack keeps it: escaped, in its own markup
	Subtype  string
	Blocks   []map[string]any
	Metadata json.RawMessage
	Reader   string // of an ephemeral message, who alone sees it
	Edits    int
	Files    []string
	At       time.Time // when it came
}

// wire is the message as the API and the events show it.
func (m *SlackMessage) wire(metadata bool) map[string]any {
	fields := map[string]any{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": SlackTeam}
	for key, value := range map[string]string{"subtype": m.Subtype, "thread_ts": m.Thread} {
		if value != "" {
			fields[key] = value
		}
	}
	if m.Blocks != nil {
		fields["blocks"] = m.Blocks
	}
	if m.User == SlackBotUser {
		fields["bot_id"], fields["app_id"] = SlackBotID, SlackAppID
	}
	if metadata && m.Metadata != nil {
		fields["metadata"] = m.Metadata
	}
	if m.Edits > 0 {
		fields["edited"] = map[string]any{"user": m.User, "ts": m.TS}
	}
	return fields
}

func (c *slackChannel) add(m *SlackMessage) {
	at, _ := slices.BinarySearchFunc(c.messages, m, func(a, b *SlackMessage) int { return cmp.Compare(a.TS, b.TS) })
	c.messages = slices.Insert(c.messages, at, m)
}

func (c *slackChannel) message(ts string) *SlackMessage {
	for _, m := range c.messages {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// written makes the message that the arguments describe.
func (s *Slack) written(args slackArgs) (*SlackMessage, string) {
	m := &SlackMessage{User: SlackBotUser, Text: args["text"], Thread: args["thread_ts"], At: time.Now()}
	if args["blocks"] != "" && json.Unmarshal([]byte(args["blocks"]), &m.Blocks) != nil {
		return nil, "invalid_blocks_format"
	}
	if fault := messageFault(m, args); fault != "" {
		s.refused = append(s.refused, fault)
		word, _, _ := strings.Cut(fault, ":")
		return nil, word
	}
	if args["metadata"] != "" {
		m.Metadata = json.RawMessage(args["metadata"])
	}
	return m, ""
}

func (s *Slack) postMessage(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel"])
	if c == nil && strings.HasPrefix(args["channel"], "U") {
		c = s.channels[s.direct(args["channel"])]
	}
	switch {
	case c == nil:
		return nil, "channel_not_found"
	case !c.has(SlackBotUser):
		return nil, "not_in_channel"
	}
	m, word := s.written(args)
	if word != "" {
		return nil, word
	}
	if m.Thread != "" && c.message(m.Thread) == nil && !s.options.Forget {
		return nil, "thread_not_found"
	}
	m.Channel, m.TS = c.id, s.timestamp(m.At)
	c.add(m)
	return map[string]any{"channel": c.id, "ts": m.TS, "message": m.wire(false)}, ""
}

// own is the message of the bot that a call names; the word is that of the error for somebody else's.
func (s *Slack) own(args slackArgs, foreign string) (c *slackChannel, m *SlackMessage, word string) {
	if c = s.channel(args["channel"]); c == nil {
		return nil, nil, "channel_not_found"
	}
	m = c.message(args["ts"])
	switch {
	case m == nil || m.Reader != "":
		return nil, nil, "message_not_found"
	case m.User != SlackBotUser:
		return nil, nil, foreign
	}
	return c, m, ""
}

func (s *Slack) update(args slackArgs) (map[string]any, string) {
	c, old, word := s.own(args, "cant_update_message")
	if word != "" {
		return nil, word
	}
	m, word := s.written(args)
	if word != "" {
		return nil, word
	}
	old.Text, old.Blocks, old.Edits = m.Text, m.Blocks, old.Edits+1
	if m.Metadata != nil {
		old.Metadata = m.Metadata
	}
	return map[string]any{"channel": c.id, "ts": old.TS, "text": old.Text}, ""
}

// remove takes back a message of the bot: https://docs.slack.dev/reference/methods/chat.delete
func (s *Slack) remove(args slackArgs) (map[string]any, string) {
	c, m, word := s.own(args, "cant_delete_message")
	if word != "" {
		return nil, word
	}
	c.messages = slices.DeleteFunc(c.messages, func(each *SlackMessage) bool { return each == m })
	return map[string]any{"channel": c.id, "ts": m.TS}, ""
}

func (s *Slack) postEphemeral(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel"])
	switch {
	case c == nil:
		return nil, "channel_not_found"
	case !c.has(SlackBotUser):
		return nil, "not_in_channel"
	case !c.has(args["user"]):
		return nil, "user_not_in_channel"
	}
	m, word := s.written(args)
	if word != "" {
		return nil, word
	}
	m.Channel, m.TS, m.Reader = c.id, s.timestamp(m.At), args["user"]
	c.add(m)
	return map[string]any{"message_ts": m.TS}, ""
}

// slackHook is a response_url: five uses within half an hour.
type slackHook struct {
	channel, user string
	message       string // that the click was on
	uses          int
	until         time.Time
}

func (s *Slack) newHook(channel, user, message string) string {
	id := s.id("hook")
	s.hooks[id] = &slackHook{channel: channel, user: user, message: message, until: time.Now().Add(30 * time.Minute)}
	return s.server.URL + "/hook/" + id
}

// hook answers a response_url.
func (s *Slack) hook(w http.ResponseWriter, r *http.Request) {
	args, _, err := readSlackArgs(r)
	if err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.tell()
	h := s.hooks[r.PathValue("id")]
	if h == nil || h.uses >= 5 || time.Now().After(h.until) {
		http.Error(w, "used_url", http.StatusNotFound)
		return
	}
	h.uses++
	word := s.answerHook(h, args)
	s.calls = append(s.calls, SlackCall{Method: "response_url", Values: args, At: time.Now(), Error: word})
	if word != "" {
		http.Error(w, word, http.StatusBadRequest)
		return
	}
	_, _ = w.Write([]byte("ok")) // a client that went away is not told
}

func (s *Slack) answerHook(h *slackHook, args slackArgs) string {
	m, word := s.written(args)
	if word != "" {
		return word
	}
	c := s.channels[h.channel]
	old := c.message(h.message)
	if args["replace_original"] == "true" && old != nil {
		old.Text, old.Blocks, old.Edits = m.Text, m.Blocks, old.Edits+1
		return ""
	}
	m.Channel, m.TS = c.id, s.timestamp(m.At)
	if args["response_type"] != "in_channel" {
		m.Reader = h.user
	}
	c.add(m)
	if h.message == "" {
		h.message = m.TS // what is replaced later
	}
	return ""
}
