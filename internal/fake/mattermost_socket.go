package fake

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// remembered is how many events a connection may miss and still be resumed.
	remembered = 256

	// waiting is how many events may wait for a client that reads slowly.
	waiting = 8192
)

// mattermostSession is what the server knows of one connection id.
type mattermostSession struct {
	id, user string
	next     int64
	recent   []mattermostEvent // the last ones, for a resumption
	line     *mattermostLine   // nil while nobody is connected
	missed   int
}

type mattermostEvent struct {
	seq  int64
	text []byte
}

// mattermostLine is one WebSocket.
type mattermostLine struct {
	conn   *websocket.Conn
	out    chan []byte
	closed chan struct{}
	once   sync.Once
	silent atomic.Bool
}

func (l *mattermostLine) cut() {
	l.once.Do(func() {
		close(l.closed)
		_ = l.conn.Close()
	})
}

// Cut breaks all lines; the server goes on remembering their connections.
func (m *Mattermost) Cut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, session := range m.sessions {
		if session.line != nil {
			session.line.cut()
			session.line = nil
		}
	}
}

// Silence leaves all present lines open and lets nothing through any more, as a network that loses everything.
func (m *Mattermost) Silence() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, session := range m.sessions {
		if session.line != nil {
			session.line.silent.Store(true)
			session.line = nil
		}
	}
}

// Lines counts the lines on which somebody listens.
func (m *Mattermost) Lines() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, session := range m.sessions {
		if session.line != nil {
			n++
		}
	}
	return n
}

// Skip loses the next n events of every connection, as a server does whose queue is full.
func (m *Mattermost) Skip(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, session := range m.sessions {
		session.next += n
	}
}

func (m *Mattermost) websocket(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	user := m.tokens[bearer(r)]
	m.mu.Unlock()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	line := &mattermostLine{conn: conn, out: make(chan []byte, waiting), closed: make(chan struct{})}
	defer line.cut()
	conn.SetPingHandler(func(data string) error {
		if line.silent.Load() {
			return nil
		}
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	go line.write()
	if user != "" { // authenticated by its header: it may resume
		seq, _ := strconv.ParseInt(r.URL.Query().Get("sequence_number"), 10, 64)
		m.connect(line, user, r.URL.Query().Get("connection_id"), seq)
	}
	m.read(line, user)
}

func (l *mattermostLine) write() {
	for {
		select {
		case <-l.closed:
			return
		case text := <-l.out:
			if !l.silent.Load() && l.conn.WriteMessage(websocket.TextMessage, text) != nil {
				l.cut()
			}
		}
	}
}

// read answers the client's requests.
func (m *Mattermost) read(line *mattermostLine, user string) {
	for {
		var request struct {
			Seq    int64          `json:"seq"`
			Action string         `json:"action"`
			Data   map[string]any `json:"data"`
		}
		if line.conn.ReadJSON(&request) != nil {
			m.leave(line)
			return
		}
		if request.Action == "authentication_challenge" && user == "" {
			token, _ := request.Data["token"].(string)
			m.mu.Lock()
			user = m.tokens[token]
			m.mu.Unlock()
			if user == "" {
				return
			}
			m.connect(line, user, "", 0)
		}
		reply, _ := json.Marshal(map[string]any{"status": "OK", "seq_reply": request.Seq})
		line.send(reply)
	}
}

func (l *mattermostLine) send(text []byte) {
	select {
	case l.out <- text:
	default:
		l.cut() // it does not read
	}
}

func (m *Mattermost) leave(line *mattermostLine) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, session := range m.sessions {
		if session.line == line {
			session.line = nil
		}
	}
}

// connect resumes a connection that is remembered, with all its events from a number on; else it begins a new one.
func (m *Mattermost) connect(line *mattermostLine, user, id string, seq int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if session := m.sessions[id]; session != nil && session.user == user && !m.options.NoResume && session.knows(seq) {
		session.line, session.missed = line, 0
		for _, event := range session.recent {
			if event.seq >= seq {
				line.send(event.text)
			}
		}
		return
	}
	delete(m.sessions, id)
	session := &mattermostSession{id: newID(), user: user, line: line}
	m.sessions[session.id] = session
	session.tell("hello", map[string]any{"server_version": m.options.Version + ".fake", "connection_id": session.id}, map[string]any{"user_id": user})
}

// knows reports whether the session has every event from a number on.
func (s *mattermostSession) knows(seq int64) bool {
	return seq == s.next || len(s.recent) > 0 && s.recent[0].seq <= seq && seq < s.next
}

// tell numbers an event, remembers it, and sends it when somebody is there.
func (s *mattermostSession) tell(event string, data, broadcast map[string]any) {
	text, _ := json.Marshal(map[string]any{"event": event, "data": data, "broadcast": broadcast, "seq": s.next})
	s.recent = append(s.recent, mattermostEvent{s.next, text})
	if len(s.recent) > remembered {
		s.recent = append(s.recent[:0:0], s.recent[len(s.recent)-remembered:]...)
	}
	s.next++
	if s.line != nil {
		s.line.send(text)
		return
	}
	s.missed++
}

// broadcast tells an event to the connections of some users.
func (m *Mattermost) broadcast(event string, data, broadcast map[string]any, to map[string]bool) {
	for id, session := range m.sessions {
		if to[session.user] {
			session.tell(event, data, broadcast)
		}
		if session.missed > remembered {
			delete(m.sessions, id)
		}
	}
}
