package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// farewell is how long a relay may take to say goodbye.
const farewell = time.Second

// session is one connection to a relay, ready for messages one after the other.
type session struct {
	relay  *relay
	conn   net.Conn // below TLS: closing it stops whatever goes on
	client *smtp.Client

	served int         // messages
	broken bool        // not to be used any more
	timer  *time.Timer // closes it while it is kept
}

// open makes a connection, protects it as configured and authenticates. Whatever fails is the relay's fault, or ours: no
// message is refused for it.
func (r *relay) open(ctx context.Context) (*session, error) {
	dialling, cancel := context.WithTimeout(ctx, r.timeouts.Dial)
	defer cancel()
	conn, err := r.dial(dialling, "tcp", r.address())
	if err != nil {
		return nil, r.unable(ctx, "connect", err)
	}
	s := &session{relay: r, conn: conn}
	stop := context.AfterFunc(ctx, s.abort)
	step, err := s.begin()
	if err == nil && !stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		stop()
		s.abort()
		return nil, r.unable(ctx, step, err)
	}
	return s, nil
}

// begin goes from the greeting to the last step before a first message; it gives the step that failed.
func (s *session) begin() (step, error) {
	if s.relay.TLS == None && !loopback(s.conn) {
		return "connect", errors.New("the connection leaves this machine unprotected")
	}
	for _, one := range []struct {
		step step
		do   func() error
	}{
		{"greeting", s.greet},
		{"EHLO", func() error { return s.client.Hello(s.relay.hello) }},
		{"STARTTLS", s.startTLS},
		{stepAuth, s.authenticate},
	} {
		s.within(s.relay.timeouts.Command)
		if err := one.do(); err != nil {
			return one.step, err
		}
	}
	return "", nil
}

func (s *session) greet() (err error) {
	conn := s.conn
	if s.relay.TLS == Implicit {
		conn = tls.Client(conn, s.relay.tls)
	}
	s.client, err = smtp.NewClient(conn, s.relay.Host)
	return err
}

// startTLS protects the connection where that is not done yet, or fails.
func (s *session) startTLS() error {
	if s.relay.TLS != Mandatory {
		return nil
	}
	if offered, _ := s.client.Extension("STARTTLS"); !offered {
		return errors.New("the relay does not offer it, and nothing is sent without")
	}
	if s.client.Text.R.Buffered() > 0 {
		return errors.New("the relay spoke out of turn")
	}
	return s.client.StartTLS(s.relay.tls)
}

// protected tells whether nobody on the way can read along.
func (s *session) protected() bool {
	_, err := s.client.GetTLSConnectionState()
	return err == nil || loopback(s.conn)
}

// within limits the time of what comes next. A connection that cannot be limited is closed already: its next use says so.
func (s *session) within(limit time.Duration) { _ = s.conn.SetDeadline(time.Now().Add(limit)) }

// abort closes the connection at once and says nothing more: a QUIT would end a message that is under way, and so send it.
func (s *session) abort() { _ = s.conn.Close() }

// quit takes leave of the relay.
func (s *session) quit() {
	s.within(farewell)
	_ = s.client.Quit() // the relay may be gone: then there is nobody to take leave of
	s.abort()
}

// unable says why a connection could not be made ready.
func (r *relay) unable(ctx context.Context, at step, err error) error {
	if ctx.Err() != nil {
		err = fmt.Errorf("given up: %w", context.Cause(ctx))
	}
	return ofRelay(r.Host, at, err)
}
