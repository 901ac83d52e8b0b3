package fake

import (
	"encoding/json"
	"fmt"
	"time"
)

// SlackView is a modal that was opened, or a home page that was published.
type SlackView struct {
	ID, User string
	Type     string
	Callback string
	Private  string // private_metadata
	Title    string
	Blocks   []map[string]any
}

// Trigger is a new trigger_id: good for one view within three seconds.
func (s *Slack) trigger() string {
	id := s.id("trigger.")
	s.triggers[id] = time.Now()
	return id
}

func (s *Slack) viewsOpen(args slackArgs) (map[string]any, string) {
	given, known := s.triggers[args["trigger_id"]]
	switch {
	case !known:
		return nil, "invalid_trigger_id"
	case time.Since(given) > 3*time.Second:
		return nil, "expired_trigger_id"
	}
	delete(s.triggers, args["trigger_id"])
	view, word := s.readView(args["view"], "modal")
	if word == "" {
		s.views[view.ID] = view
	}
	return map[string]any{"view": map[string]any{"id": view.ID}}, word
}

func (s *Slack) viewsPublish(args slackArgs) (map[string]any, string) {
	view, word := s.readView(args["view"], "home")
	view.User = args["user_id"]
	if word == "" {
		s.homes[view.User] = view
	}
	return map[string]any{"view": map[string]any{"id": view.ID}}, word
}

func (s *Slack) readView(text, kind string) (SlackView, string) {
	var wire struct {
		Type     string           `json:"type"`
		Callback string           `json:"callback_id"`
		Private  string           `json:"private_metadata"`
		Title    map[string]any   `json:"title"`
		Submit   map[string]any   `json:"submit"`
		Close    map[string]any   `json:"close"`
		Blocks   []map[string]any `json:"blocks"`
	}
	if json.Unmarshal([]byte(text), &wire) != nil || wire.Type != kind {
		return SlackView{}, "invalid_arguments"
	}
	reason := ""
	switch {
	case len(wire.Blocks) > slackViewBlocks:
		reason = fmt.Sprintf("%d blocks", len(wire.Blocks))
	case kind == "modal":
		reason = firstFault(textFault(wire.Title, slackViewTitle), optionalText(wire.Submit), optionalText(wire.Close), length("private_metadata", wire.Private, slackPrivate))
	}
	if reason = firstFault(reason, blocksFault(wire.Blocks)); reason != "" {
		s.refused = append(s.refused, "view: "+reason)
		return SlackView{}, "invalid_arguments"
	}
	title, _ := wire.Title["text"].(string)
	return SlackView{ID: s.id("V"), Type: kind, Callback: wire.Callback, Private: wire.Private, Title: title, Blocks: wire.Blocks}, ""
}

func optionalText(object map[string]any) string {
	if object == nil {
		return ""
	}
	return textFault(object, slackViewTitle)
}

// Views are the modals that were opened and not submitted.
func (s *Slack) Views() []SlackView {
	s.mu.Lock()
	defer s.mu.Unlock()
	var views []SlackView
	for _, view := range s.views {
		views = append(views, view)
	}
	return views
}

// Home is the home page of a user.
func (s *Slack) Home(user string) (SlackView, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	view, published := s.homes[user]
	return view, published
}
