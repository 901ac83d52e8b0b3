package fake

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// history gives what stands in a channel outside threads, the newest first.
func (s *Slack) history(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel"])
	if c == nil || !c.has(SlackBotUser) {
		return nil, "channel_not_found"
	}
	var found []*SlackMessage
	for _, m := range slices.Backward(c.messages) {
		if m.Reader == "" && (m.Thread == "" || m.Thread == m.TS) && between(m.TS, args) {
			found = append(found, m)
		}
	}
	return page(found, args)
}

// replies gives a thread, the oldest first.
func (s *Slack) replies(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel"])
	if c == nil || !c.has(SlackBotUser) {
		return nil, "channel_not_found"
	}
	if c.message(args["ts"]) == nil {
		return nil, "thread_not_found"
	}
	var found []*SlackMessage
	for _, m := range c.messages {
		isRoot := m.TS == args["ts"]
		if m.Reader == "" && (isRoot || m.Thread == args["ts"] && between(m.TS, args)) {
			found = append(found, m)
		}
	}
	return page(found, args)
}

func between(ts string, args slackArgs) bool {
	oldest, latest := args["oldest"], args["latest"]
	if args["inclusive"] == "1" || args["inclusive"] == "true" {
		return (oldest == "" || ts >= oldest) && (latest == "" || ts <= latest)
	}
	return (oldest == "" || ts > oldest) && (latest == "" || ts < latest)
}

// page gives limit messages, from the cursor on.
func page(found []*SlackMessage, args slackArgs) (map[string]any, string) {
	from, limit := args.number("cursor"), args.number("limit")
	if limit <= 0 || limit > 1000 {
		limit = 100
	}
	until := min(len(found), from+limit)
	list := []map[string]any{}
	for _, m := range found[min(from, len(found)):until] {
		list = append(list, m.wire(args["include_all_metadata"] == "1" || args["include_all_metadata"] == "true"))
	}
	next := ""
	if until < len(found) {
		next = strconv.Itoa(until)
	}
	return map[string]any{"messages": list, "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}, ""
}

// list gives the channels of which the bot is a member.
func (s *Slack) list(args slackArgs) (map[string]any, string) {
	wanted := strings.Split(args["types"], ",")
	var found []map[string]any
	for _, id := range slices.Sorted(maps.Keys(s.channels)) {
		c := s.channels[id]
		kind := map[string]string{"im": "im", "channel": "public_channel", "group": "private_channel"}[c.kind]
		if slices.Contains(wanted, kind) && c.has(SlackBotUser) {
			found = append(found, c.wire())
		}
	}
	from, limit := args.number("cursor"), args.number("limit")
	if limit <= 0 {
		limit = 100
	}
	until, next := min(len(found), from+limit), ""
	if until < len(found) {
		next = strconv.Itoa(until)
	}
	return map[string]any{"channels": found[min(from, len(found)):until], "response_metadata": map[string]any{"next_cursor": next}}, ""
}

func (c *slackChannel) wire() map[string]any {
	fields := map[string]any{"id": c.id, "name": c.name, "is_im": c.kind == "im", "is_channel": c.kind == "channel",
		"is_private": c.kind != "channel", "is_member": c.has(SlackBotUser)}
	if c.kind == "im" {
		fields["user"] = c.members[0]
	}
	return fields
}

func (s *Slack) info(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel"])
	if c == nil {
		return nil, "channel_not_found"
	}
	return map[string]any{"channel": c.wire()}, ""
}

// open opens the direct messages with one user.
func (s *Slack) open(args slackArgs) (map[string]any, string) {
	if _, known := s.users[args["users"]]; !known {
		return nil, "user_not_found"
	}
	return map[string]any{"channel": s.channels[s.direct(args["users"])].wire()}, ""
}

// SlackStatus is what assistant.threads.setStatus was given.
type SlackStatus struct {
	Channel, Thread, Status string
}

func (s *Slack) setStatus(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel_id"])
	if c == nil || args["thread_ts"] == "" || c.message(args["thread_ts"]) == nil {
		return nil, "channel_not_found"
	}
	s.statuses = append(s.statuses, SlackStatus{c.id, args["thread_ts"], args["status"]})
	return nil, ""
}

// Statuses are the signs that the bot gave in threads; an empty one takes the sign away.
func (s *Slack) Statuses() []SlackStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.statuses)
}

func (s *Slack) addReaction(args slackArgs) (map[string]any, string) {
	c := s.channel(args["channel"])
	if c == nil || c.message(args["timestamp"]) == nil {
		return nil, "message_not_found"
	}
	key := c.id + "/" + args["timestamp"]
	if slices.Contains(s.reactions[key], args["name"]) {
		return nil, "already_reacted"
	}
	s.reactions[key] = append(s.reactions[key], args["name"])
	return nil, ""
}

func (s *Slack) removeReaction(args slackArgs) (map[string]any, string) {
	key := args["channel"] + "/" + args["timestamp"]
	at := slices.Index(s.reactions[key], args["name"])
	if at < 0 {
		return nil, "no_reaction"
	}
	s.reactions[key] = slices.Delete(s.reactions[key], at, at+1)
	return nil, ""
}

// Reactions are those that the bot left on a message.
func (s *Slack) Reactions(channel, ts string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.reactions[channel+"/"+ts])
}

// Messages are the messages of a channel, in their order, ephemeral ones included.
func (s *Slack) Messages(channel string) []SlackMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []SlackMessage
	if c := s.channel(channel); c != nil {
		for _, m := range c.messages {
			all = append(all, *m)
		}
	}
	return all
}

// Answers are the bot's messages in a channel, in their order.
func (s *Slack) Answers(channel string) []SlackMessage {
	return slices.DeleteFunc(s.Messages(channel), func(m SlackMessage) bool { return m.User != SlackBotUser })
}
