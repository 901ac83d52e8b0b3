// Package fake plays the services that digbot talks to, for tests only.
package fake

import (
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"sync"
)

// SMTP is a mail server. It counts a message only once the final dot was seen, as RFC 5321 wants it.
type SMTP struct {
	options  SMTPOptions
	listener net.Listener
	serving  sync.WaitGroup // the listener

	mu          sync.Mutex
	connections map[net.Conn]bool
	left        *sync.Cond // a client has gone
	opened      int
	commands    []string // verbs, in the order in which they came
	messages    []SMTPMessage
	counts      map[string]int
	total       int
	violations  []string
}

// SMTPOptions says what the server offers. The zero SMTPOptions are a plain server that takes everything.
type SMTPOptions struct {
	TLS            *tls.Config // offers STARTTLS; nil: no TLS at all
	Implicit       bool        // TLS from the first byte
	Auth           []string    // mechanisms: PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-256-PLUS; none: no AUTH
	User, Password string      // who may send where Auth is set
	UTF8           bool        // offers SMTPUTF8
	Pipelining     bool        // offers PIPELINING: a client may say several commands before it hears of the first
	Script         SMTPScript  // nil: everything is answered as it should
	Forget         bool        // messages are counted only, for benchmarks
}

// SMTPMessage is a message as it came.
type SMTPMessage struct {
	From, To   string
	Text       []byte // without the dots that the transport adds
	Connection int    // from 1
	TLS        bool
	User       string // who was authenticated, if anybody
	UTF8       bool   // whether SMTPUTF8 was asked for
	Hello      string
}

// NewSMTP starts a server on a free port of this machine. It must be closed.
func NewSMTP(options SMTPOptions) (*SMTP, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &SMTP{
		options: options, listener: listener, connections: map[net.Conn]bool{}, counts: map[string]int{},
	}
	s.left = sync.NewCond(&s.mu)
	s.serving.Go(s.accept)
	return s, nil
}

func (s *SMTP) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		go s.serve(s.enter(conn))
	}
}

// Port is where the server listens, on 127.0.0.1.
func (s *SMTP) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Close cuts all connections and waits for the server to end.
func (s *SMTP) Close() {
	_ = s.listener.Close()
	s.serving.Wait()
	s.Hangup()
	s.Wait()
}

// Wait returns when all clients have gone, and what they said was heard to its end.
func (s *SMTP) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.connections) > 0 {
		s.left.Wait()
	}
}

// Hangup cuts all connections, as a restart does.
func (s *SMTP) Hangup() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.connections {
		_ = conn.Close()
	}
}

// Messages gives the messages that were counted.
func (s *SMTP) Messages() []SMTPMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Count tells how many messages were counted.
func (s *SMTP) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

// CountTo tells how many messages to one address were counted.
func (s *SMTP) CountTo(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[address]
}

// Commands gives the verbs of all commands, and "." for each final dot.
func (s *SMTP) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Opened tells how many connections were made so far.
func (s *SMTP) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Open tells how many connections are open.
func (s *SMTP) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.connections)
}

// Violations tells where clients broke the rules of the protocol.
func (s *SMTP) Violations() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []error
	for _, violation := range s.violations {
		all = append(all, errors.New(violation))
	}
	return errors.Join(all...)
}

func (s *SMTP) violation(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, what)
}

func (s *SMTP) take(m SMTPMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total++
	if s.options.Forget {
		return
	}
	s.counts[m.To]++
	s.messages = append(s.messages, m)
}
