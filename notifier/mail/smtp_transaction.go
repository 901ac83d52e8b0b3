package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"digbot/notifier"
)

// transact hands one message over, up to the relay's answer. Errors are *setback, but for beforeDot's own.
func (s *session) transact(ctx context.Context, m message, beforeDot func() error) error {
	stop := context.AfterFunc(ctx, s.abort)
	err := s.submit(ctx, m, beforeDot)
	if !stop() {
		s.broken = true
	}
	var back *setback
	if err == nil || s.broken || !errors.As(err, &back) {
		return err
	}
	if s.broken = back.lost; !s.broken {
		s.within(s.relay.timeouts.Command)
		s.broken = s.client.Reset() != nil // the next message begins with a clean slate
	}
	return err
}

func (s *session) submit(ctx context.Context, m message, beforeDot func() error) error {
	if err := s.address(ctx, m); err != nil {
		return err
	}
	if err := s.write(ctx, m); err != nil {
		return err
	}
	if err := beforeDot(); err != nil {
		s.broken = true // closed before its final dot, the message is dropped: RFC 5321, 4.1.1.10
		return fmt.Errorf("stopped before the message was handed over: %w", err)
	}
	if ctx.Err() != nil {
		return s.failed(ctx, m, stepText, context.Cause(ctx))
	}
	s.within(s.relay.timeouts.Reply)
	if err := s.end(); err != nil {
		return s.failed(ctx, m, stepDot, err)
	}
	return nil
}

// address begins a message: from whom, to whom, and may its text come. A relay that allows it is asked all three at once
// (RFC 2920): far from us, each question by itself takes as long as the message.
func (s *session) address(ctx context.Context, m message) error {
	questions, err := s.questions(ctx, m)
	if err != nil {
		return err
	}
	if atOnce, _ := s.client.Extension("PIPELINING"); atOnce {
		return s.askAtOnce(ctx, m, questions)
	}
	for _, q := range questions {
		err := s.say(q)
		if err == nil {
			err = s.hear(q)
		}
		if err != nil {
			return s.failed(ctx, m, q.step, err)
		}
	}
	return nil
}

// askAtOnce hears every answer before the next message begins; the first refusal is what counts.
func (s *session) askAtOnce(ctx context.Context, m message, questions []question) error {
	if err := s.say(questions...); err != nil {
		return s.failed(ctx, m, stepMail, err)
	}
	var refusal error
	for _, q := range questions {
		err := s.hear(q)
		if err != nil && refusal == nil {
			refusal = s.failed(ctx, m, q.step, err)
		}
		if err != nil && judge(q.step, err).lost {
			break
		}
		if err == nil && refusal != nil && q.step == stepData {
			s.broken = true // it waits for the text of a message that it has refused: closed, it gets none
		}
	}
	return refusal
}

// question is a command that begins a message, and the code of a yes to it: 25 means any of 250 to 259.
type question struct {
	step step
	text string
	yes  int
}

func (s *session) questions(ctx context.Context, m message) ([]question, error) {
	ascii := isASCII(m.from) && isASCII(m.to)
	if international, _ := s.client.Extension("SMTPUTF8"); !ascii && !international {
		return nil, s.failed(ctx, m, stepMail, errForeignScript)
	}
	if strings.ContainsAny(m.from+m.to, "\r\n") { // no composed message has one: what follows would be a command of its own
		return nil, s.failed(ctx, m, stepMail, errForeignSigns)
	}
	options := ""
	if eightBits, _ := s.client.Extension("8BITMIME"); eightBits {
		options = " BODY=8BITMIME"
	}
	if !ascii { // asked for without need, it keeps messages from older servers
		options += " SMTPUTF8"
	}
	return []question{
		{stepMail, "MAIL FROM:<" + m.from + ">" + options, 250},
		{stepRcpt, "RCPT TO:<" + m.to + ">", 25},
		{stepData, "DATA", 354},
	}, nil
}

// say sends commands together.
func (s *session) say(questions ...question) error {
	s.within(s.relay.timeouts.Command)
	out := s.client.Text.W
	for _, q := range questions {
		_, _ = out.WriteString(q.text) // an error stays, and Flush gives it
		_, _ = out.WriteString("\r\n")
	}
	return out.Flush()
}

func (s *session) hear(q question) error {
	s.within(s.relay.timeouts.Command)
	_, _, err := s.client.Text.ReadResponse(q.yes)
	return err
}

// write hands the whole text over: nothing of it stays in a buffer.
func (s *session) write(ctx context.Context, m message) error {
	s.within(s.relay.timeouts.Data)
	err := writeDotted(s.client.Text.W, m.raw)
	if err == nil && s.client.Text.R.Buffered() > 0 {
		err = errors.New("the relay spoke out of turn") // its words would be taken for the answer to the message
	}
	if err != nil {
		return s.failed(ctx, m, stepText, err)
	}
	return nil
}

// writeDotted writes a text whose lines end with CRLF, with a second dot where a line begins with one: RFC 5321, 4.5.2.
// The library looks at each byte of it by itself, which takes as long as composing the message.
func writeDotted(out *bufio.Writer, text []byte) error {
	if bytes.HasPrefix(text, []byte(".")) {
		_ = out.WriteByte('.') // an error stays, and Flush gives it
	}
	whole := bytes.HasSuffix(text, []byte("\r\n"))
	for at := bytes.Index(text, []byte("\n.")); at >= 0; at = bytes.Index(text, []byte("\n.")) {
		_, _ = out.Write(text[:at+2])
		_ = out.WriteByte('.')
		text = text[at+2:]
	}
	_, _ = out.Write(text)
	if !whole {
		_, _ = out.WriteString("\r\n")
	}
	return out.Flush()
}

// end sends the final dot and hears whether the relay has taken the message.
func (s *session) end() error {
	_, _ = s.client.Text.W.WriteString(".\r\n") // as above
	if err := s.client.Text.W.Flush(); err != nil {
		return err
	}
	_, _, err := s.client.Text.ReadResponse(250)
	return err
}

// failed judges an error at a step. Where ctx has ended, that is why.
func (s *session) failed(ctx context.Context, m message, at step, err error) error {
	back := judge(at, err)
	back.relay, back.personal = s.relay.Host, m.personal
	if ctx.Err() != nil && back.lost {
		back.cause = fmt.Errorf("given up: %w", context.Cause(ctx))
	}
	return back
}

// errForeignScript is about the message, whichever relay it goes through.
var errForeignScript = fmt.Errorf("%w: the relay takes no address with accents or of another script", notifier.ErrRefused)

// errForeignSigns is about the message, too.
var errForeignSigns = fmt.Errorf("%w: an address holds what no address can", notifier.ErrRefused)

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
