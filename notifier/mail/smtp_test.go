package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/fake"
	"digbot/notifier"
)

// What the ledger may say before the final dot.
var (
	errNotNow = errors.New("the ledger says no")
	yes       = func() error { return nil }
)

var _ notifier.Mailer = (*Relays)(nil)

func startSMTP(t testing.TB, options fake.SMTPOptions) *fake.SMTP {
	t.Helper()
	server, err := fake.NewSMTP(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Close()
		if err := server.Violations(); err != nil {
			t.Errorf("the protocol was broken: %v", err)
		}
	})
	return server
}

func local(servers ...*fake.SMTP) RelaysConfig {
	config := RelaysConfig{Hello: "bot.dig.example.fr"}
	for _, server := range servers {
		config.Relays = append(config.Relays, RelayConfig{Host: "127.0.0.1", Port: server.Port(), TLS: None})
	}
	return config
}

func newRelays(t testing.TB, config RelaysConfig) *Relays {
	t.Helper()
	relays, err := NewRelays(config, relaysComposer(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := relays.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return relays
}

// finish closes the mailer and lets the servers hear all that was said: only then is their count final.
func finish(t *testing.T, relays *Relays, servers ...*fake.SMTP) {
	t.Helper()
	if err := relays.Close(context.Background()); err != nil {
		t.Errorf("close: %v", err)
	}
	for _, server := range servers {
		server.Wait()
	}
}

func envelopeTo(email string) notifier.Envelope {
	envelope := testEnvelope()
	envelope.To.Email = email
	return envelope
}

// outcome is the sort of an error.
func outcome(err error) string {
	switch {
	case err == nil:
		return "delivered"
	case errors.Is(err, notifier.ErrUncertain):
		return "uncertain"
	case errors.Is(err, notifier.ErrTemporary):
		return "temporary"
	case errors.Is(err, notifier.ErrRefused):
		return "refused"
	}
	return err.Error()
}

func TestSendWhatArrivesIsWhatWasComposed(t *testing.T) {
	server := startSMTP(t, fake.SMTPOptions{})
	relays := newRelays(t, local(server))
	envelope := testEnvelope()
	envelope.Body = dotted()
	for range 3 {
		if err := relays.Send(t.Context(), envelope, yes); err != nil {
			t.Fatal(err)
		}
	}
	want, err := relaysComposer(t).Compose(envelope)
	if err != nil {
		t.Fatal(err)
	}
	messages := server.Messages()
	if len(messages) != 3 || server.Opened() != 1 {
		t.Fatalf("%d messages over %d connections, want 3 over one", len(messages), server.Opened())
	}
	for _, message := range messages {
		if string(message.Text) != string(want) {
			t.Errorf("arrived:\n%s\nwant:\n%s", message.Text, want)
		}
		if message.From != "robot@dig.example.fr" || message.To != "camille@example.org" || message.Hello != "bot.dig.example.fr" {
			t.Errorf("from %q, to %q, hello %q", message.From, message.To, message.Hello)
		}
	}
}

// bothWays runs a test with a server that hears one command after the other, and with one that hears several at once.
func bothWays(t *testing.T, test func(t *testing.T, atOnce bool)) {
	t.Helper()
	t.Run("one by one", func(t *testing.T) { test(t, false) })
	t.Run("at once", func(t *testing.T) { test(t, true) })
}

func TestSendOneRelay(t *testing.T) { bothWays(t, sendOneRelay) }

func sendOneRelay(t *testing.T, atOnce bool) {
	const address = "camille@example.org"
	for _, test := range []struct {
		name      string
		script    fake.SMTPScript
		beforeDot error
		want      string // outcome
		count     int    // messages that the server counted
		committed bool
		says      string // in the error's text
	}{
		{"greylisted", fake.Greylist(), nil, "temporary", 0, false, "RCPT: 450 4.2.0 <address>: Recipient address rejected: Greylisted"},
		{"no such user", fake.At("RCPT", 0, fake.SMTPAct{Reply: "550-5.1.1 <camille@example.org>: user\n550 5.1.1 Camille unknown"}), nil, "refused", 0, false, "RCPT: 550 5.1.1 <address>: user <recipient> unknown"},
		{"sender refused", fake.At("MAIL", 0, fake.SMTPAct{Reply: "550 5.7.1 No"}), nil, "refused", 0, false, "MAIL: 550 5.7.1 No"},
		{"sender deferred", fake.At("MAIL", 0, fake.SMTPAct{Reply: "452 4.3.1 Disk full"}), nil, "temporary", 0, false, "MAIL: 452"},
		{"not authenticated", fake.At("MAIL", 0, fake.SMTPAct{Reply: "530 5.7.0 Authentication required"}), nil, "temporary", 0, false, "MAIL: 530 5.7.0"},
		{"no service", fake.At("CONNECT", 0, fake.SMTPAct{Reply: "554 No SMTP service here"}), nil, "temporary", 0, false, "greeting: 554"},
		{"busy", fake.At("CONNECT", 0, fake.SMTPAct{Reply: "421 Too many connections"}), nil, "temporary", 0, false, "greeting: 421"},
		{"cut at the greeting", fake.At("CONNECT", 0, fake.SMTPAct{Cut: true}), nil, "temporary", 0, false, "greeting: EOF"},
		{"closes at RCPT", fake.At("RCPT", 0, fake.SMTPAct{Reply: "421 4.3.2 Closing"}), nil, "temporary", 0, false, "RCPT: 421 4.3.2"},
		{"nonsense at RCPT", fake.At("RCPT", 0, fake.SMTPAct{Reply: "what?"}), nil, "temporary", 0, false, "RCPT: "},
		{"cut at DATA", fake.At("DATA", 0, fake.SMTPAct{Cut: true}), nil, "temporary", 0, false, "DATA: EOF"},
		{"deferred at DATA", fake.At("DATA", 0, fake.SMTPAct{Reply: "451 4.3.0 Later"}), nil, "temporary", 0, false, "DATA: 451 4.3.0 Later"},
		{"refused at DATA", fake.At("DATA", 0, fake.SMTPAct{Reply: "554 5.5.1 No valid recipients"}), nil, "refused", 0, false, "DATA: 554 5.5.1"},
		{"the ledger says no", nil, errNotNow, "stopped before the message was handed over: the ledger says no", 0, true, ""},
		{"content refused", fake.At(".", 0, fake.SMTPAct{Reply: "554 5.7.1 Spam"}), nil, "refused", 0, true, "the dot: 554 5.7.1 Spam"},
		{"content deferred", fake.At(".", 0, fake.SMTPAct{Reply: "451 4.7.1 Later"}), nil, "temporary", 0, true, "the dot: 451 4.7.1 Later"},
		{"closes after the dot", fake.At(".", 0, fake.SMTPAct{Reply: "421 4.3.2 Closing"}), nil, "temporary", 0, true, "the dot: 421"},
		{"cut after the dot, counted", fake.At(".", 0, fake.SMTPAct{Cut: true, Keep: true}), nil, "uncertain", 1, true, "the dot: EOF"},
		{"cut after the dot, lost", fake.At(".", 0, fake.SMTPAct{Cut: true}), nil, "uncertain", 0, true, "the dot: EOF"},
		{"nonsense after the dot", fake.At(".", 0, fake.SMTPAct{Reply: "what?", Keep: true}), nil, "uncertain", 1, true, "the dot: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startSMTP(t, fake.SMTPOptions{Script: test.script, Pipelining: atOnce})
			relays := newRelays(t, local(server))
			committed := false
			err := relays.Send(t.Context(), envelopeTo(address), func() error { committed = true; return test.beforeDot })
			if got := outcome(err); got != test.want {
				t.Errorf("outcome %s, want %s: %v", got, test.want, err)
			}
			if errors.Is(err, errNotNow) != (test.beforeDot != nil) {
				t.Errorf("error %v, want the ledger's: %v", err, test.beforeDot)
			}
			if committed != test.committed {
				t.Errorf("committed %v, want %v", committed, test.committed)
			}
			if text := fmt.Sprint(err); !strings.Contains(text, test.says) || strings.Contains(strings.ToLower(text), "camille") {
				t.Errorf("error %q, want %q in it and nobody's name", text, test.says)
			}
			finish(t, relays, server)
			if got := server.Count(); got != test.count {
				t.Errorf("the server counted %d messages, want %d", got, test.count)
			}
		})
	}
}

// There are never more connections than configured, and each is used again and again.
func TestConnectionsAreBounded(t *testing.T) {
	server := startSMTP(t, fake.SMTPOptions{})
	config := local(server)
	config.Connections = 3
	relays := newRelays(t, config)
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			for range 20 {
				if err := relays.Send(t.Context(), testEnvelope(), yes); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	if server.Count() != 160 || server.Opened() > 3 {
		t.Errorf("%d messages over %d connections, want 160 over 3 at most", server.Count(), server.Opened())
	}
}

// After a setback the next message goes through, over the same connection where the relay has kept it.
func TestSendGoesOnAfterASetback(t *testing.T) { bothWays(t, goOnAfterASetback) }

func goOnAfterASetback(t *testing.T, atOnce bool) {
	for _, test := range []struct {
		name        string
		script      fake.SMTPScript
		beforeDot   error
		connections int
	}{
		{"refused recipient", fake.At("RCPT", 1, fake.SMTPAct{Reply: "550 5.1.1 No"}), nil, 1},
		{"refused text", fake.At("DATA", 1, fake.SMTPAct{Reply: "554 5.5.1 No"}), nil, 1},
		{"refused content", fake.At(".", 1, fake.SMTPAct{Reply: "554 5.7.1 Spam"}), nil, 1},
		{"greylisted", fake.Greylist(), nil, 1},
		{"closed", fake.At("RCPT", 1, fake.SMTPAct{Reply: "421 4.3.2 Closing"}), nil, 2},
		{"cut", fake.At("RCPT", 1, fake.SMTPAct{Cut: true}), nil, 2},
		{"the ledger says no", nil, errNotNow, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startSMTP(t, fake.SMTPOptions{Script: test.script, Pipelining: atOnce})
			relays := newRelays(t, local(server))
			if err := relays.Send(t.Context(), testEnvelope(), func() error { return test.beforeDot }); err == nil {
				t.Fatal("no setback")
			}
			if err := relays.Send(t.Context(), testEnvelope(), yes); err != nil {
				t.Errorf("the next message: %v", err)
			}
			if server.Count() != 1 || server.Opened() != test.connections {
				t.Errorf("%d messages over %d connections, want one over %d", server.Count(), server.Opened(), test.connections)
			}
		})
	}
}

// A relay may close a kept connection at any time: with a word, or without.
func TestSendOverAKeptConnectionThatDied(t *testing.T) {
	for name, close := range map[string]func(*fake.SMTP){
		"with a word": func(*fake.SMTP) {}, // see the script
		"without":     (*fake.SMTP).Hangup,
	} {
		t.Run(name, func(t *testing.T) {
			mails := 0
			server := startSMTP(t, fake.SMTPOptions{Script: func(m fake.SMTPMoment) fake.SMTPAct {
				if m.Verb == "MAIL" {
					mails++
				}
				if name == "with a word" && m.Verb == "MAIL" && mails == 2 {
					return fake.SMTPAct{Reply: "421 4.4.2 Too long"}
				}
				return fake.SMTPAct{}
			}})
			relays := newRelays(t, local(server))
			for range 3 {
				if err := relays.Send(t.Context(), testEnvelope(), yes); err != nil {
					t.Errorf("error %v, want none", err)
				}
				close(server)
			}
			if server.Count() != 3 {
				t.Errorf("%d messages, want 3", server.Count())
			}
		})
	}
}

func TestSendFailsOver(t *testing.T) {
	for _, test := range []struct {
		name          string
		first         fake.SMTPScript
		want          string
		first1, other int // messages counted
	}{
		{"healthy", nil, "delivered", 1, 0},
		{"busy", fake.At("CONNECT", 0, fake.SMTPAct{Reply: "421 Busy"}), "delivered", 0, 1},
		{"no service", fake.At("CONNECT", 0, fake.SMTPAct{Reply: "554 No service"}), "delivered", 0, 1},
		{"disk full", fake.At("MAIL", 0, fake.SMTPAct{Reply: "452 4.3.1 Full"}), "delivered", 0, 1},
		{"cut at RCPT", fake.At("RCPT", 0, fake.SMTPAct{Cut: true}), "delivered", 0, 1},
		{"cut at DATA", fake.At("DATA", 0, fake.SMTPAct{Cut: true}), "delivered", 0, 1},
		{"greylisted: the other would do so too", fake.Greylist(), "temporary", 0, 0},
		{"refused", fake.At("RCPT", 0, fake.SMTPAct{Reply: "550 5.1.1 No"}), "refused", 0, 0},
		{"cut after the dot", fake.At(".", 0, fake.SMTPAct{Cut: true}), "uncertain", 0, 0},
		{"deferred after the dot", fake.At(".", 0, fake.SMTPAct{Reply: "451 Later"}), "temporary", 0, 0},
		{"closed after the dot", fake.At(".", 0, fake.SMTPAct{Reply: "421 Closing"}), "temporary", 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			first, other := startSMTP(t, fake.SMTPOptions{Script: test.first}), startSMTP(t, fake.SMTPOptions{})
			relays := newRelays(t, local(first, other))
			commits := 0
			err := relays.Send(t.Context(), testEnvelope(), func() error { commits++; return nil })
			if got := outcome(err); got != test.want {
				t.Errorf("outcome %s, want %s: %v", got, test.want, err)
			}
			if first.Count() != test.first1 || other.Count() != test.other || commits > 1 {
				t.Errorf("counted %d and %d after %d commits, want %d and %d", first.Count(), other.Count(), commits, test.first1, test.other)
			}
		})
	}
}

