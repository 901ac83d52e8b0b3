package mattermost

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/internal/programme"
)

// clicked takes a click. The server signs nothing: what proves a click is the secret of its button, which only the server
// knows. The answer is always JSON: older servers take anything else for an error.
func (m *Mattermost) clicked(w http.ResponseWriter, r *http.Request) {
	var request model.PostActionIntegrationRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		m.refuse(w, r.Context(), offer{}, "not readable", request.UserId)
		return
	}
	secret, _ := request.Context["secret"].(string)
	sum := digest(secret)
	o, a, sentence := m.offered(r.Context(), sum, request)
	if sentence != "" {
		m.refuse(w, r.Context(), o, sentence, request.UserId)
		return
	}
	message, valid := o.message(a, request)
	if !valid {
		m.refuse(w, r.Context(), o, expired, request.UserId)
		return
	}
	mine, err := m.spend(r.Context(), sum, a)
	switch {
	case err != nil:
		m.log.ErrorContext(r.Context(), "click not taken", "user", request.UserId, "error", err)
		m.tell(w, m.words.say("click-failed", o.Language))
	case !mine:
		m.refuse(w, r.Context(), o, expired, request.UserId)
	default:
		back := func(ctx context.Context) { m.unspend(ctx, sum, o, a) }
		m.act(w, r.Context(), message, ways{trigger: request.TriggerId, back: back}, o.Language)
	}
}

// Why a callback is refused; these name sentences too.
const (
	expired = "click-expired" // unknown, used or too old: nobody can tell these apart
	foreign = "click-foreign"
)

// offered finds what a click means. The sentence says why it means nothing.
func (m *Mattermost) offered(ctx context.Context, sum string, request model.PostActionIntegrationRequest) (offer, action, string) {
	text, err := m.notes.Noted(ctx, offerNote(sum))
	if err != nil {
		m.log.ErrorContext(ctx, "buttons not looked up", "error", err)
		return offer{}, action{}, "click-failed"
	}
	var o offer
	if text == "" || json.Unmarshal([]byte(text), &o) != nil {
		return offer{}, action{}, expired
	}
	id, _ := request.Context["action"].(string)
	for _, a := range o.Actions {
		if a.ID != id {
			continue
		}
		if o.User != "" && o.User != request.UserId {
			return o, action{}, foreign
		}
		if o.Channel != request.ChannelId || !m.carries(ctx, o, request.PostId) || !model.IsValidId(request.UserId) {
			return o, action{}, expired
		}
		return o, a, ""
	}
	return o, action{}, expired
}

// carries reports whether the post that was clicked is the one that was offered.
func (m *Mattermost) carries(ctx context.Context, o offer, id string) bool {
	if o.Marker == "" { // shown to one user only: the server has no such post
		return true
	}
	if !model.IsValidId(id) {
		return false
	}
	self, err := m.who(ctx)
	if err != nil {
		return false
	}
	post, _, err := m.client.GetPost(ctx, id, "")
	return err == nil && post.UserId == self.id && post.GetProp(markerProp) == o.Marker
}

// act hands the click to the bot, and answers with what comes of it when that is quick.
func (m *Mattermost) act(w http.ResponseWriter, ctx context.Context, message bot.Message, by ways, language programme.Language) {
	opened := m.calls.open(message.Event, by)
	if !m.put(message) {
		m.calls.close(message.Event)
		by.back(ctx)
		m.tell(w, m.words.say("click-failed", language))
		return
	}
	made := opened.wait()
	if made.action == nil {
		made.action = &model.PostActionIntegrationResponse{}
	}
	made.action.SkipSlackParsing = true
	respond(w, made.action)
}

// put takes a message in; false when the inbox is full, or not open yet.
func (m *Mattermost) put(message bot.Message) bool {
	inbox := m.inbox.Load()
	return inbox != nil && inbox.Put(message)
}

// message is what a click says to the bot.
func (o offer) message(a action, request model.PostActionIntegrationRequest) (bot.Message, bool) {
	message := bot.Message{
		Event: "click:" + rand.Text(), Platform: Name, Conversation: o.Conversation, User: request.UserId, Sent: time.Now(),
		Place: bot.Place{Channel: o.Channel, Thread: o.Thread, Message: request.PostId, Direct: o.Direct, Staff: o.Staff},
	}
	if o.Marker == "" {
		message.Place.Message = ""
	}
	if o.Conversation == "" { // nobody had written there before
		message.Conversation = o.Channel + ":" + request.PostId
	}
	if a.Button != nil {
		message.Kind, message.Choice, message.Value = bot.Clicked, a.Button.ID, a.Button.Value
		return message, true
	}
	picked := 0
	if len(a.Choices) > 1 { // which one comes from the person's client
		selected, _ := request.Context["selected_option"].(string)
		n, err := strconv.Atoi(selected)
		if err != nil || n < 0 || n >= len(a.Choices) {
			return message, false
		}
		picked = n
	}
	message.Choice, message.Text = a.Choices[picked].ID, a.Choices[picked].Label
	return message, true
}

// refuse answers a callback that is not to be believed with a sentence, and says so in the log, without what it carried.
func (m *Mattermost) refuse(w http.ResponseWriter, ctx context.Context, o offer, why, user string) {
	m.log.WarnContext(ctx, "click refused", "reason", why, "user", known(user), "channel", o.Channel)
	if why != foreign && why != "click-failed" {
		why = expired
	}
	m.tell(w, m.words.say(why, o.Language))
}

// tell says something to the person who clicked, and to nobody else.
func (m *Mattermost) tell(w http.ResponseWriter, sentence string) {
	respond(w, &model.PostActionIntegrationResponse{EphemeralText: sentence, SkipSlackParsing: true})
}

// known is an id, unless somebody made it up.
func known(id string) string {
	if model.IsValidId(id) {
		return id
	}
	return "?"
}

func respond(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // the server has gone
}
