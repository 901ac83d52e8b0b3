package mail

import (
	"context"
	"errors"
	"fmt"
	"io"

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
	text, err := s.address(ctx, m)
	if err != nil {
		return err
	}
	if err := s.write(ctx, m, text); err != nil {
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
	if err := text.Close(); err != nil {
		return s.failed(ctx, m, stepDot, err)
	}
	return nil
}

// address begins a message: from whom, to whom, and may its text come.
func (s *session) address(ctx context.Context, m message) (io.WriteCloser, error) {
	ascii := isASCII(m.from) && isASCII(m.to)
	if international, _ := s.client.Extension("SMTPUTF8"); !ascii && !international {
		return nil, s.failed(ctx, m, stepMail, errForeignScript)
	}
	s.client.SkipSMTPUTF8(ascii) // asked for without need, it keeps messages from older servers
	s.within(s.relay.timeouts.Command)
	if err := s.client.Mail("<" + m.from + ">"); err != nil {
		return nil, s.failed(ctx, m, stepMail, err)
	}
	s.within(s.relay.timeouts.Command)
	if err := s.client.Rcpt("<" + m.to + ">"); err != nil {
		return nil, s.failed(ctx, m, stepRcpt, err)
	}
	s.within(s.relay.timeouts.Command)
	text, err := s.client.Data()
	if err != nil {
		return nil, s.failed(ctx, m, stepData, err)
	}
	return text, nil
}

// write hands the whole text over: nothing of it stays in a buffer.
func (s *session) write(ctx context.Context, m message, text io.Writer) error {
	s.within(s.relay.timeouts.Data)
	_, err := text.Write(m.raw)
	if err == nil {
		err = s.client.Text.W.Flush()
	}
	if err == nil && s.client.Text.R.Buffered() > 0 {
		err = errors.New("the relay spoke out of turn") // its words would be taken for the answer to the message
	}
	if err != nil {
		return s.failed(ctx, m, stepText, err)
	}
	return nil
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

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
