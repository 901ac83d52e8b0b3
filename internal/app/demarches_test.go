package app

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/demarches"
	"digbot/internal/fake"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/templates"
)

// form is a fake form with a service that reads it, which can be started anew.
type form struct {
	t     *testing.T
	site  *fake.Demarches
	cfg   config.Config
	texts *templates.Library
	store *store.Store
	mails *counting
	app   *App
}

// counting counts the mails to each address.
type counting struct {
	mu sync.Mutex
	to map[string]int
}

func (c *counting) Send(_ context.Context, e notifier.Envelope, beforeDot func() error) error {
	if err := beforeDot(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to[strings.ToLower(e.To.Email)]++
	return nil
}

func newForm(t *testing.T) *form {
	t.Helper()
	f := &form{t: t, site: fake.NewDemarches(t), mails: &counting{to: map[string]int{}}}
	var err error
	if f.cfg, err = config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false }); err != nil {
		t.Fatal(err)
	}
	f.cfg.Store.File = filepath.Join(t.TempDir(), "store.db")
	f.cfg.Mail.Outbox = t.TempDir()
	f.cfg.People = config.People{Source: config.FromDemarches, Acknowledge: true, Demarches: config.Demarches{
		URL: f.site.URL, Number: f.site.Number, Token: config.NewSecret(f.site.Token),
		Fields: map[string]string{"challenge": "Défi souhaité", "lang": "Langue"}, Challenges: map[string]string{"Portails du Shom": "shom", "Compte ameli": "ameli"},
	}}
	if f.texts, err = LoadTexts(f.cfg); err != nil {
		t.Fatal(err)
	}
	f.start()
	t.Cleanup(func() { _ = f.store.Close() })
	return f
}

// start is a restart: nothing is known but what the store holds.
func (f *form) start() {
	f.t.Helper()
	if f.store != nil {
		if err := f.store.Close(); err != nil {
			f.t.Fatal(err)
		}
	}
	var err error
	if f.store, err = store.Open(f.cfg.Store.File, f.cfg.Promotion, store.Volatile()); err != nil {
		f.t.Fatal(err)
	}
	f.app, err = New(f.cfg, Parts{Texts: f.texts, Store: f.store, Mailer: f.mails, Now: f.now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *form) now() time.Time { return time.Date(2019, 4, 20, 12, 0, 0, 0, time.UTC) }

// reader reads the form. It does not wait for the lease of a process that is dead.
func (f *form) reader() *demarches.Reader {
	reader := newApplications(f.cfg, applicationDesk{store: f.store, notify: f.app.Notifier.Notify, now: f.now, log: slog.New(slog.DiscardHandler)})
	reader.Desk = eager{reader.Desk.(applicationDesk)}
	return reader
}

type eager struct{ applicationDesk }

func (eager) Lease(context.Context, time.Time) (bool, error) { return true, nil }

// roster tells everybody in the store as the source would.
func (f *form) roster() []string {
	f.t.Helper()
	people, err := f.store.Directory(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	var told []string
	for _, p := range people {
		for _, role := range p.Roles {
			told = append(told, fmt.Sprintf("%s|%s|%s|%s", p.Name, strings.ToLower(p.Email), role.Challenge, role.Status))
		}
	}
	slices.Sort(told)
	return told
}

func (f *form) source() []string {
	challenges := map[string]string{"Portails du Shom": "shom", "Compte ameli": "ameli"}
	var told []string
	for _, d := range f.site.Dossiers() {
		told = append(told, fmt.Sprintf("%s %s|%s|%s|applied", d.Prenom, d.Nom, d.Email, challenges[d.Champs["Défi souhaité"]]))
	}
	slices.Sort(told)
	return told
}

func applicationOf(n, version int) fake.Dossier {
	return fake.Dossier{Number: n, Prenom: "Zoé", Nom: fmt.Sprintf("Fictif %d-%d", n, version), Email: fmt.Sprintf("zoe.%d@example.org", n),
		Champs: map[string]string{"Défi souhaité": []string{"Portails du Shom", "Compte ameli"}[(n+version)%2]}}
}

// TestStormOfApplications files, changes and erases applications while a third of the requests fail and the service is
// started anew again and again: after the storm the roster is the source, and each application was acknowledged once.
func TestStormOfApplications(t *testing.T) {
	f := newForm(t)
	chance, luck := rand.New(rand.NewPCG(2019, 5)), rand.New(rand.NewPCG(2019, 6))
	var mu sync.Mutex // the source is asked by others than us
	f.site.Fault = func(int) fake.DemarchesFault {
		mu.Lock()
		defer mu.Unlock()
		if luck.IntN(100) >= 30 {
			return fake.NoFault
		}
		return fake.DemarchesFault(1 + luck.IntN(5))
	}
	versions, erased := map[int]int{}, map[int]bool{}
	for n := range 80 {
		f.site.File(applicationOf(n+1, 0))
		versions[n+1] = 0
	}
	faults := 0
	for round := range 60 {
		for range 3 {
			n := 1 + chance.IntN(80+round)
			switch {
			case erased[n]:
			case chance.IntN(4) == 0 && versions[n] >= 0:
				f.site.Erase(n, chance.IntN(2) == 0)
				erased[n] = true
			default:
				versions[n]++
				f.site.File(applicationOf(n, versions[n]))
			}
		}
		if err := f.reader().Walk(t.Context()); err != nil {
			faults++
		}
		if round%4 == 3 {
			f.start()
		}
		_, _ = f.app.Notifier.Deliver(t.Context(), f.now())
	}
	f.calm()
	if faults < 10 {
		t.Errorf("%d walks failed: it was no storm", faults)
	}
	if got, want := f.roster(), f.source(); !slices.Equal(got, want) {
		t.Errorf("the roster is not the source: %d and %d\n%v\n%v", len(got), len(want), got, want)
	}
	for _, d := range f.site.Dossiers() {
		if n := f.mails.to[d.Email]; n != 1 {
			t.Errorf("%d acknowledgements to %s", n, d.Email)
		}
	}
	for _, to := range slices.Sorted(maps.Keys(f.mails.to)) {
		if f.mails.to[to] > 1 {
			t.Errorf("%d acknowledgements to %s", f.mails.to[to], to)
		}
	}
}

// calm lets the service read to the end without a fault.
func (f *form) calm() {
	f.t.Helper()
	f.site.Fault = nil
	for range 2 {
		if err := f.reader().Walk(f.t.Context()); err != nil {
			f.t.Fatal(err)
		}
	}
	if _, err := f.app.Notifier.Deliver(f.t.Context(), f.now()); err != nil {
		f.t.Fatal(err)
	}
}