func TestSendTellsOfAllRelays(t *testing.T) {
	down := fake.At("CONNECT", 0, fake.SMTPAct{Reply: "421 Busy"})
	full := fake.At("MAIL", 0, fake.SMTPAct{Reply: "452 4.3.1 Full"})
	relays := newRelays(t, local(startSMTP(t, fake.SMTPOptions{Script: down}), startSMTP(t, fake.SMTPOptions{Script: full})))
	err := relays.Send(t.Context(), testEnvelope(), yes)
	for _, want := range []string{"421 Busy", "452 4.3.1 Full"} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
	if outcome(err) != "temporary" {
		t.Errorf("outcome %s", outcome(err))
	}
}

// piped is a connection that seems to be to this machine.
type piped struct{ net.Conn }

func (piped) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 25} }

// pipes dials within a bubble of synctest, where time passes at once.
func pipes(server *fake.SMTP) Dial {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go server.Serve(theirs)
		return piped{ours}, nil
	}
}

func TestSendTimeouts(t *testing.T) {
	limits := Timeouts{Command: 10 * time.Second, Data: 20 * time.Second, Reply: 40 * time.Second}
	for verb, test := range map[string]struct {
		want  string
		after time.Duration
	}{
		"CONNECT": {"temporary", limits.Command},
		"EHLO":    {"temporary", limits.Command},
		"MAIL":    {"temporary", limits.Command},
		"RCPT":    {"temporary", limits.Command},
		"DATA":    {"temporary", limits.Command},
		".":       {"uncertain", limits.Reply},
	} {
		server := startSMTP(t, fake.SMTPOptions{Script: fake.At(verb, 0, fake.SMTPAct{Hold: true})})
		for _, early := range []bool{false, true} { // whether the caller gives up first
			synctest.Test(t, func(t *testing.T) {
				config := local(server)
				config.Dial, config.Timeouts = pipes(server), limits
				relays := newRelays(t, config)
				ctx, after := t.Context(), test.after
				if early {
					after = 3 * time.Second
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, after)
					defer cancel()
				}
				began := time.Now()
				err := relays.Send(ctx, testEnvelope(), yes)
				if outcome(err) != test.want || time.Since(began) != after {
					t.Errorf("%s: after %v %v, want after %v %s", verb, time.Since(began), err, after, test.want)
				}
				if early && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s: %v does not say that the caller gave up", verb, err)
				}
			})
		}
	}
}

