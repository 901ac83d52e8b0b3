package fake

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// dialogue is one connection.
type dialogue struct {
	server *SMTP
	raw    net.Conn
	conn   net.Conn // raw, or TLS over it
	in     *bufio.Reader
	number int

	tls     bool
	hello   string
	user    string
	message *SMTPMessage // that is under way
}

// errOver ends a dialogue.
var errOver = errors.New("the dialogue is over")

const longestLine = 1000 // bytes with CRLF: RFC 5321, 4.5.3.1.6

// Serve speaks with one client until the connection ends.
func (s *SMTP) Serve(conn net.Conn) { s.serve(s.enter(conn)) }

// enter counts a client, from before the first word.
func (s *SMTP) enter(conn net.Conn) *dialogue {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	s.connections[conn] = true
	return &dialogue{server: s, raw: conn, conn: conn, number: s.opened}
}

func (s *SMTP) serve(d *dialogue) {
	defer s.leave(d)
	if s.options.Implicit {
		d.secure()
	}
	d.in = bufio.NewReader(d.conn)
	d.run()
}

func (s *SMTP) leave(d *dialogue) {
	_ = d.raw.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, d.raw)
	s.left.Broadcast()
}

func (d *dialogue) run() {
	if err := d.answer("CONNECT", "220 fake.example ESMTP"); err != nil {
		return
	}
	for {
		line, err := d.line()
		if err != nil {
			return
		}
		verb, argument, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		d.server.note(verb)
		if err := d.command(verb, argument); err != nil {
			return
		}
	}
}

func (s *SMTP) note(verb string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, verb)
}

func (d *dialogue) command(verb, argument string) error {
	switch verb {
	case "EHLO", "HELO":
		d.hello, d.message = argument, nil
		return d.answer(verb, d.offers()...)
	case "STARTTLS":
		return d.startTLS()
	case "AUTH":
		return d.auth(argument)
	case "MAIL":
		return d.mail(argument)
	case "RCPT":
		return d.rcpt(argument)
	case "DATA":
		return d.data()
	case "RSET":
		d.message = nil
		return d.answer(verb, "250 2.0.0 Ok")
	case "NOOP":
		return d.answer(verb, "250 2.0.0 Ok")
	case "*": // an authentication is called off that has failed already
		return d.write("501 5.7.0 Called off")
	case "QUIT":
		return errors.Join(d.answer(verb, "221 2.0.0 Bye"), errOver)
	}
	d.server.violation("unknown command " + verb)
	return d.write("500 5.5.1 Unknown command")
}

func (d *dialogue) offers() []string {
	offers := []string{"fake.example", "8BITMIME", "ENHANCEDSTATUSCODES"}
	options := d.server.options
	if options.TLS != nil && !d.tls {
		offers = append(offers, "STARTTLS")
	}
	if options.UTF8 {
		offers = append(offers, "SMTPUTF8")
	}
	if options.Pipelining {
		offers = append(offers, "PIPELINING")
	}
	if mechanisms := d.mechanisms(); len(mechanisms) > 0 {
		offers = append(offers, "AUTH "+strings.Join(mechanisms, " "))
	}
	lines := make([]string, len(offers))
	for i, offer := range offers {
		lines[i] = "250-" + offer
	}
	lines[len(lines)-1] = "250 " + offers[len(offers)-1]
	return lines
}

func (d *dialogue) startTLS() error {
	if d.tls || d.server.options.TLS == nil {
		return d.write("503 5.5.1 TLS is not available")
	}
	if err := d.answer("STARTTLS", "220 2.0.0 Ready"); err != nil {
		return err
	}
	d.secure()
	d.in = bufio.NewReader(d.conn)
	d.hello, d.user, d.message = "", "", nil
	return nil
}

func (d *dialogue) secure() {
	d.conn, d.tls = tls.Server(d.raw, d.server.options.TLS), true
}

func (d *dialogue) mail(argument string) error {
	if d.message != nil {
		d.server.violation("MAIL within a message")
		return d.write("503 5.5.1 Nested MAIL command")
	}
	if len(d.server.options.Auth) > 0 && d.user == "" {
		return d.write("530 5.7.0 Authentication required")
	}
	from, ok := path(argument, "FROM:")
	if !ok {
		d.server.violation("MAIL " + argument)
		return d.write("501 5.5.4 Syntax")
	}
	international := strings.HasSuffix(argument, " SMTPUTF8")
	if international && !d.server.options.UTF8 {
		d.server.violation("SMTPUTF8 was not on offer")
	}
	d.message = &SMTPMessage{From: from, Connection: d.number, TLS: d.tls, User: d.user, UTF8: international, Hello: d.hello}
	return d.accept(d.answer("MAIL", "250 2.1.0 Ok"))
}

