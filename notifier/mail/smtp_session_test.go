package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/fake"
)

func testCertificate(t testing.TB, hosts ...string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	certificate, pool, err := fake.Certificate(time.Now(), hosts...)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}}, pool
}

func TestProtection(t *testing.T) {
	good, roots := testCertificate(t, "127.0.0.1")
	wrong, wrongRoots := testCertificate(t, "other.example.fr")
	both := roots.Clone()
	both.AddCert(wrong.Certificates[0].Leaf)
	old := good.Clone()
	old.MaxVersion = tls.VersionTLS11
	old.MinVersion = tls.VersionTLS10
	middle := good.Clone()
	middle.MaxVersion = tls.VersionTLS12
	for _, test := range []struct {
		name   string
		server fake.SMTPOptions
		tls    TLS
		roots  *x509.CertPool
		says   string // "": sent, under TLS
	}{
		{"STARTTLS", fake.SMTPOptions{TLS: good}, Mandatory, roots, ""},
		{"STARTTLS by default", fake.SMTPOptions{TLS: good}, "", roots, ""},
		{"TLS from the first byte", fake.SMTPOptions{TLS: good, Implicit: true}, Implicit, roots, ""},
		{"TLS 1.2", fake.SMTPOptions{TLS: middle}, Mandatory, roots, ""},
		{"TLS 1.1", fake.SMTPOptions{TLS: old}, Mandatory, roots, "STARTTLS: remote error: tls: protocol version not supported"},
		{"STARTTLS is not offered", fake.SMTPOptions{}, Mandatory, roots, "STARTTLS: the relay does not offer it"},
		{"STARTTLS is taken back", fake.SMTPOptions{TLS: good, Script: fake.At("STARTTLS", 0, fake.SMTPAct{Reply: "454 4.7.0 Not now"})}, Mandatory, roots, "STARTTLS: 454 4.7.0"},
		{"unknown authority", fake.SMTPOptions{TLS: good}, Mandatory, wrongRoots, "STARTTLS: tls: failed to verify certificate"},
		{"unknown authority, implicit", fake.SMTPOptions{TLS: good, Implicit: true}, Implicit, wrongRoots, "greeting: tls: failed to verify certificate"},
		{"the system's authorities", fake.SMTPOptions{TLS: good}, Mandatory, nil, "failed to verify certificate"},
		{"another host's certificate", fake.SMTPOptions{TLS: wrong}, Mandatory, both, "failed to verify certificate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startSMTP(t, test.server)
			config := local(server)
			config.Relays[0].TLS, config.Roots = test.tls, test.roots
			err := newRelays(t, config).Send(t.Context(), testEnvelope(), yes)
			if test.says != "" {
				if outcome(err) != "temporary" || !strings.Contains(err.Error(), test.says) {
					t.Errorf("error %v, want a temporary one with %q", err, test.says)
				}
				if slices.Contains(server.Commands(), "MAIL") {
					t.Error("a message was begun")
				}
				return
			}
			if messages := server.Messages(); err != nil || len(messages) != 1 || !messages[0].TLS {
				t.Errorf("error %v, messages %v; want one that came under TLS", err, messages)
			}
		})
	}
}

func TestAuthentication(t *testing.T) {
	secure, roots := testCertificate(t, "127.0.0.1")
	const all = "LOGIN PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS CRAM-MD5"
	for _, test := range []struct {
		name     string
		offered  string
		tls      TLS
		password string
		want     string // the mechanism that was used
		says     string // of the error; "": sent
	}{
		{"the best under TLS", all, Mandatory, "sésame", "AUTH SCRAM-SHA-256-PLUS", ""},
		{"the best on this machine", all, None, "sésame", "AUTH SCRAM-SHA-256", ""},
		{"SCRAM", "PLAIN SCRAM-SHA-256", Mandatory, "sésame", "AUTH SCRAM-SHA-256", ""},
		{"PLAIN", "LOGIN PLAIN", Mandatory, "sésame", "AUTH PLAIN", ""},
		{"LOGIN", "LOGIN", Mandatory, "sésame", "AUTH LOGIN", ""},
		{"wrong, SCRAM-PLUS", "SCRAM-SHA-256-PLUS", Mandatory, "faux", "AUTH SCRAM-SHA-256-PLUS", "AUTH: 535 5.7.8 Authentication credentials invalid for <address>"},
		{"wrong, SCRAM", "SCRAM-SHA-256", Mandatory, "faux", "AUTH SCRAM-SHA-256", "AUTH: 535 5.7.8"},
		{"wrong, PLAIN", "PLAIN", Mandatory, "faux", "AUTH PLAIN", "AUTH: 535 5.7.8"},
		{"wrong, LOGIN", "LOGIN", Mandatory, "faux", "AUTH LOGIN", "AUTH: 535 5.7.8"},
		{"nothing that we know", "CRAM-MD5", Mandatory, "sésame", "", `AUTH: the relay offers ["CRAM-MD5"]`},
		{"nothing but what needs TLS", "SCRAM-SHA-256-PLUS", None, "sésame", "", "AUTH: the relay offers []"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startSMTP(t, fake.SMTPOptions{TLS: secure, Auth: strings.Fields(test.offered), User: "robot@dig.example.fr", Password: "sésame"})
			config := local(server)
			config.Roots = roots
			relay := &config.Relays[0]
			relay.TLS, relay.User, relay.Password = test.tls, "robot@dig.example.fr", test.password
			relays := newRelays(t, config)
			err := relays.Send(t.Context(), testEnvelope(), yes)
			if test.want != "" && !slices.Contains(server.Commands(), test.want) {
				t.Errorf("commands %v, want %s", server.Commands(), test.want)
			}
			if test.says == "" {
				if messages := server.Messages(); err != nil || len(messages) != 1 || messages[0].User == "" {
					t.Errorf("error %v, messages %v", err, messages)
				}
				return
			}
			if text := fmt.Sprint(err); outcome(err) != "temporary" || !strings.Contains(text, test.says) || strings.Contains(text, test.password) {
				t.Errorf("error %v, want a temporary one with %q, without the password", err, test.says)
			}
		})
	}
}

