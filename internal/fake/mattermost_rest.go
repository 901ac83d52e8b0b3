package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// router holds the routes of REST v4 that bots and their administrators use.
func (m *Mattermost) router() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, h http.HandlerFunc) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /api/v4"+path, h)
	}
	open("GET /system/ping", m.ping)
	open("GET /websocket", m.websocket)
	mux.HandleFunc("POST /hooks/commands/{hook}", m.delayed)
	for pattern, h := range map[string]func(*mattermostCall) (any, error){
		"GET /config/client":                      m.clientConfig,
		"GET /config":                             m.serverConfig,
		"GET /users/{user}":                       m.getUser,
		"GET /users/username/{name}":              m.getUserByName,
		"GET /users/{user}/teams":                 m.getTeams,
		"GET /users/{user}/teams/{team}/channels": m.getChannels,
		"POST /users/{user}/typing":               m.postTyping,
		"GET /users/{user}/tokens":                m.getTokens,
		"POST /users/{user}/tokens":               m.postToken,
		"GET /teams/name/{name}":                  m.getTeam,
		"GET /teams/{team}/channels/name/{name}":  m.getChannelByName,
		"GET /teams/{team}/members/{user}":        m.getTeamMember,
		"POST /teams/{team}/members":              m.postTeamMember,
		"GET /channels/{channel}":                 m.getChannel,
		"GET /channels/{channel}/members/{user}":  m.getChannelMember,
		"POST /channels/{channel}/members":        m.postChannelMember,
		"GET /channels/{channel}/posts":           m.getPosts,
		"POST /channels/direct":                   m.postDirect,
		"POST /posts":                             m.postPost,
		"POST /posts/ephemeral":                   m.postEphemeral,
		"GET /posts/{post}":                       m.getPost,
		"PUT /posts/{post}":                       m.putPost,
		"GET /posts/{post}/thread":                m.getThread,
		"POST /actions/dialogs/open":              m.openDialog,
		"POST /files":                             m.postFile,
		"GET /files/{file}/info":                  m.getFileInfo,
		"GET /bots":                               m.getBots,
		"POST /bots":                              m.postBot,
		"PUT /bots/{user}":                        m.putBot,
		"POST /bots/{user}/enable":                m.enableBot,
		"GET /commands":                           m.getCommands,
		"POST /commands":                          m.postCommand,
		"PUT /commands/{command}":                 m.putCommand,
	} {
		open(pattern, m.answering(h))
	}
	open("GET /files/{file}", m.getFile)
	return m.failing(mux)
}

// mattermostCall is one authenticated request.
type mattermostCall struct {
	*http.Request
	user *MattermostUser
}

// decode reads the body.
func (c *mattermostCall) decode(into any) error {
	if err := json.NewDecoder(c.Body).Decode(into); err != nil {
		return refused{http.StatusBadRequest, "api.context.invalid_body_param.app_error", err.Error()}
	}
	return nil
}

// named is the user of the path; "me" is who asks.
func (c *mattermostCall) named() string {
	if id := c.PathValue("user"); id != "me" {
		return id
	}
	return c.user.ID
}

// refused is an error that the client is told.
type refused struct {
	status      int
	id, message string
}

func (r refused) Error() string { return fmt.Sprintf("%d %s: %s", r.status, r.id, r.message) }

func notFound(what string) error {
	return refused{http.StatusNotFound, "app." + what + ".get.app_error", "no such " + what}
}

func forbidden() error {
	return refused{http.StatusForbidden, "api.context.permissions.app_error", "You do not have the appropriate permissions."}
}

func invalid(what string) error {
	return refused{http.StatusBadRequest, "api.invalid_param.app_error", "invalid " + what}
}

// answering authenticates, locks the server, and answers with JSON.
func (m *Mattermost) answering(h func(*mattermostCall) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		user := m.users[m.tokens[bearer(r)]]
		var answer any
		var err error
		if user == nil {
			err = refused{http.StatusUnauthorized, "api.context.session_expired.app_error", "Invalid or expired session, please login again."}
		} else {
			answer, err = h(&mattermostCall{r, user})
		}
		var body []byte
		if err == nil {
			body, err = json.Marshal(answer) // while it is locked: nothing changes meanwhile
		}
		m.mu.Unlock()
		if wrong, isRefused := err.(refused); isRefused { //nolint:errorlint // it is never wrapped
			fail(w, wrong.status, wrong.id, wrong.message)
			return
		}
		if err != nil {
			fail(w, http.StatusInternalServerError, "fake", err.Error())
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Version-Id", m.options.Version+"."+m.options.Version+".fake.false")
		if r.Method == http.MethodPost && r.URL.Path == "/api/v4/posts" {
			w.WriteHeader(http.StatusCreated)
		}
		_, _ = w.Write(body)
	}
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return token
}

func fail(w http.ResponseWriter, status int, id, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"id": id, "message": message, "detailed_error": "", "request_id": newID(), "status_code": status})
}

func (m *Mattermost) ping(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "OK", "AndroidLatestVersion": "", "IosMinVersion": ""})
}
