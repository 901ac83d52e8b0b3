package check

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"log/slog"
	netmail "net/mail"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// foreign ends the addresses of those whom trial mode keeps from being written to.
const foreign = "@foreign.example.net"

// lived is a season that was lived with a real mailer, to a server that keeps what it gets, and all notices after it.
type lived struct {
	cfg      config.Config
	composer *mail.Composer
	app      *app.App
	store    *store.Store
	server   *fake.SMTP
	key      string // published for DKIM

	shown map[string]notifier.Shown // by delivery: as it was shown just before it left
}

// live lives the season: everything is shown just before it is sent.
func live(t *testing.T) *lived {
	t.Helper()
	cfg, texts := example(t)
	cfg.Approvals.Undo = 0
	l := &lived{cfg: cfg, shown: map[string]notifier.Shown{}}
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	if l.store, err = store.Open(filepath.Join(t.TempDir(), "lived.db"), cfg.Promotion, store.Volatile(), store.WithKey(key)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.store.Close() })
	relays := l.relays(t)
	l.app, err = app.New(cfg, app.Parts{
		Apart: 1, Texts: texts, Store: l.store, Mailer: relays, Poster: nowhere{}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Refuser: notifier.NewRefuser([]byte("secret"), "https://digbot.example.fr"),
	})
	if err != nil {
		t.Fatal(err)
	}
	people := roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 120, 7)
	for i := range people {
		if i%2 == 0 && people[i].Roles[0].Kind == programme.Administration {
			people[i].Language = programme.English
		}
		if i%3 == 0 && people[i].Language == programme.French {
			people[i].Email = strings.Replace(people[i].Email, "@example.org", foreign, 1)
		}
	}
	if err := l.store.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	l.season(t)
	at := cfg.Promotion.At(programme.Start).AddDate(0, 2, 0)
	for _, notice := range sampleNotices(cfg.Promotion, some(people), at) {
		if _, err := l.app.Notifier.Notify(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		l.deliver(t, at)
	}
	if err := relays.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.server.Close()
	return l
}

// some are enough people for every notice in both languages.
func some(people []programme.Person) []programme.Person {
	var some []programme.Person
	for i, person := range people {
		if i%3 == 1 || person.In() == programme.English {
			some = append(some, person)
		}
	}
	return some
}

// relays is the mailer of a service in trial mode, which signs what it sends.
func (l *lived) relays(t *testing.T) *mail.Relays {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	l.key = "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	if l.server, err = fake.NewSMTP(fake.SMTPOptions{}); err != nil {
		t.Fatal(err)
	}
	if l.composer, err = app.Composer(l.cfg); err != nil {
		t.Fatal(err)
	}
	relays, err := mail.NewRelays(mail.RelaysConfig{
		Relays: []mail.RelayConfig{{Host: "127.0.0.1", Port: l.server.Port(), TLS: mail.None}}, Only: []string{"example.org"}, Hello: "bot.example.fr",
		DKIM: mail.DKIMConfig{Domain: "example.fr", Selector: "dig2019", Key: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))},
	}, l.composer, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return relays
}

// season walks through every occasion; the laureates accept two days after the announcement.
func (l *lived) season(t *testing.T) {
	t.Helper()
	begin := l.cfg.Promotion.At(programme.Opening).AddDate(0, 0, -2)
	if _, err := l.app.Scheduler.Sweep(t.Context(), begin); err != nil {
		t.Fatal(err)
	}
	occasions, err := app.Occasions{Store: l.store}.Occasions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, occasion := range occasions {
		if _, err := l.app.Scheduler.Sweep(t.Context(), occasion.Due); err != nil {
			t.Fatal(err)
		}
		l.deliver(t, occasion.Due)
	}
}

// deliver shows all that waits, has it approved where it must be, and sends it.
func (l *lived) deliver(t *testing.T, at time.Time) {
	t.Helper()
	campaigns, err := l.store.Campaigns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, campaign := range campaigns {
		if campaign.State != notifier.CampaignHeld && campaign.State != notifier.CampaignSending {
			continue
		}
		l.show(t, campaign.ID, at)
		for _, staff := range []string{"camille", "dominique"}[:campaign.Approvers] {
			if _, err := l.app.Notifier.Approve(t.Context(), campaign.ID, staff, campaign.Hash, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := l.app.Notifier.Deliver(t.Context(), at); err != nil {
		t.Fatal(err)
	}
}

func (l *lived) show(t *testing.T, campaign string, at time.Time) {
	t.Helper()
	deliveries, err := l.store.Deliveries(t.Context(), campaign)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deliveries {
		if d.Channel != notifier.ByMail {
			continue
		}
		shown, err := l.app.Notifier.PreviewTo(t.Context(), campaign, d.Recipient, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range shown {
			l.shown[one.Delivery.ID] = one
		}
	}
}

// letter is a message that arrived.
type letter struct {
	delivery notifier.Delivery
	envelope notifier.Envelope // as it was shown
	sent     fake.SMTPMessage
	header   netmail.Header
}

// letters are all messages that arrived, each with what was shown of it.
func (l *lived) letters(t *testing.T) []letter {
	t.Helper()
	byMessage := map[string]notifier.Shown{}
	for id, shown := range l.shown {
		byMessage[notifier.MessageID(id)] = shown
	}
	var letters []letter
	for _, sent := range l.server.Messages() {
		message, err := netmail.ReadMessage(bytes.NewReader(sent.Text))
		if err != nil {
			t.Fatal(err)
		}
		id, _, _ := strings.Cut(strings.Trim(message.Header.Get("Message-Id"), "<>"), "@")
		shown, found := byMessage[id]
		if !found {
			t.Fatalf("%s to %s was never shown", message.Header.Get("Subject"), sent.To)
		}
		letters = append(letters, letter{shown.Delivery, shown.Envelope, sent, message.Header})
	}
	slices.SortFunc(letters, func(a, b letter) int { return strings.Compare(a.delivery.ID, b.delivery.ID) })
	return letters
}

// firsts are the first letters of each mailing and language.
func firsts(letters []letter) map[string]letter {
	first := map[string]letter{}
	for _, each := range letters {
		name := each.delivery.Mailing + "." + string(each.envelope.Language)
		if _, found := first[name]; !found {
			first[name] = each
		}
	}
	return first
}
