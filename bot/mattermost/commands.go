package mattermost

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
)

// tokensEvery is how often the noted token of the command is read again when another one comes.
const tokensEvery = 10 * time.Second

// noted is the token of the slash command as it was noted.
type noted struct {
	token string
	read  time.Time
}

// commanded takes the slash command.
func (m *Mattermost) commanded(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		m.refuseCommand(w, r, "not readable")
		return
	}
	if !m.isOurs(r.Context(), tokenOf(r)) {
		m.refuseCommand(w, r, "wrong token")
		return
	}
	self, err := m.who(r.Context())
	form := r.PostForm
	if err != nil || !model.IsValidId(form.Get("user_id")) || !model.IsValidId(form.Get("channel_id")) || form.Get("trigger_id") == "" {
		m.refuseCommand(w, r, "not complete")
		return
	}
	message := command(self, form)
	opened := m.calls.open(message.Event, ways{trigger: form.Get("trigger_id"), hook: hookOf(form.Get("response_url"))})
	if !m.put(message) {
		m.calls.close(message.Event)
		respond(w, onlyFor(m.words.say("click-failed", "")))
		return
	}
	made := opened.wait()
	if made.command == nil {
		made.command = onlyFor(m.words.say("coming", ""))
	}
	respond(w, made.command)
}

func command(self identity, form url.Values) bot.Message {
	user, channel := form.Get("user_id"), form.Get("channel_id")
	return bot.Message{
		Event: "command:" + digest(form.Get("trigger_id")), Platform: Name, Conversation: "command:" + user, User: user,
		Kind: bot.Command, Text: strings.TrimSpace(form.Get("text")), Sent: time.Now(),
		Place: bot.Place{Channel: channel, Direct: self.isDirect(form.Get("channel_name")), Staff: self.staff != "" && channel == self.staff},
	}
}

// isDirect reports whether a channel's name is that of a conversation with the bot alone: the ids of both.
func (w identity) isDirect(channel string) bool {
	one, other, both := strings.Cut(channel, "__")
	return both && (one == w.id || other == w.id)
}

// onlyFor is a command's answer that only its caller sees. An answer to all would appear as the caller's own words.
func onlyFor(text string) *model.CommandResponse {
	return &model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: text, SkipSlackParsing: true}
}

func (m *Mattermost) refuseCommand(w http.ResponseWriter, r *http.Request, why string) {
	m.log.WarnContext(r.Context(), "command refused", "reason", why, "user", known(r.PostForm.Get("user_id")))
	respond(w, onlyFor(m.words.say("command-refused", "")))
}

// tokenOf is the token that a command came with.
func tokenOf(r *http.Request) string {
	if token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Token "); found {
		return token
	}
	return r.PostForm.Get("token")
}

// isOurs compares a token with those of the command, in constant time.
func (m *Mattermost) isOurs(ctx context.Context, token string) bool {
	if token == "" {
		return false
	}
	return same(token, m.config.CommandToken) || same(token, m.notedToken(ctx, token))
}

func same(token, ours string) bool {
	one, other := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(ours))
	return subtle.ConstantTimeCompare(one[:], other[:]) == 1 && ours != ""
}

// notedToken is the token that Setup has noted. It is read again when another one comes, for Setup may have run again.
func (m *Mattermost) notedToken(ctx context.Context, token string) string {
	last := m.tokens.Load()
	if last != nil && (same(token, last.token) || time.Since(last.read) < tokensEvery) {
		return last.token
	}
	read, err := m.notes.Noted(ctx, commandTokenNote)
	if err != nil {
		m.log.WarnContext(ctx, "the command's token is not known", "error", err)
		return ""
	}
	m.tokens.Store(&noted{read, time.Now()})
	return read
}

// hookOf is the path that takes late replies. The host is that of the configuration: a reply goes nowhere else.
func hookOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if at := strings.Index(parsed.Path, "/hooks/commands/"); at >= 0 {
		return parsed.Path[at:]
	}
	return ""
}