func TestSendDoesNotBeginTheDotWhenGivenUp(t *testing.T) {
	server := startSMTP(t, fake.SMTPOptions{})
	relays := newRelays(t, local(server))
	ctx, cancel := context.WithCancel(t.Context())
	err := relays.Send(ctx, testEnvelope(), func() error { cancel(); return nil })
	if outcome(err) != "temporary" || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want a temporary one", err)
	}
	finish(t, relays, server)
	if server.Count() != 0 {
		t.Error("the message left")
	}
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	server := startSMTP(t, fake.SMTPOptions{})
	synctest.Test(t, func(t *testing.T) {
		config := local(server)
		config.Dial, config.Timeouts.Idle = pipes(server), 30*time.Second
		relays := newRelays(t, config)
		for _, step := range []struct {
			wait         time.Duration
			opened, open int
		}{{29 * time.Second, 1, 1}, {29 * time.Second, 1, 1}, {31 * time.Second, 1, 0}, {0, 2, 1}} {
			if err := relays.Send(t.Context(), testEnvelope(), yes); err != nil {
				t.Fatal(err)
			}
			time.Sleep(step.wait)
			synctest.Wait()
			if server.Opened() != step.opened || server.Open() != step.open {
				t.Errorf("%d connections made, %d open; want %d and %d", server.Opened(), server.Open(), step.opened, step.open)
			}
		}
	})
}

