package fake

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// slackArgs are the arguments of a call, however they were sent.
type slackArgs map[string]string

// number is an argument that is a number; 0 when it is none.
func (a slackArgs) number(key string) int {
	n, err := strconv.Atoi(a[key])
	if err != nil {
		return 0
	}
	return n
}

// slackMethod answers a call: what it gives, or the word of the error. s.mu is held.
type slackMethod func(args slackArgs) (map[string]any, string)

func (s *Slack) methods() map[string]slackMethod {
	return map[string]slackMethod{
		"auth.test":                    s.authTest,
		"apps.connections.open":        s.connectionsOpen,
		"chat.postMessage":             s.postMessage,
		"chat.update":                  s.update,
		"chat.delete":                  s.remove,
		"chat.postEphemeral":           s.postEphemeral,
		"conversations.history":        s.history,
		"conversations.replies":        s.replies,
		"conversations.list":           s.list,
		"conversations.open":           s.open,
		"conversations.info":           s.info,
		"users.conversations":          s.list,
		"users.info":                   s.userInfo,
		"views.open":                   s.viewsOpen,
		"views.publish":                s.viewsPublish,
		"assistant.threads.setStatus":  s.setStatus,
		"reactions.add":                s.addReaction,
		"reactions.remove":             s.removeReaction,
		"files.getUploadURLExternal":   s.uploadURL,
		"files.completeUploadExternal": s.completeUpload,
		"files.info":                   s.fileInfo,
	}
}

// api answers the Web API.
func (s *Slack) api(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	args, token, err := readSlackArgs(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fault := s.faultOf(method)
	if fault.delay > 0 {
		time.Sleep(fault.delay)
	}
	if fault.retryAfter > 0 {
		s.tooMany(w, method, args, fault.retryAfter)
		return
	}
	if fault.status != 0 {
		w.WriteHeader(fault.status)
		return
	}
	if wait := s.limited(method, args); wait > 0 {
		s.tooMany(w, method, args, wait)
		return
	}
	body := s.perform(method, args, token)
	if fault.lose {
		panic(http.ErrAbortHandler) // it was done, and nobody is told
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if s.options.Scopes != nil {
		w.Header().Set("X-OAuth-Scopes", strings.Join(s.options.Scopes, ","))
	}
	_, _ = w.Write(inOrder(body)) // a client that went away is not told
}

// inOrder is an answer as Slack writes it: what is short first, what was posted last.
// https://docs.slack.dev/reference/methods/chat.postMessage#examples
func inOrder(body map[string]any) []byte {
	names, first := slices.Sorted(maps.Keys(body)), []string{"ts", "channel", "ok"} // backwards: others have no place
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(slices.Index(first, b), slices.Index(first, a)) })
	out := []byte{'{'}
	for i, name := range names {
		value, err := json.Marshal(body[name])
		if err != nil {
			panic(err)
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(strconv.AppendQuote(out, name), ':'), value...)
	}
	return append(out, '}')
}

// perform does what a call asks for, and records it.
func (s *Slack) perform(method string, args slackArgs, token string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	act, known := s.methods()[method]
	body, word := map[string]any(nil), "unknown_method"
	if known {
		if word = tokenFault(method, token); word == "" {
			body, word = act(args)
		}
	}
	call := SlackCall{Method: method, At: time.Now(), Error: word}
	if !s.options.Forget {
		call.Values = args
	}
	s.calls = append(s.calls, call)
	s.tell()
	if word != "" {
		return map[string]any{"ok": false, "error": word}
	}
	if body == nil {
		body = map[string]any{}
	}
	body["ok"] = true
	return body
}

// tokenFault is the word for a call with the wrong token.
func tokenFault(method, token string) string {
	app := method == "apps.connections.open"
	switch {
	case token == "":
		return "not_authed"
	case token == SlackBotToken && !app, token == SlackAppToken && app:
		return ""
	case token == SlackBotToken, token == SlackAppToken:
		return "not_allowed_token_type"
	}
	return "invalid_auth"
}

// readSlackArgs reads a form or JSON, and the token from either place.
func readSlackArgs(r *http.Request) (slackArgs, string, error) {
	args := slackArgs{}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, "", err
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if len(raw) > 0 {
			err = args.fromJSON(raw)
		}
		return args, token, err
	}
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, "", err
	}
	for key, value := range values {
		args[key] = value[0]
	}
	if args["token"] != "" {
		token = args["token"]
	}
	delete(args, "token")
	return args, token, nil
}

// fromJSON takes the fields of an object; those that are no text stay JSON.
func (a slackArgs) fromJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for key, value := range fields {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		a[key] = text
	}
	return nil
}

func (s *Slack) authTest(slackArgs) (map[string]any, string) {
	return map[string]any{"url": "https://fake.slack.com/", "team": "Fake", "user": "digbot", "team_id": SlackTeam,
		"user_id": SlackBotUser, "bot_id": SlackBotID}, ""
}

func (s *Slack) userInfo(args slackArgs) (map[string]any, string) {
	user, known := s.users[args["user"]]
	if !known {
		return nil, "user_not_found"
	}
	return map[string]any{"user": map[string]any{"id": user.ID, "name": user.Name, "is_bot": user.ID == SlackBotUser,
		"profile": map[string]any{"email": user.Email, "real_name": user.Name}}}, ""
}
