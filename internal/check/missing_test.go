package check

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/app"
	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// lacking is a service before anything was sent, with people of whom one lacks something.
func lacking(t *testing.T, people []programme.Person) (*app.App, *store.Store, *fake.SMTP) {
	t.Helper()
	cfg, texts := example(t)
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(filepath.Join(t.TempDir(), "lacking.db"), cfg.Promotion, store.Volatile(), store.WithKey(key))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	server, err := fake.NewSMTP(fake.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	composer, err := app.Composer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	relays, err := mail.NewRelays(mail.RelaysConfig{
		Relays: []mail.RelayConfig{{Host: "127.0.0.1", Port: server.Port(), TLS: mail.None}}, Hello: "bot.example.fr",
	}, composer, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relays.Close(t.Context()) })
	a, err := app.New(cfg, app.Parts{Apart: 1, Texts: texts, Store: s, Mailer: relays, Poster: nowhere{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return a, s, server
}

// TestARowThatLacksAValue holds that one row keeps everybody's mails back, and that the report names row and field.
func TestARowThatLacksAValue(t *testing.T) {
	cfg, _ := example(t)
	list := "nom;courriel;rôle;statut;audition;lieu\n" +
		"Camille Exemple;camille@example.org;candidat;présélectionné;15/05/2019 14:30;Salle Lilas\n" +
		"Alix Exemple;alix@example.org;candidat;présélectionné;15/05/2019 15:00;\n" +
		"Sacha Exemple;sacha@example.org;candidat;présélectionné;;Salle Lilas\n"
	read, err := roster.Read(strings.NewReader(list), cfg.Promotion, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, s, server := lacking(t, read.People)
	occasion := occasionOf(t, cfg.Promotion, "jury-3d")
	if err := a.Notifier.Announce(t.Context(), occasion); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Notifier.Deliver(t.Context(), occasion.Due); err != nil {
		t.Fatal(err)
	}
	campaign, err := s.Campaign(t.Context(), occasion.ID())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		read.People[1].ID + " (row 3): hearing-invitation needs: hearing place or link",
		read.People[2].ID + " (row 4): hearing-invitation needs: hearing time",
	}
	slices.Sort(want)
	slices.Sort(campaign.Faults)
	if campaign.State != notifier.CampaignRefused || !slices.Equal(campaign.Faults, want) || server.Count() != 0 {
		t.Errorf("%s with %q, want it refused with %q; %d mails arrived", campaign.State, campaign.Faults, want, server.Count())
	}
}

func occasionOf(t *testing.T, promotion programme.Promotion, name string) programme.Occasion {
	t.Helper()
	for _, occasion := range promotion.Occasions() {
		if occasion.Name() == name {
			return occasion
		}
	}
	t.Fatalf("no occasion %s", name)
	return programme.Occasion{}
}

// TestEveryKindOfMailRefusesAMissingValue takes the name from everybody, and holds that no campaign, of an occasion or of
// a notice, lets a single mail leave.
func TestEveryKindOfMailRefusesAMissingValue(t *testing.T) {
	cfg, _ := example(t)
	people := roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 60, 7)
	for i := range people {
		people[i].Name = ""
		for j := range people[i].Roles {
			people[i].Roles[j].Row = i + 2
		}
	}
	a, s, server := lacking(t, people)
	last := cfg.Promotion.At(programme.Start).AddDate(0, 2, 0)
	for _, occasion := range cfg.Promotion.Occasions() {
		if err := a.Notifier.Announce(t.Context(), occasion); err != nil {
			t.Fatal(err)
		}
	}
	for _, notice := range sampleNotices(cfg.Promotion, people, last) {
		if _, err := a.Notifier.Notify(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Notifier.Deliver(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	campaigns, err := s.Campaigns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	refused := map[string]bool{}
	for _, campaign := range campaigns {
		for _, fault := range campaign.Faults {
			_, rest, named := strings.Cut(fault, " (row ")
			_, mailing, _ := strings.Cut(rest, "): ")
			if mailing, _, _ = strings.Cut(mailing, " needs: "); !named {
				t.Errorf("%s: the fault names no row: %s", campaign.ID, fault)
			}
			if strings.HasSuffix(fault, "needs: name") && campaign.State == notifier.CampaignRefused {
				refused[mailing] = true
			}
		}
	}
	for _, name := range mailNames(t) {
		if !refused[name] {
			t.Errorf("%s was not refused", name)
		}
	}
	if server.Count() != 0 {
		t.Errorf("%d mails arrived", server.Count())
	}
}
