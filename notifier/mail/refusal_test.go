package mail

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"

	"digbot/internal/fake"
	"digbot/notifier"
)

func TestHowAMailCanBeRefused(t *testing.T) {
	const link = "https://digbot.example.fr/unsubscribe/cmVtaW5kZXJzCmMtMDAx.ePXqvhpOuA2sVYtS6qV0vC8zJQ6f0r3E8dC4m1b7yQw"
	const mailto = "<mailto:equipe@dig.example.fr?subject=unsubscribe%20reminders>"
	for _, test := range []struct {
		name      string
		refusal   notifier.Refusal
		list, one string
	}{
		{"a result", notifier.Refusal{}, "", ""},
		{"by mail", notifier.Refusal{List: notifier.Reminders}, mailto, ""},
		{"with one click", notifier.Refusal{List: notifier.Reminders, Link: link}, "<" + link + ">, " + mailto, "List-Unsubscribe=One-Click"},
		{"on a machine without TLS", notifier.Refusal{List: notifier.Reminders, Link: "http" + link[5:]}, "<http" + link[5:] + ">, " + mailto, ""},
	} {
		envelope := testEnvelope()
		envelope.Refusal = test.refusal
		raw, err := testComposer(t).Compose(envelope)
		if err != nil {
			t.Fatal(err)
		}
		message, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if list, one := message.Header.Get("List-Unsubscribe"), message.Header.Get("List-Unsubscribe-Post"); list != test.list || one != test.one {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, list, one, test.list, test.one)
		}
	}
}

// TestRefusalIsSigned holds that nobody on the way can make people click elsewhere.
func TestRefusalIsSigned(t *testing.T) {
	key := testKey(t, 0)
	server := startSMTP(t, fake.SMTPOptions{})
	config := local(server)
	config.DKIM = DKIMConfig{Domain: "dig.example.fr", Selector: "dig2019", Key: pkcs8(t, key)}
	envelope := testEnvelope()
	envelope.Refusal = notifier.Refusal{List: notifier.Calls, Link: "https://digbot.example.fr/unsubscribe/token"}
	if err := newRelays(t, config).Send(t.Context(), envelope, yes); err != nil {
		t.Fatal(err)
	}
	raw, published := server.Messages()[0].Text, record(t, key)
	signature, err := verify(t, raw, published)
	if err != nil {
		t.Fatal(err)
	}
	if covered := strings.Join(signature.HeaderKeys, " "); !strings.Contains(covered, "List-Unsubscribe List-Unsubscribe-Post") {
		t.Errorf("signed: %s", covered)
	}
	for _, change := range [][2]string{{"digbot.example.fr/unsub", "evil.example.net/unsub"}, {"List-Unsubscribe=One-Click", "List-Unsubscribe=Two"}, {"List-Unsubscribe-Post:", "X-Post:"}} {
		if _, err := verify(t, bytes.Replace(raw, []byte(change[0]), []byte(change[1]), 1), published); err == nil {
			t.Errorf("%s became %s unseen", change[0], change[1])
		}
	}
}
