package app

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/internal/trace"
	"digbot/notifier/mail"
)

// life is a service on a file, with an outbox and a log, in which Zoé was written to, has asked, and has tried a command of
// the team's.
type life struct {
	t     *testing.T
	cfg   config.Config
	store *store.Store
	app   *App
	log   bytes.Buffer
	now   time.Time
}

const zoesList = "id;nom;courriel;rôle;statut;défi;décision;slack\n" +
	"p-zoe;Zoé Témoin;zoe.temoin@example.org;candidate;présélectionnée;shom;non retenue;UZOE01\n" +
	"p-noe;Noé Fictif;noe@example.org;candidat;candidature déposée;shom;;UNOE\n" +
	"p-mia;Mia Mentore;mia@example.org;mentor;;shom;;\n"

func newLife(t *testing.T) *life {
	t.Helper()
	l := &life{t: t, now: time.Date(2019, 5, 12, 10, 0, 0, 0, time.UTC)}
	var err error
	if l.cfg, err = config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false }); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	l.cfg.Store.File, l.cfg.Mail.Outbox = filepath.Join(dir, "store.db"), filepath.Join(dir, "outbox")
	key, err := seal.Generate()
	l.must(err)
	l.cfg.Decisions.Key = config.NewSecret(key.Secret())
	log := slog.New(trace.NewHandler(slog.NewTextHandler(&l.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	l.store, err = store.Open(l.cfg.Store.File, l.cfg.Promotion, store.WithKey(key))
	l.must(err)
	t.Cleanup(func() { _ = l.store.Close() })
	texts, err := LoadTexts(l.cfg)
	l.must(err)
	sending, err := newSender(l.cfg, l.store, log)
	l.must(err)
	l.app, err = New(l.cfg, Parts{Texts: texts, Store: l.store, Mailer: sending, Poster: sending, Now: func() time.Time { return l.now }, Log: log})
	l.must(err)
	l.must(TakeIn(t.Context(), NewImporter(l.cfg, l.store), []byte(zoesList), "operator", "start", time.Now()))
	return l
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// live sends the invitations to the hearing and answers what people write.
func (l *life) live() {
	l.t.Helper()
	ctx := l.t.Context()
	for _, occasion := range l.cfg.Promotion.Occasions() {
		if occasion.Name() == "deadline" || occasion.Name() == "deadline-1d" {
			l.must(l.app.Notifier.Announce(ctx, occasion))
		}
	}
	for range 3 {
		_, err := l.app.Notifier.Deliver(ctx, l.now)
		l.must(err)
	}
	for n, text := range []string{"Où en est ma candidature ?", "annoncer lauréats", "salaire"} {
		m := bot.Message{Platform: "slack", Event: "DZOE02:1" + string(rune('0'+n)), Conversation: "DZOE02", User: "UZOE01", Text: text, Place: bot.Place{Direct: true, Channel: "DZOE02"}}
		if n == 1 {
			m.Kind = bot.Command
		}
		_, _, err := l.store.Begin(ctx, m, time.Minute)
		l.must(err)
		_, err = l.app.Handle(ctx, m)
		l.must(err)
		l.must(l.store.Answered(ctx, m))
	}
	_, err := l.store.ChangeTicket(ctx, "0123456789abcdef", func(desk.Ticket) desk.Ticket {
		return desk.Ticket{ID: "0123456789abcdef", Round: 1, Platform: "slack", User: "UZOE01", Opened: time.Now(), Lines: []desk.Line{{Text: "secret-question"}}}
	})
	l.must(err)
	l.must(os.WriteFile(filepath.Join(l.cfg.Mail.Outbox, "to-the-mentor.eml"), []byte("Subject: =?UTF-8?Q?Arriv=C3=A9e_de_Zo=C3=A9_T=C3=A9moin?=\n\nBonjour\n"), 0o600))
	l.must(os.WriteFile(filepath.Join(l.cfg.Mail.Outbox, "posts", "desk-0123456789abcdef-1.md"), []byte("secret-question\n"), 0o600))
}

// find looks for Zoé in the bytes of the store, in the outbox, in the log and in the audit trail.
func (l *life) find() map[string]string {
	l.t.Helper()
	found := map[string]string{}
	look := func(where, text string) {
		for _, trace := range []string{"Zoé", "Témoin", "zoe.temoin@example.org", "UZOE01", "DZOE02", "secret-question", "Où en est ma candidature"} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(trace)) {
				found[where] = trace
			}
		}
	}
	raw, err := os.ReadFile(l.cfg.Store.File)
	l.must(err)
	look("store", string(raw))
	look("log", l.log.String())
	entries, err := l.store.LastEntries(l.t.Context(), 1000)
	l.must(err)
	for _, e := range entries {
		look("audit", e.Who+" "+e.Where+" "+e.What+" "+e.Content)
	}
	l.must(filepath.WalkDir(l.cfg.Mail.Outbox, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			content, _ := os.ReadFile(path)
			look("outbox", path+" "+string(content)+mail.Readable(content))
		}
		return err
	}))
	return found
}

