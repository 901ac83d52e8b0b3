package fake

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// slackLink is one Socket Mode connection.
type slackLink struct {
	conn    *websocket.Conn
	writing sync.Mutex
	out     chan any // frames, in their order
}

func (l *slackLink) write(frame any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = l.conn.SetWriteDeadline(time.Now().Add(time.Second)) // the write tells
	return l.conn.WriteJSON(frame)
}

// slackEnvelope is what was sent and is to be acknowledged.
type slackEnvelope struct {
	frame map[string]any
	sent  time.Time
	tries int
}

// SlackAck is an acknowledgement.
type SlackAck struct {
	Envelope string
	Took     time.Duration // since the envelope was sent for the first time
	Payload  json.RawMessage
}

// connectionsOpen answers apps.connections.open.
func (s *Slack) connectionsOpen(slackArgs) (map[string]any, string) {
	return map[string]any{"url": strings.Replace(s.server.URL, "http", "ws", 1) + "/link/" + s.id("ticket")}, ""
}

// socket holds one Socket Mode connection.
func (s *Slack) socket(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	link := &slackLink{conn: conn, out: make(chan any, 10000)}
	link.out <- map[string]any{"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": SlackAppID}}
	ended := make(chan struct{})
	defer close(ended)
	if !s.join(link, ended) {
		_ = conn.Close()
		return
	}
	s.read(link)
}

// join begins to speak over a connection, unless the workspace is closed.
func (s *Slack) join(link *slackLink, ended chan struct{}) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.working.Go(func() { s.ping(link, ended) })
	s.working.Go(func() { link.send(ended) })
	s.links[link] = true
	s.opened++
	for _, payload := range s.away {
		var frame map[string]any
		if json.Unmarshal(payload, &frame) == nil {
			s.sendSoon(frame)
		}
	}
	s.away = nil
	s.tell()
	return true
}

func (s *Slack) leave(link *slackLink) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.links, link)
	s.tell()
}

// send writes frames until the connection ends.
func (l *slackLink) send(ended chan struct{}) {
	for {
		select {
		case frame := <-l.out:
			_ = l.write(frame) // without an acknowledgement it is sent again
		case <-ended:
			return
		}
	}
}

func (s *Slack) ping(link *slackLink, ended chan struct{}) {
	every := time.NewTicker(s.options.PingEvery)
	defer every.Stop()
	for {
		if link.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second)) != nil {
			return
		}
		select {
		case <-every.C:
		case <-ended:
			return
		}
	}
}

// read takes acknowledgements until the connection ends.
func (s *Slack) read(link *slackLink) {
	defer link.conn.Close()
	defer s.leave(link)
	for {
		var ack struct {
			Envelope string          `json:"envelope_id"`
			Payload  json.RawMessage `json:"payload"`
		}
		if err := link.conn.ReadJSON(&ack); err != nil {
			return
		}
		s.acknowledge(ack.Envelope, ack.Payload)
	}
}

func (s *Slack) acknowledge(id string, payload json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if envelope := s.envelopes[id]; envelope != nil {
		delete(s.envelopes, id)
		s.acks = append(s.acks, SlackAck{id, time.Since(envelope.sent), payload})
		s.tell()
	}
}

// Send sends an envelope of a kind ("events_api", "slash_commands", "interactive") and returns its id. It is sent again
// while it is not acknowledged.
func (s *Slack) Send(kind string, payload any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.send(kind, payload)
}

func (s *Slack) send(kind string, payload any) string {
	id := s.id("envelope-")
	s.sendSoon(map[string]any{"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": kind != "events_api"})
	return id
}

// sendSoon gives a frame to one of the connections. Nobody there: it is gone, unless the options keep it.
func (s *Slack) sendSoon(frame map[string]any) {
	if len(s.links) == 0 {
		if kept, err := json.Marshal(frame); err == nil && s.options.Keep {
			s.away = append(s.away, kept)
		}
		return
	}
	id, _ := frame["envelope_id"].(string)
	envelope := &slackEnvelope{frame: frame, sent: time.Now()}
	s.envelopes[id] = envelope
	s.transmit(id, envelope)
}

// transmit sends an envelope, up to four times. s.mu is held.
func (s *Slack) transmit(id string, envelope *slackEnvelope) {
	frame := maps.Clone(envelope.frame)
	if envelope.tries > 0 {
		frame["retry_attempt"], frame["retry_reason"] = envelope.tries, "timeout"
	}
	envelope.tries++
	if link := s.anyLink(); link != nil {
		link.out <- frame
	}
	if envelope.tries == 4 {
		return
	}
	time.AfterFunc(s.options.AckWithin, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.envelopes[id] != nil {
			s.transmit(id, envelope)
		}
	})
}

// anyLink takes turns, as Slack does with several connections.
func (s *Slack) anyLink() *slackLink {
	if len(s.links) == 0 {
		return nil
	}
	s.turn++
	skip := s.turn % len(s.links)
	for link := range s.links {
		if skip--; skip < 0 {
			return link
		}
	}
	return nil
}

// Frame sends raw text on every connection.
func (s *Slack) Frame(text string) {
	for _, link := range s.all() {
		link.writing.Lock()
		_ = link.conn.SetWriteDeadline(time.Now().Add(time.Second))     // the write tells
		_ = link.conn.WriteMessage(websocket.TextMessage, []byte(text)) // a connection that ends is as good
		link.writing.Unlock()
	}
}

func (s *Slack) all() []*slackLink {
	s.mu.Lock()
	defer s.mu.Unlock()
	var links []*slackLink
	for link := range s.links {
		links = append(links, link)
	}
	return links
}

// Cut ends all connections without a word.
func (s *Slack) Cut() {
	for _, link := range s.all() {
		_ = link.conn.Close() // it may be closed already
	}
}

// Disconnect asks the app to connect anew, as Slack does every hour or so: "warning", "refresh_requested".
func (s *Slack) Disconnect(reason string) {
	for _, link := range s.all() {
		_ = link.write(map[string]any{"type": "disconnect", "reason": reason}) // a connection that ends is as good
	}
}

// Connected is how many connections are open; Opened, how many there were.
func (s *Slack) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links)
}

// Opened is how many connections there were since the start.
func (s *Slack) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Acks are the acknowledgements so far.
func (s *Slack) Acks() []SlackAck {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.acks)
}

// Unacked are the ids of the envelopes that nobody acknowledged.
func (s *Slack) Unacked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id := range s.envelopes {
		ids = append(ids, id)
	}
	return ids
}
