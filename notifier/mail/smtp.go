package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"digbot/notifier"
)

// Relays sends messages over SMTP: through the first relay that takes them, over connections that are kept. It is safe
// for concurrent use.
type Relays struct {
	composer   *Composer
	signer     *signer // nil: messages are not signed
	trial      trial
	returnPath string
	relays     []*relay

	buffers sync.Pool     // of messages under way
	slots   chan struct{} // one for each message under way
	closing chan struct{}
	close   sync.Once
	life    context.Context // ends when what is under way is cut
	cut     context.CancelFunc
}

// message is an envelope as it goes over the wire.
type message struct {
	from, to string
	personal []string // what must not show in notes and logs
	raw      []byte   // lines end with CRLF
}

// NewRelays returns a mailer over the relays of config; it connects to none of them yet. The error joins all that is
// wrong with config.
func NewRelays(config RelaysConfig, composer *Composer, log *slog.Logger) (*Relays, error) {
	config = config.withDefaults(composer)
	faults := config.faults()
	only, err := newTrial(config.Only)
	faults = append(faults, err)
	signer, err := newSigner(config.DKIM, composer.domain)
	faults = append(faults, err)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	r := &Relays{
		composer: composer, signer: signer, trial: only, returnPath: config.ReturnPath,
		slots: make(chan struct{}, config.Connections), closing: make(chan struct{}),
	}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	r.life, r.cut = context.WithCancel(context.Background())
	for _, relayConfig := range config.Relays {
		r.relays = append(r.relays, &relay{
			RelayConfig: relayConfig, hello: config.Hello, timeouts: config.Timeouts, dial: config.Dial,
			tls: &tls.Config{ServerName: relayConfig.Host, RootCAs: config.Roots, MinVersion: tls.VersionTLS12},
			log: log.With("relay", relayConfig.Host), limits: config.Limits, quota: config.Quota,
		})
	}
	return r, nil
}

// Send implements notifier.Mailer. beforeDot is called once the relay has been given the whole message and lacks only the
// line that ends it. When ctx ends before that line, the message does not leave (ErrTemporary); when it ends while the
// relay's answer is awaited, it may have left (ErrUncertain): ctx should outlive a shutdown by a few seconds.
func (r *Relays) Send(ctx context.Context, envelope notifier.Envelope, beforeDot func() error) error {
	if err := r.trial.admits(envelope.To.Email); err != nil {
		return err
	}
	buffer := r.buffers.Get().(*bytes.Buffer) //nolint:errcheck,forcetypeassert // nothing else is put there
	defer func() { buffer.Reset(); r.buffers.Put(buffer) }()
	m, err := r.message(envelope, buffer)
	if err != nil {
		return err
	}
	if err := r.enter(ctx); err != nil {
		return fmt.Errorf("%w: %w", notifier.ErrTemporary, err)
	}
	defer r.leave()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.life, cancel)()
	return r.deliver(ctx, m, beforeDot)
}

// message composes and signs. The buffer is part of the message until it has been sent.
func (r *Relays) message(envelope notifier.Envelope, buffer *bytes.Buffer) (message, error) {
	raw, err := r.composer.compose(envelope, buffer)
	if err != nil {
		return message{}, err
	}
	raw = networkLines(raw)
	if r.signer != nil {
		if raw, err = r.signer.sign(raw); err != nil {
			return message{}, fmt.Errorf("%w: sign %s: %w", notifier.ErrTemporary, envelope.ID, err)
		}
	}
	to := envelope.To.Email
	return message{from: r.returnPath, to: to, personal: personal(envelope.To), raw: raw}, nil
}

// deliver tries the relays in order. It goes on to the next one only where the message has not been handed over, and
// where it is the relay that is at fault, not the message.
func (r *Relays) deliver(ctx context.Context, m message, beforeDot func() error) error {
	var last error
	for _, relay := range inOrder(r.relays) {
		err := relay.send(ctx, m, beforeDot)
		var s *setback
		if !errors.As(err, &s) || !s.elsewhere || ctx.Err() != nil {
			return err
		}
		if last == nil {
			last = err
		} else {
			last = fmt.Errorf("%w; %w", last, err)
		}
	}
	return last
}

// errClosing means that no more messages are taken.
var errClosing = errors.New("the mailer is being closed")

// enter waits for a slot.
func (r *Relays) enter(ctx context.Context) error {
	select {
	case r.slots <- struct{}{}:
	case <-r.closing:
		return errClosing
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case <-r.closing:
		r.leave()
		return errClosing
	default:
		return nil
	}
}

func (r *Relays) leave() { <-r.slots }

// Close takes no more messages, waits for those under way until ctx ends, and closes all connections. What is still under
// way then is cut off: the error says so.
func (r *Relays) Close(ctx context.Context) error {
	r.close.Do(func() { close(r.closing) })
	err := r.drain(ctx)
	r.cut()
	var closing sync.WaitGroup
	for _, relay := range r.relays {
		closing.Go(relay.close)
	}
	closing.Wait()
	return err
}

// drain waits until every slot is free.
func (r *Relays) drain(ctx context.Context) error {
	for taken := range cap(r.slots) {
		select {
		case r.slots <- struct{}{}:
			defer r.leave()
		case <-ctx.Done():
			return fmt.Errorf("messages under way were cut off, %d at most: %w", cap(r.slots)-taken, context.Cause(ctx))
		}
	}
	return nil
}