// A relay that refuses our password is not asked again at once: many refusals in a row lock an account.
func TestAuthenticationIsNotRepeatedAtOnce(t *testing.T) {
	server := startSMTP(t, fake.SMTPOptions{Auth: []string{"PLAIN"}, User: "robot", Password: "sésame"})
	synctest.Test(t, func(t *testing.T) {
		config := local(server)
		config.Dial = pipes(server)
		config.Relays[0].User, config.Relays[0].Password = "robot", "faux"
		relays := newRelays(t, config)
		for _, test := range []struct {
			after  time.Duration
			opened int
		}{{0, 1}, {time.Second, 1}, {resting, 2}} {
			time.Sleep(test.after)
			err := relays.Send(t.Context(), testEnvelope(), yes)
			if outcome(err) != "temporary" || !strings.Contains(err.Error(), "535") || server.Opened() != test.opened {
				t.Errorf("error %v after %d connections, want 535 after %d", err, server.Opened(), test.opened)
			}
		}
	})
}

// A relay to which no connection can be made is tried last for a while, then first again.
func TestRelayRests(t *testing.T) {
	first := startSMTP(t, fake.SMTPOptions{Script: fake.At("CONNECT", 1, fake.SMTPAct{Cut: true})})
	second := startSMTP(t, fake.SMTPOptions{})
	synctest.Test(t, func(t *testing.T) {
		config := local(first, second)
		config.Timeouts.Idle = time.Second
		config.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			server := first
			if strings.HasSuffix(address, fmt.Sprint(second.Port())) {
				server = second
			}
			return pipes(server)(ctx, network, address)
		}
		relays := newRelays(t, config)
		for _, test := range []struct {
			after         time.Duration
			first, second int
		}{{0, 0, 1}, {2 * time.Second, 0, 2}, {resting, 1, 2}, {2 * time.Second, 2, 2}} {
			time.Sleep(test.after)
			if err := relays.Send(t.Context(), testEnvelope(), yes); err != nil {
				t.Fatal(err)
			}
			if first.Count() != test.first || second.Count() != test.second {
				t.Errorf("after %v: %d and %d messages, want %d and %d", test.after, first.Count(), second.Count(), test.first, test.second)
			}
		}
	})
}

// away is a connection that leaves this machine.
type away struct{ net.Conn }

func (away) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 25} }

// Names may lie: what counts is where the connection goes.
func TestNothingLeavesTheMachineUnprotected(t *testing.T) {
	for name, user := range map[string]string{"without a password": "", "with a password": "robot"} {
		t.Run(name, func(t *testing.T) {
			server := startSMTP(t, fake.SMTPOptions{Auth: []string{"PLAIN", "SCRAM-SHA-256"}, User: "robot", Password: "sésame"})
			config := RelaysConfig{Relays: []RelayConfig{{Host: "localhost", TLS: None, User: user, Password: user}}}
			config.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", server.Port()))
				return away{conn}, err
			}
			err := newRelays(t, config).Send(t.Context(), testEnvelope(), yes)
			if outcome(err) != "temporary" || !strings.Contains(err.Error(), "the connection leaves this machine unprotected") {
				t.Errorf("error %v", err)
			}
			if commands := server.Commands(); len(commands) > 0 {
				t.Errorf("the relay heard %v", commands)
			}
		})
	}
}

// A server that says yes without having proved that it knows the password is an impostor, or a wire-tapper.
func TestMutual(t *testing.T) {
	server := startSMTP(t, fake.SMTPOptions{Auth: []string{"SCRAM-SHA-256"}, User: "robot", Password: "sésame",
		Script: fake.At("AUTH", 0, fake.SMTPAct{Reply: "235 2.7.0 Fine"})})
	config := local(server)
	config.Relays[0].User, config.Relays[0].Password = "robot", "sésame"
	err := newRelays(t, config).Send(t.Context(), testEnvelope(), yes)
	if outcome(err) != "temporary" || !strings.Contains(err.Error(), "did not prove") {
		t.Errorf("error %v", err)
	}
}
