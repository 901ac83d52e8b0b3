package mail

import (
	"errors"
	"fmt"
	"html/template"
	"sync"
	"testing"

	"digbot/internal/fake"
	"digbot/notifier"
	"digbot/templates"
)

func relaysComposer(t testing.TB) *Composer {
	t.Helper()
	layout := template.Must(template.New("layout").Parse(`<html lang="{{.Lang}}"><title>{{.Title}}</title>{{.Body}}</html>`))
	composer, err := NewComposer(notifier.Address{Email: "robot@dig.example.fr"}, notifier.Address{}, layout)
	if err != nil {
		t.Fatal(err)
	}
	return composer
}

// dotted is a body with lines that begin with dots, and one that is a dot.
func dotted() templates.Document {
	return templates.ParseMarkdown("Bonjour,\n\n```\n.\n..\n.suite\n```\n\nÀ bientôt.")
}

// TestSendUnderFaults lets everything fail at random, several times over. Whatever is reported is true: what arrived was
// reported as delivered or uncertain, what was reported as delivered arrived, and nothing arrived twice.
func TestSendUnderFaults(t *testing.T) {
	const messages, workers = 600, 8
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			first := startSMTP(t, fake.SMTPOptions{Script: fake.Faulty(seed, 0.1), Pipelining: seed%2 == 0})
			second := startSMTP(t, fake.SMTPOptions{Script: fake.Faulty(seed+100, 0.1)})
			config := local(first, second)
			config.Connections = 4
			relays := newRelays(t, config)
			errs, commits := make([]error, messages), make([]int, messages)
			var work sync.WaitGroup
			for worker := range workers {
				work.Go(func() {
					for i := worker; i < messages; i += workers {
						errs[i] = relays.Send(t.Context(), numbered(i), func() error {
							commits[i]++
							if i%17 == 0 {
								return errNotNow
							}
							return nil
						})
					}
				})
			}
			work.Wait()
			finish(t, relays, first, second)
			ends := map[string]int{}
			for i, err := range errs {
				to := numbered(i).To.Email
				end, arrived := outcome(err), first.CountTo(to)+second.CountTo(to)
				if errors.Is(err, errNotNow) {
					end = "stopped"
				}
				ends[end]++
				want := arrived == 0
				switch end {
				case "delivered":
					want = arrived == 1 && commits[i] == 1
				case "uncertain":
					want = arrived <= 1 && commits[i] == 1
				case "temporary", "refused", "stopped":
				default:
					want = false
				}
				if !want || commits[i] > 1 {
					t.Errorf("message %d: arrived %d times, committed %d times: %v", i, arrived, commits[i], err)
				}
			}
			for _, end := range []string{"delivered", "temporary", "refused", "uncertain", "stopped"} {
				if ends[end] == 0 {
					t.Errorf("no message was %s: the test shows nothing of it", end)
				}
			}
			t.Log(ends)
		})
	}
}

func numbered(i int) notifier.Envelope {
	envelope := envelopeTo(fmt.Sprintf("personne-%d@example.org", i))
	envelope.ID = fmt.Sprintf("%s-%d", envelope.ID, i)
	return envelope
}
