package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/templates"
)

// nowhere takes every mail and lets it go nowhere.
type nowhere struct{}

func (nowhere) Send(_ context.Context, _ notifier.Envelope, beforeDot func() error) error {
	return beforeDot()
}

func (nowhere) Post(context.Context, string, string, templates.Document) (string, error) {
	return "", nil
}

// sent is a folder with a configuration whose opening was mailed to two people, and the store that a service holds.
func sent(t *testing.T) (file string, s *store.Store, people []programme.Person) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "own.yaml")
	own := fmt.Sprintf("store: {file: %q}\nmail: {outbox: %q}\n", filepath.Join(dir, "digbot.db"), filepath.Join(dir, "outbox"))
	if err := os.WriteFile(file, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load([]string{example, file}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(cfg.Store.File, cfg.Promotion, store.Own()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	list := "nom;courriel;rôle\nCamille Exemple;camille@example.org;candidat\nAlix Exemple;alix@example.org;candidat\n"
	read, err := roster.Read(strings.NewReader(list), cfg.Promotion, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PutPeople(t.Context(), read.People); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(cfg, app.Parts{Texts: texts, Store: s, Mailer: nowhere{}, Poster: nowhere{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	opening := cfg.Promotion.Occasions()[0]
	if err := a.Notifier.Announce(t.Context(), opening); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Notifier.Deliver(t.Context(), opening.Due); err != nil {
		t.Fatal(err)
	}
	if err := s.Share(slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return file, s, read.People
}

// report is one of the mailer's test reports, about another message.
func report(t *testing.T, name, messageID, address string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "notifier", "mail", "testdata", "reports", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(raw), "6e0f1c2d3b4a59687f7e6d5c4b3a291807f6e5d4", messageID)
	return strings.ReplaceAll(text, "camille@example.org", address)
}

// TestBounce pipes reports into the command while a service holds the store.
func TestBounce(t *testing.T) {
	file, s, people := sent(t)
	campaigns, err := s.Campaigns(t.Context())
	if err != nil || len(campaigns) != 1 {
		t.Fatal(campaigns, err)
	}
	bounce := func(in string) result { return digbot(t, in, "bounce", "--config", example, "--config", file) }
	id := notifier.MessageID(campaigns[0].ID + ".opening." + people[0].ID)
	for _, test := range []struct {
		name, in string
		code     int
		says     string
	}{
		{"a mail that is late", report(t, "postfix-delayed", id, people[0].Email), exitOK, "accepted\n  delayed: 4.4.1"},
		{"an unknown user", report(t, "google", id, people[0].Email), exitOK, "bounced\n  came back: 5.1.1"},
		{"the same again", report(t, "google", id, people[0].Email), exitOK, "bounced\n  came back: 5.1.1"},
		{"an answer", report(t, "answer", id, people[0].Email), exitFailed, "not a delivery report that can be read: it is kept for you to read in "},
		{"another's mail", report(t, "qmail", "0000", people[0].Email), exitFailed, "about no message of ours: it is kept"},
		{"nothing", "\n", exitUsage, "standard input is empty"},
	} {
		got := bounce(test.in)
		if got.code != test.code || !strings.Contains(got.out+got.err, test.says) {
			t.Errorf("%s: code %d, want %d; it does not say %q:\n%s%s", test.name, got.code, test.code, test.says, got.out, got.err)
		}
	}
	kept, err := os.ReadDir(filepath.Join(filepath.Dir(file), "outbox", "reports"))
	if err != nil || len(kept) != 2 {
		t.Errorf("kept %v, %v; want two files", kept, err)
	}
	counts, err := s.Counts(t.Context(), campaigns[0].ID)
	if err != nil || counts[notifier.Bounced] != 1 {
		t.Errorf("counts %v, %v", counts, err)
	}
	suppressionOf(t, file, people[0].Email)
}

// suppressionOf looks at the list that holds one address, and empties it.
func suppressionOf(t *testing.T, file, email string) {
	t.Helper()
	command := func(args ...string) result {
		return digbot(t, "", append([]string{"suppression", "--config", example, "--config", file}, args...)...)
	}
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"list"}, exitOK, email + "  unreachable"},
		{[]string{"list", "--json"}, exitOK, `"source": "report"`},
		{[]string{"add", "alix@example.org", "--list", "results"}, exitUsage, "\"results\" is none: write calls or reminders"},
		{[]string{"add", "alix"}, exitUsage, "is no mail address"},
		{[]string{"add", "alix@example.org", "--list", "reminders"}, exitOK, "refusing  reminders"},
		{[]string{"lift", email}, exitOK, "Lifted, 1 in all"},
		{[]string{"lift", email}, exitFailed, "not on the list"},
		{[]string{"lift", "alix@example.org"}, exitOK, "Lifted"},
		{[]string{"list"}, exitOK, "The list is empty"},
	} {
		got := command(test.args...)
		if got.code != test.code || !strings.Contains(got.out+got.err, test.says) {
			t.Errorf("%v: code %d, want %d; it does not say %q:\n%s%s", test.args, got.code, test.code, test.says, got.out, got.err)
		}
	}
}

// TestBounceAgainLater holds that the mail server is asked to try again when nothing can be recorded.
func TestBounceAgainLater(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, test := range []struct {
		name string
		args []string
		code int
	}{
		{"no storage", []string{"--config", write("away.yaml", "store: {redis: \"redis://127.0.0.1:1/0\"}\n")}, exitAgain},
		{"a faulty configuration", []string{"--config", write("faulty.yaml", "store: {fiel: x}\n")}, exitAgain},
		{"a configuration that is not there", []string{"--config", filepath.Join(dir, "none.yaml")}, exitAgain},
		{"wrong usage", []string{"--confog", "x"}, exitUsage},
	} {
		got := digbot(t, report(t, "google", "0000", "camille@example.org"), append([]string{"bounce", "--config", example}, test.args...)...)
		if got.code != test.code {
			t.Errorf("%s: code %d, want %d:\n%s%s", test.name, got.code, test.code, got.out, got.err)
		}
	}
}
