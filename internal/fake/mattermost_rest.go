package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// router holds the routes of REST v4 that bots and their administrators use.
func (m *Mattermost) router() http.Handler {
	routes := mattermostRoutes{}
	routes.add("GET /api/v4/system/ping", m.ping)
	routes.add("GET /api/v4/websocket", m.websocket)
	routes.add("GET /api/v4/files/{file}", m.getFile)
	routes.add("POST /hooks/commands/{hook}", m.delayed)
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
		"DELETE /posts/{post}":                    m.deletePost,
		"GET /posts/{post}/thread":                m.getThread,
		"POST /actions/dialogs/open":              m.openDialog,
		"POST /files":                             m.postFile,
		"GET /files/{file}/info":                  m.getFileInfo,
		"GET /bots":                               m.getBots,
		"GET /bots/{user}":                        m.getBot,
		"POST /bots":                              m.postBot,
		"PUT /bots/{user}":                        m.putBot,
		"POST /bots/{user}/enable":                m.enableBot,
		"GET /commands":                           m.getCommands,
		"POST /commands":                          m.postCommand,
		"PUT /commands/{command}":                 m.putCommand,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		routes.add(method+" /api/v4"+path, m.answering(h))
	}
	return m.failing(routes)
}

// mattermostRoutes are patterns of method and path. The paths of REST v4 overlap more than http.ServeMux lets them: the
// route with the most words of its own is taken.
type mattermostRoutes map[string]http.HandlerFunc

func (r mattermostRoutes) add(pattern string, h http.HandlerFunc) { r[pattern] = h }

// ServeHTTP implements http.Handler.
func (r mattermostRoutes) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	asked := strings.Split(request.Method+" "+request.URL.Path, "/")
	best, most := "", -1
	for pattern := range r {
		if words := matching(strings.Split(pattern, "/"), asked); words > most {
			best, most = pattern, words
		}
	}
	if most < 0 {
		fail(w, http.StatusNotFound, "api.context.404.app_error", "Sorry, we could not find the page.")
		return
	}
	for i, name := range strings.Split(best, "/") {
		if strings.HasPrefix(name, "{") {
			request.SetPathValue(strings.Trim(name, "{}"), asked[i])
		}
	}
	r[best](w, request)
}

// matching counts the words of a pattern that a path has at their places; -1 when it does not match.
func matching(pattern, path []string) int {
	if len(pattern) != len(path) {
		return -1
	}
	words := 0
	for i, name := range pattern {
		switch {
		case name == path[i]:
			words++
		case !strings.HasPrefix(name, "{"):
			return -1
		}
	}
	return words
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
		if user == nil || user.DeleteAt != 0 {
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