func TestClose(t *testing.T) {
	for name, test := range map[string]struct {
		reply time.Duration // of the relay to the dot
		want  string
		whole bool // whether all could be brought to its end
	}{
		"drained": {3 * time.Second, "delivered", true},
		"cut":     {30 * time.Second, "uncertain", false},
	} {
		server := startSMTP(t, fake.SMTPOptions{Script: func(m fake.SMTPMoment) fake.SMTPAct {
			if m.Verb == "." {
				time.Sleep(test.reply)
			}
			return fake.SMTPAct{}
		}})
		synctest.Test(t, func(t *testing.T) {
			config := local(server)
			config.Dial, config.Connections = pipes(server), 1
			relays := newRelays(t, config)
			sent, waiting := make(chan error, 1), make(chan error, 1)
			go func() { sent <- relays.Send(t.Context(), testEnvelope(), yes) }()
			time.Sleep(time.Second)
			go func() { waiting <- relays.Send(t.Context(), testEnvelope(), yes) }()
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if err := relays.Close(ctx); (err == nil) != test.whole {
				t.Errorf("%s: closed with %v", name, err)
			}
			if got := outcome(<-sent); got != test.want {
				t.Errorf("%s: outcome %s, want %s", name, got, test.want)
			}
			for _, late := range []error{<-waiting, relays.Send(t.Context(), testEnvelope(), yes)} {
				if outcome(late) != "temporary" {
					t.Errorf("%s: a late message ended with %v", name, late)
				}
			}
			time.Sleep(test.reply)
			synctest.Wait()
			if server.Open() != 0 {
				t.Errorf("%s: %d connections are open", name, server.Open())
			}
		})
	}
}
