package mattermost

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
)

const (
	fuzzBot  = "bbbbbbbbbbbbbbbbbbbbbbbbbb"
	fuzzUser = "uuuuuuuuuuuuuuuuuuuuuuuuuu"
	fuzzRoom = "cccccccccccccccccccccccccc"
)

// deaf is a platform that knows who it is, and that nothing connects to a server. What is said to it finds no inbox.
func deaf(t testing.TB) *Mattermost {
	memory := bot.NewRecall(time.Now)
	m := New(Config{URL: "http://127.0.0.1:1", CommandToken: "command-token"},
		Parts{Claims: memory, Notes: memory, Texts: texts(t), Log: slog.New(slog.DiscardHandler)})
	m.self.Store(&identity{id: fuzzBot, mention: named("digbot"), staff: fuzzRoom})
	return m
}

// FuzzEvent reads frames of the server: whatever they hold, a message has an author and a place, and is nobody's but a person's.
func FuzzEvent(f *testing.F) {
	for _, post := range []string{
		`{"id":"p","user_id":"u","channel_id":"c","message":"@digbot quel salaire ?","create_at":1}`,
		`{"id":"p","user_id":"u","channel_id":"c","message":"et pour **moi** ?","root_id":"r","props":{"from_webhook":"true"}}`,
		`{"id":"p","user_id":"u","channel_id":"c","file_ids":["f"],"metadata":{"files":[{"id":"f","name":"a.csv","size":-1}]},"type":"system_join_channel"}`,
		`{"id":"p","user_id":"` + fuzzBot + `","root_id":"r","delete_at":1,"original_id":"o","props":{"from_bot":true}}`,
	} {
		data, err := json.Marshal(map[string]any{"event": "posted", "data": map[string]string{"post": post, "channel_type": "D"}, "seq": 1})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"event":"posted","data":{"post":7}}`))
	m := deaf(f)
	f.Fuzz(func(t *testing.T, frame []byte) {
		event, err := model.WebSocketEventFromJSON(strings.NewReader(string(frame)))
		if err != nil {
			return
		}
		h, is := ofEvent(event)
		if !is {
			return
		}
		said, ours := m.listen(t.Context(), *m.self.Load(), h)
		if !ours {
			return
		}
		if said.Event == "" || said.User == fuzzBot || said.Conversation != h.post.ChannelId && !strings.HasPrefix(said.Conversation, h.post.ChannelId+":") {
			t.Errorf("%+v", said)
		}
		if h.post.Type != "" || h.post.DeleteAt != 0 || isAutomatic(h.post) {
			t.Errorf("heard what no person wrote: %s", frame)
		}
	})
}

// FuzzCallbacks calls the door as anybody can: the answer is always JSON, and nobody gets in without a secret of ours.
func FuzzCallbacks(f *testing.F) {
	for _, seed := range []struct{ path, authorization, body string }{
		{actionPath, "", `{"user_id":"` + fuzzUser + `","channel_id":"` + fuzzRoom + `","context":{"secret":"SECRET","action":"a0"}}`},
		{actionPath, "", `{"user_id":"` + fuzzUser + `","channel_id":"` + fuzzRoom + `","context":{"secret":"SECRET","action":"a1","selected_option":"1"}}`},
		{actionPath, "", `{"context":{"secret":["x"],"action":{}}}`},
		{dialogPath, "", `{"user_id":"` + fuzzUser + `","state":"SECRET","submission":{"text":"x","tone":"1"}}`},
		{dialogPath, "", `{"user_id":"` + fuzzUser + `","state":"SECRET","cancelled":true,"submission":{"tone":7}}`},
		{CommandPath, "Token SECRET", "user_id=" + fuzzUser + "&channel_id=" + fuzzRoom + "&trigger_id=t&text=combien&response_url=http%3A%2F%2Fx%2Fhooks%2Fcommands%2Fy"},
		{CommandPath, "", "token=SECRET&user_id=a%ZZ"},
	} {
		f.Add(seed.path, seed.authorization, seed.body)
	}
	f.Fuzz(func(t *testing.T, path, authorization, body string) {
		m := deaf(t)
		m.offerAll(t)
		genuine := strings.Contains(authorization+body, "SECRET")
		call := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.ReplaceAll(body, "SECRET", "command-token")))
		call.Header.Set("Authorization", strings.ReplaceAll(authorization, "SECRET", "command-token"))
		call.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		door := m.Routes()["POST "+path]
		if door == nil {
			return
		}
		door.ServeHTTP(answer, call)
		if answer.Code != http.StatusOK || !json.Valid(answer.Body.Bytes()) {
			t.Errorf("%d %q", answer.Code, answer.Body)
		}
		// Without an inbox, who gets in is told that it did not work.
		if in := m.words.say("click-failed", ""); !genuine && strings.Contains(answer.Body.String(), strings.Split(in, "\n")[0]) {
			t.Errorf("%s let in without a secret: %q", path, body)
		}
	})
}

// offerAll notes buttons, a list and a form under one secret, that of the command.
func (m *Mattermost) offerAll(t *testing.T) {
	sum := digest("command-token")
	two := []bot.Choice{{ID: "salary", Label: "Combien ?"}, {ID: "none", Label: "Aucune"}}
	o := offer{Channel: fuzzRoom, Conversation: "x", Actions: []action{{ID: "a0", Button: &bot.Button{ID: "send"}}, {ID: "a1", Choices: two}}}
	if err := m.noteOffer(t.Context(), sum, o); err != nil {
		t.Fatal(err)
	}
	form, err := json.Marshal(window{ID: "answer", User: fuzzUser, Fields: []bot.Field{{ID: "text", Longest: 20}, {ID: "tone", Choices: two}}})
	if err == nil {
		err = m.notes.Note(t.Context(), formNote(sum), string(form), formFor)
	}
	if err != nil {
		t.Fatal(err)
	}
}
