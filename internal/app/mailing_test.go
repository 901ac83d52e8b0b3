package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/config"
	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// TestBadServers sends a campaign through mail servers that try one's patience, in a bubble of time: everybody is dealt
// with, and nobody gets a mail twice.
func TestBadServers(t *testing.T) {
	for _, test := range []struct {
		name      string
		script    func(seed uint64) fake.SMTPScript
		within    time.Duration
		uncertain bool // a line may be cut after the final dot
	}{
		{"greylisting", func(uint64) fake.SMTPScript { return fake.Greylist() }, 5 * time.Minute, false},
		{"one command in ten fails", func(seed uint64) fake.SMTPScript {
			return fake.Failing(seed, 0.1, fake.SMTPAct{Reply: "421 4.3.2 Closing"}, fake.SMTPAct{Reply: "451 4.3.0 Try again"}, fake.SMTPAct{Cut: true})
		}, 12 * time.Hour, true},
		{"one command in ten fails, some after the message was taken", func(seed uint64) fake.SMTPScript {
			return fake.Failing(seed, 0.1, fake.SMTPAct{Reply: "421 4.3.2 Closing"}, fake.SMTPAct{Reply: "451 4.3.0 Try again"}, fake.SMTPAct{Cut: true, Keep: true})
		}, 12 * time.Hour, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			endureServer(t, test.script(uint64(time.Now().UnixNano())), test.within, test.uncertain)
		})
	}
}

func endureServer(t *testing.T, script fake.SMTPScript, within time.Duration, uncertain bool) {
	t.Helper()
	const people = 150
	s, cfg := openForMailing(t, people)
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: script})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	synctest.Test(t, func(t *testing.T) {
		campaign := mailThrough(t, s, cfg, server, within)
		counts, err := s.Counts(t.Context(), campaign.ID)
		if err != nil || counts[notifier.Accepted]+counts[notifier.Uncertain] != people+1 || !uncertain && counts[notifier.Uncertain] > 0 {
			t.Errorf("%d people and a post: %v, %v", people, counts, err)
		}
		deliveries, err := s.Deliveries(t.Context(), campaign.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range deliveries {
			if n := server.CountTo(d.Recipient + "@example.org"); n > 1 || d.Channel == notifier.ByMail && d.State == notifier.Accepted && n != 1 {
				t.Errorf("%s is %s, and %d came", d.ID, d.State, n)
			}
		}
		t.Logf("%v", counts)
	})
}

// TestLimits sends a campaign within two limits, through a restart: no window ever holds more, and everybody is reached.
func TestLimits(t *testing.T) {
	const people = 60
	s, cfg := openForMailing(t, people)
	cfg.Mail.Limits = []config.Limit{{Messages: 8, Per: time.Minute}, {Messages: 20, Per: 10 * time.Minute}}
	var mu sync.Mutex
	var came []time.Time
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: func(m fake.SMTPMoment) fake.SMTPAct {
		mu.Lock()
		defer mu.Unlock()
		if m.Verb == "MAIL" {
			came = append(came, time.Now())
		}
		return fake.SMTPAct{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		mailFor(t, s, cfg, server, 3*time.Minute) // then it is restarted
		campaign := mailFor(t, s, cfg, server, time.Hour)
		if campaign.State != notifier.CampaignDone || server.Count() != people || time.Since(began) > 24*time.Minute {
			t.Errorf("after %s the campaign is %s, and %d came", time.Since(began), campaign.State, server.Count())
		}
		for _, limit := range cfg.Mail.Limits {
			for i := limit.Messages; i < len(came); i++ {
				if between := came[i].Sub(came[i-limit.Messages]); between < limit.Per {
					t.Errorf("%d messages within %s", limit.Messages+1, between)
				}
			}
		}
		deliveries, err := s.Deliveries(t.Context(), campaign.ID)
		for _, d := range deliveries {
			if d.Attempts > 1 || err != nil {
				t.Errorf("%s took %d attempts, %v", d.ID, d.Attempts, err)
			}
		}
	})
}

// openForMailing is a store with people who have applied.
func openForMailing(t *testing.T, n int) (*store.Store, config.Config) {
	t.Helper()
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(filepath.Join(t.TempDir(), "mailing.db"), cfg.Promotion, store.Volatile())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var people []programme.Person
	for i := range n {
		people = append(people, programme.Person{ID: fmt.Sprintf("c-%04d", i), Name: "Camille Exemple", Email: fmt.Sprintf("c-%04d@example.org", i),
			Roles: []programme.Role{{Kind: programme.Candidate, Status: programme.Applied}}})
	}
	if err := s.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	return s, cfg
}

// mailThrough runs the closing's campaign in a bubble of time until it is done.
func mailThrough(t *testing.T, s *store.Store, cfg config.Config, server *fake.SMTP, within time.Duration) notifier.Campaign {
	t.Helper()
	campaign := mailFor(t, s, cfg, server, within)
	if campaign.State != notifier.CampaignDone {
		t.Errorf("after %s the campaign is %s", within, campaign.State)
	}
	return campaign
}

// here is a connection that stays on this machine.
type here struct{ net.Conn }

func (here) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 25} }

// mailFor runs the closing's campaign in a bubble of time for a while, or until it is done.
func mailFor(t *testing.T, s *store.Store, cfg config.Config, server *fake.SMTP, while time.Duration) notifier.Campaign {
	t.Helper()
	texts, err := LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	composer, err := Composer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c := relaysConfig(cfg.Mail, s)
	c.Relays = []mail.RelayConfig{{Host: "127.0.0.1", Port: 25, TLS: mail.None}}
	c.Dial = func(context.Context, string, string) (net.Conn, error) {
		client, end := net.Pipe()
		go server.Serve(end)
		return here{client}, nil
	}
	relays, err := mail.NewRelays(c, composer, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer relays.Close(context.Background()) //nolint:errcheck // everything was settled before
	outbox := &countingOutbox{sent: map[string]int{}, at: map[string]time.Time{}}
	n := notifier.New(notifierParts(cfg, Parts{Texts: texts, Store: s, Mailer: relays, Poster: outbox, Pulse: time.Minute, Log: slog.New(slog.DiscardHandler)}))
	due := cfg.Promotion.At(programme.Deadline)
	began := time.Now()
	ctx, stop := context.WithCancel(t.Context())
	running := make(chan error, 1)
	go func() { running <- n.Run(ctx, func() time.Time { return due.Add(time.Since(began)) }) }()
	occasion := closing2019(t, s)
	if err := n.Announce(t.Context(), occasion); err != nil {
		t.Fatal(err)
	}
	var campaign notifier.Campaign
	for campaign.State != notifier.CampaignDone && time.Since(began) < while {
		time.Sleep(10 * time.Second)
		if campaign, err = s.Campaign(t.Context(), occasion.ID()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-running
	return campaign
}

// closing2019 is the occasion of the deadline itself.
func closing2019(t *testing.T, s *store.Store) programme.Occasion {
	t.Helper()
	occasions, err := Occasions{s}.Occasions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, occasion := range occasions {
		if occasion.Name() == "deadline" {
			return occasion
		}
	}
	t.Fatal("there is no deadline")
	return programme.Occasion{}
}
