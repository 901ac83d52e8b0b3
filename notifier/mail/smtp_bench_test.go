package mail

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"digbot/internal/fake"
	"digbot/notifier"
)

// The benchmarks send the same envelopes over four kept connections on this machine. The bare loop is what the library
// does by itself; the mailer has the marker before the dot, the pool, the judgement of errors.
const benchConnections = 4

func BenchmarkRelays(b *testing.B) {
	server := startSMTP(b, fake.SMTPOptions{Forget: true})
	config := local(server)
	config.Connections = benchConnections
	relays := newRelays(b, config)
	inParallel(b, server, func() (func(notifier.Envelope) error, func()) {
		return func(envelope notifier.Envelope) error { return relays.Send(b.Context(), envelope, yes) }, func() {}
	})
}

func BenchmarkBareLibrary(b *testing.B) {
	server := startSMTP(b, fake.SMTPOptions{Forget: true})
	inParallel(b, server, func() (func(notifier.Envelope) error, func()) {
		client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(server.Port()), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithoutNoop())
		if err != nil {
			b.Fatal(err)
		}
		connection, err := client.DialToSMTPClientWithContext(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		composer := relaysComposer(b)
		return func(envelope notifier.Envelope) error { return bare(client, connection, composer, envelope) }, func() { _ = connection.Quit() }
	})
}

func bare(client *gomail.Client, connection *smtp.Client, composer *Composer, envelope notifier.Envelope) error {
	message, err := composer.message(envelope)
	if err != nil {
		return err
	}
	message.SetBodyString(gomail.TypeTextPlain, envelope.Body.Plain()+"\n")
	message.AddAlternativeString(gomail.TypeTextHTML, string(envelope.Body.HTML()))
	return client.SendWithSMTPClient(connection, message)
}

// inParallel sends b.N messages through four senders, and checks that they came.
func inParallel(b *testing.B, server *fake.SMTP, sender func() (send func(notifier.Envelope) error, end func())) {
	b.Helper()
	envelope := testEnvelope()
	var next atomic.Int64
	var work sync.WaitGroup
	b.ResetTimer()
	for range benchConnections {
		send, end := sender()
		work.Go(func() {
			defer end()
			for next.Add(1) <= int64(b.N) {
				if err := send(envelope); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	work.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	if server.Count() != b.N {
		b.Errorf("%d messages came, want %d", server.Count(), b.N)
	}
}

func BenchmarkSign(b *testing.B) {
	raw, err := relaysComposer(b).Compose(testEnvelope())
	if err != nil {
		b.Fatal(err)
	}
	raw = bytes.Clone(raw)
	for name, bits := range map[string]int{"rsa2048": 2048, "ed25519": 0} {
		b.Run(name, func(b *testing.B) {
			signer, err := newSigner(DKIMConfig{"dig.example.fr", "dig2019", pkcs8(b, testKey(b, bits))}, "dig.example.fr")
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := signer.sign(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