// TestNothingStays forgets Zoé, at her wish and when her time is over: nothing of her is found anywhere, and all of the
// others is.
func TestNothingStays(t *testing.T) {
	for name, erase := range map[string]func(*life) error{
		"forget": func(l *life) error {
			if _, err := NewRights(l.cfg, l.store, "operator").Forget(t.Context(), "p-zoe", time.Now()); err != nil {
				return err
			}
			return l.store.Compact(t.Context())
		},
		"purge": func(l *life) error {
			if _, err := l.store.Release(t.Context(), l.now); err != nil {
				return err
			}
			later := l.now.Add(l.cfg.Retention.Candidates + time.Hour)
			_, err := NewRights(l.cfg, l.store, "purge").Purge(t.Context(), l.store, later, time.Now(), false)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife(t)
			l.live()
			if before := l.find(); before["store"] == "" || before["outbox"] == "" {
				t.Fatalf("Zoé is found in %v only: the test proves nothing", before)
			}
			if entries, err := l.store.LastEntries(t.Context(), 1); err != nil || len(entries) == 0 || l.log.Len() == 0 {
				t.Fatalf("an audit trail of %d entries (%v) and a log of %d bytes prove nothing", len(entries), err, l.log.Len())
			}
			l.must(erase(l))
			if after := l.find(); len(after) > 0 {
				t.Errorf("of Zoé stays: %v", after)
			}
			l.must(l.store.Verify(t.Context()))
			campaigns, err := l.store.Campaigns(t.Context())
			l.must(err)
			for _, c := range campaigns {
				counts, err := l.store.Counts(t.Context(), c.ID)
				l.must(err)
				total := 0
				for _, n := range counts {
					total += n
				}
				if total != c.Planned {
					t.Errorf("%s: the states add up to %d of %d", c.ID, total, c.Planned)
				}
			}
			people, err := l.store.Everybody(t.Context())
			l.must(err)
			if left := len(people); left != map[string]int{"forget": 2, "purge": 1}[name] {
				t.Errorf("%d people are left: %v", left, people)
			}
		})
	}
}

// TestHoldingsKeepTheEmbargo tells a laureate and a declined candidate the same before the release.
func TestHoldingsKeepTheEmbargo(t *testing.T) {
	l := newLife(t)
	rights := NewRights(l.cfg, l.store, "person")
	told := map[programme.Decision]string{}
	for _, decision := range []programme.Decision{programme.Laureate, programme.Declined, programme.Undecided} {
		id := "p-" + string(decision) + "x"
		role := programme.Role{Kind: programme.Candidate, Challenge: "shom", Status: programme.Preselected, Decision: decision}
		l.must(l.store.PutPeople(t.Context(), []programme.Person{{ID: id, Name: "X", Email: id + "@example.org", Roles: []programme.Role{role}}}))
		holdings, err := rights.Holdings(t.Context(), id, l.now)
		l.must(err)
		for _, h := range holdings {
			told[decision] += string(h.Kind) + string(h.Rule) + h.Until.String() + "; "
		}
	}
	if told[programme.Laureate] != told[programme.Declined] || told[programme.Declined] != told[programme.Undecided] {
		t.Errorf("what is held tells the result: %v", told)
	}
}