func (d *dialogue) rcpt(argument string) error {
	to, ok := path(argument, "TO:")
	if !ok || d.message == nil {
		d.outOfSequence("RCPT " + argument)
		return d.write("503 5.5.1 Sequence")
	}
	if !d.message.UTF8 && strings.ContainsFunc(to, func(r rune) bool { return r >= 0x80 }) {
		d.server.violation("an address that is not ASCII, without SMTPUTF8")
	}
	d.message.To = to
	err := d.answer("RCPT", "250 2.1.5 Ok")
	if errors.Is(err, errScripted) {
		d.message.To = ""
		return nil
	}
	return err
}

// outOfSequence notes a command that cannot come now, unless the client could not know that what came before was refused.
func (d *dialogue) outOfSequence(what string) {
	if !d.server.options.Pipelining {
		d.server.violation(what)
	}
}

// accept forgets a message whose MAIL was answered by the script.
func (d *dialogue) accept(err error) error {
	if errors.Is(err, errScripted) {
		d.message = nil
		return nil
	}
	return err
}

func path(argument, keyword string) (string, bool) {
	rest, ok := strings.CutPrefix(argument, keyword+"<")
	if !ok {
		return "", false
	}
	address, _, ok := strings.Cut(rest, ">")
	return address, ok
}

func (d *dialogue) data() error {
	if d.message == nil || d.message.To == "" {
		d.outOfSequence("DATA without a recipient")
		return d.write("503 5.5.1 Sequence")
	}
	if err := d.answer("DATA", "354 Go ahead"); err != nil {
		return ignore(err)
	}
	text, err := d.text()
	if err != nil {
		return err // no final dot, no message
	}
	d.server.note(".")
	d.message.Text = text
	act := d.act(".")
	if d.message != nil && (act == (SMTPAct{}) || act.Keep) {
		d.server.take(*d.message)
	}
	d.message = nil
	return ignore(d.perform(act, "250 2.0.0 Ok: queued"))
}

// text reads up to the final dot.
func (d *dialogue) text() ([]byte, error) {
	if act := d.act("TEXT"); act.Cut || act.Hold {
		_, _ = d.in.ReadByte() // a part of it has come
		return nil, d.perform(act)
	}
	var text bytes.Buffer
	for {
		line, err := d.line()
		if err != nil {
			return nil, err
		}
		if line == "." {
			return text.Bytes(), nil
		}
		if !d.server.options.Forget {
			text.WriteString(strings.TrimPrefix(line, "."))
			text.WriteString("\r\n")
		}
	}
}

// line reads a line, which ends with CRLF.
func (d *dialogue) line() (string, error) {
	line, err := d.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	content, ok := strings.CutSuffix(line, "\r\n")
	if !ok || strings.ContainsAny(content, "\r\n") {
		d.server.violation("a line with a lone CR or LF")
	}
	if len(line) > longestLine {
		d.server.violation(fmt.Sprintf("a line of %d bytes", len(line)))
	}
	return content, nil
}

// errScripted means that the script answered, and not with the server's own words.
var errScripted = errors.New("scripted")

func ignore(err error) error {
	if errors.Is(err, errScripted) {
		return nil
	}
	return err
}

// answer replies, unless the script has something else to say.
func (d *dialogue) answer(verb string, lines ...string) error {
	err := d.perform(d.act(verb), lines...)
	switch verb {
	case "MAIL", "RCPT", "DATA":
		return err
	}
	if errors.Is(err, errScripted) && (verb == "CONNECT" || verb == "STARTTLS") {
		return errOver
	}
	return ignore(err)
}

func (d *dialogue) act(verb string) SMTPAct {
	if d.server.options.Script == nil {
		return SMTPAct{}
	}
	moment := SMTPMoment{Connection: d.number, Verb: verb}
	if d.message != nil {
		moment.From, moment.To = d.message.From, d.message.To
	}
	return d.server.options.Script(moment)
}

func (d *dialogue) perform(act SMTPAct, lines ...string) error {
	switch {
	case act.Hold:
		d.hold()
		return errOver
	case act.Cut:
		return errOver
	case act.Reply != "":
		if err := d.write(strings.ReplaceAll(act.Reply, "\n", "\r\n")); err != nil {
			return err
		}
		if strings.HasPrefix(act.Reply, "421") {
			return errOver
		}
		return errScripted
	}
	return d.write(lines...)
}

// hold reads on without ever replying.
func (d *dialogue) hold() { _, _ = io.Copy(io.Discard, d.in) }

func (d *dialogue) write(lines ...string) error {
	_, err := io.WriteString(d.conn, strings.Join(lines, "\r\n")+"\r\n")
	return err
}
