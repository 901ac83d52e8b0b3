package check

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"digbot/internal/app"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/templates"
)

// mailbox keeps the first mail of each mailing and language.
type mailbox struct {
	mu    sync.Mutex
	mails map[string]notifier.Envelope
}

func (b *mailbox) mailed(d notifier.Delivery, e notifier.Envelope) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := d.Mailing + "." + string(e.Language)
	if first, found := b.mails[name]; !found || e.ID < first.ID {
		b.mails[name] = e
	}
}

// nowhere takes every mail and lets it go nowhere.
type nowhere struct{}

func (nowhere) Send(_ context.Context, _ notifier.Envelope, beforeDot func() error) error {
	return beforeDot()
}
func (nowhere) Post(context.Context, string, string, templates.Document) (string, error) {
	return "", nil
}

// sampleNotices are notices of every kind to everybody, about every challenge, as the team would write them.
func sampleNotices(promotion programme.Promotion, people []programme.Person, at time.Time) []notifier.Notice {
	var notices []notifier.Notice
	for _, kind := range notifier.Kinds() {
		notice := sampleNotice(kind, people, at)
		if !kind.OfChallenge {
			notices = append(notices, notice)
			continue
		}
		for _, challenge := range promotion.Challenges {
			notice.ID, notice.Challenge = kind.Name+"-"+challenge.ID, challenge.ID
			if kind.Name != "call-up" || challenge.Withdrawn.IsZero() {
				notices = append(notices, notice)
			}
		}
	}
	return notices
}

// send sends a notice, approved where it needs to be.
func send(t *testing.T, n *notifier.Notifier, notice notifier.Notice) {
	t.Helper()
	campaign, err := n.Notify(t.Context(), notice)
	if err != nil || len(campaign.Faults) > 0 {
		t.Fatalf("%s: %v, %q", notice.ID, err, campaign.Faults)
	}
	for _, staff := range []string{"camille", "dominique"}[:campaign.Approvers] {
		if _, err := n.Approve(t.Context(), campaign.ID, staff, campaign.Hash, notice.At); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.Deliver(t.Context(), notice.At); err != nil {
		t.Fatal(err)
	}
}

func sampleNotice(kind notifier.Kind, people []programme.Person, at time.Time) notifier.Notice {
	data := map[string]string{
		"number": "12345", "place": "20 avenue de l’Exemple, Paris, salle Lilas", "hours": "9h-18h", "link": "https://visio.example.org/jury",
		"milestone": "deadline", "before": "2019-05-10T17:00", "after": "2019-05-24T17:00",
		"about": "l’heure de fin des candidatures", "wrong": "Les candidatures prennent fin à minuit.", "right": "Les candidatures prennent fin à 17h.",
		"question": "Puis-je venir en train ?\nEt avec mon vélo ?", "answer": "Oui, le vélo *aussi*.\n\nÀ bientôt.",
		"code": "418 203", "minutes": "15", "date": "2019-08-30", "from": "09:30", "until": "18:30", "for": "all",
		"reason": "Le formulaire a été indisponible deux jours.", "start": "2019-06-03",
	}
	notice := notifier.Notice{ID: kind.Name, Kind: kind.Name, Data: data, At: at}
	for _, person := range people {
		notice.To = append(notice.To, person.ID)
		data["open_"+person.ID] = "Ouvrir un accès à Internet."
	}
	return notice
}

// TestNoticesAsTheyAreRead holds what is sent beside the calendar, as its readers get it.
func TestNoticesAsTheyAreRead(t *testing.T) {
	cfg, texts := example(t)
	cfg.Approvals.Undo = 0
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(filepath.Join(t.TempDir(), "notices.db"), cfg.Promotion, store.Volatile(), store.WithKey(key))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	people := roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 120, 7)
	if err := s.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	box := &mailbox{mails: map[string]notifier.Envelope{}}
	a, err := app.New(cfg, app.Parts{Apart: 1, Texts: texts, Store: s, Mailer: nowhere{}, Poster: nowhere{}, Now: time.Now,
		Log: slog.New(slog.DiscardHandler), Observer: notifier.Observer{Mailed: box.mailed}})
	if err != nil {
		t.Fatal(err)
	}
	at := cfg.Promotion.At(programme.Announcement).AddDate(0, 0, 10)
	if _, err := s.Release(t.Context(), at.AddDate(0, 0, -10)); err != nil {
		t.Fatal(err)
	}
	for _, notice := range sampleNotices(cfg.Promotion, people, at) {
		if notice.Kind == "checklist-open" {
			continue // a rehearsed season sends it: it is read among its mails
		}
		send(t, a.Notifier, notice)
	}
	for _, kind := range notifier.Kinds() {
		if kind.Name == "checklist-open" {
			continue
		}
		for _, language := range programme.Languages() {
			name := kind.Name + "." + string(language)
			sent, found := box.mails[name]
			if !found {
				t.Errorf("nobody got %s", name)
				continue
			}
			golden(t, filepath.Join("mails", name), sent.Subject+"\n\n"+sent.Body.Plain())
			if wrong := templates.WrongDates(sent.Body.Plain()); len(wrong) > 0 {
				t.Errorf("%s: %v", name, wrong)
			}
		}
	}
}
