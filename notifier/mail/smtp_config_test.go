package mail

import (
	"log/slog"
	"strings"
	"testing"

	"digbot/internal/fake"
)

func TestNewRelaysReportsAllFaults(t *testing.T) {
	config := RelaysConfig{
		Hello: "two words", ReturnPath: "équipe", Only: []string{"", "@", "a b"},
		DKIM: DKIMConfig{Domain: "example.org", Selector: "dig", Key: "no key"},
		Relays: []RelayConfig{
			{Host: "smtp.example.fr", TLS: None},
			{Host: "192.0.2.1", TLS: None, User: "robot", Password: "sésame"},
			{Host: "", TLS: "starttls", Port: 70000, User: "robot"},
			{Host: "smtp.example.fr\r\nX"},
		},
	}
	_, err := NewRelays(config, relaysComposer(t), slog.New(slog.DiscardHandler))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`hello: "two words" is no name`, "return path: ", `only: "" is no address`, `only: "@" is no address`, `only: "a b"`,
		`dkim: the domain "example.org" is not that of the sender`, "dkim: the key is not in PEM form",
		"relay 1 (smtp.example.fr): tls: none is for a relay on this machine",
		"relay 2 (192.0.2.1): tls: none is for a relay on this machine",
		"relay 3 (): host: ", `relay 3 (): tls: "starttls" is unknown`, "relay 3 (): port: 70000", "relay 3 (): user and password: ",
		"relay 4 (",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("lacks %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "sésame") {
		t.Error("the password is shown")
	}
	if _, err := NewRelays(RelaysConfig{}, relaysComposer(t), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("no relay is no fault")
	}
}

func TestRelayDefaults(t *testing.T) {
	for tls, want := range map[TLS]string{"": "smtp.example.fr:587", Mandatory: "smtp.example.fr:587", Implicit: "smtp.example.fr:465", None: "smtp.example.fr:25"} {
		if got := (RelayConfig{Host: "smtp.example.fr", TLS: tls}).withDefaults().address(); got != want {
			t.Errorf("%q: %s, want %s", tls, got, want)
		}
	}
}

func TestTrial(t *testing.T) {
	const address, domain = "Camille@Example.org", "@equipe.example.fr"
	for email, admitted := range map[string]bool{
		"camille@example.org":         true,
		"CAMILLE@EXAMPLE.ORG":         true,
		"dominique@equipe.example.fr": true,
		"dominique@EQUIPE.example.fr": true,
		"dominique@example.org":       false,
		"camille@example.org.test":    false,
		"x@sous.equipe.example.fr":    false,
		"x@notequipe.example.fr":      false,
		"x@example.fr":                false,
		"equipe.example.fr@example":   false,
	} {
		server := startSMTP(t, fake.SMTPOptions{})
		config := local(server)
		config.Only = []string{address, domain}
		committed := false
		err := newRelays(t, config).Send(t.Context(), envelopeTo(email), func() error { committed = true; return nil })
		if admitted {
			if err != nil || server.Count() != 1 {
				t.Errorf("%s: error %v, %d messages", email, err, server.Count())
			}
			continue
		}
		if outcome(err) != "refused" || !strings.Contains(err.Error(), "trial mode") || committed || server.Opened() > 0 {
			t.Errorf("%s: error %v, committed %v, %d connections; want a refusal and nothing else", email, err, committed, server.Opened())
		}
	}
}

func TestForeignScript(t *testing.T) {
	for _, test := range []struct {
		utf8 bool
		to   string
		want string
	}{{true, "zoé@example.org", "delivered"}, {false, "zoé@example.org", "refused"}, {false, "zoe@example.org", "delivered"}} {
		server := startSMTP(t, fake.SMTPOptions{UTF8: test.utf8})
		relays := newRelays(t, local(server))
		if err := relays.Send(t.Context(), envelopeTo(test.to), yes); outcome(err) != test.want {
			t.Errorf("%s with UTF8 %v: %v, want %s", test.to, test.utf8, err, test.want)
		}
		if err := relays.Send(t.Context(), testEnvelope(), yes); err != nil {
			t.Errorf("the next message: %v", err)
		}
		for _, message := range server.Messages() {
			if message.UTF8 == isASCII(message.To) {
				t.Errorf("%s: SMTPUTF8 was asked for: %v", message.To, message.UTF8)
			}
		}
	}
}
