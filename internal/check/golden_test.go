package check

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/rehearsal"
	"digbot/internal/roster"
	"digbot/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

func example(t *testing.T) (config.Config, *templates.Library) {
	t.Helper()
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, texts
}

// TestMailsAsTheyAreRead holds the first mail of each mailing and language, and each post, as their readers get them.
func TestMailsAsTheyAreRead(t *testing.T) {
	cfg, texts := example(t)
	cfg.Mattermost.URL = "https://chat.example.org"
	seen := map[string]bool{}
	_, err := rehearsal.Play(t.Context(), cfg, texts, rehearsal.Options{
		Language: programme.French, Mute: true, Log: slog.New(slog.DiscardHandler),
		People: roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 90, 7),
		Inspect: func(mailing string, language programme.Language, body templates.Document) {
			name := mailing + "." + string(language)
			if !seen[name] {
				seen[name] = true
				golden(t, filepath.Join("mails", name), body.Plain())
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, mailing := range []string{"opening", "deadline-reminder", "closing", "hearing-invitation", "result-laureate", "result-reserve",
		"result-declined", "result-mentor", "onboarding-prepare", "designer-welcome", "post-announcement"} {
		if !seen[mailing+".fr"] {
			t.Errorf("the season has no %s", mailing)
		}
	}
}

// TestAnswersThatFollowTheCalendar holds what people are told in each phase by the answers that depend on it.
func TestAnswersThatFollowTheCalendar(t *testing.T) {
	cfg, texts := example(t)
	for _, topic := range []string{"deadline", "opening", "how-to-apply", "jury-date", "results-date", "start-date", "calendar", "embargo", "late", "what-next"} {
		for _, language := range programme.Languages() {
			if _, found := texts.Topic(topic, language); !found {
				t.Errorf("there is no topic %s", topic)
				continue
			}
			golden(t, filepath.Join("answers", topic+"."+string(language)), tellAll(t, texts, topic, language, app.Views(cfg.Promotion)))
		}
	}
}

// tellAll renders an answer at each instant, once for each that reads differently.
func tellAll(t *testing.T, texts *templates.Library, topic string, language programme.Language, views []templates.View) string {
	t.Helper()
	var out strings.Builder
	last := ""
	for _, view := range views {
		view.Language = language
		document, err := texts.Answer(topic, view)
		if err != nil {
			t.Fatal(err)
		}
		if text := document.Plain(); text != last {
			last = text
			fmt.Fprintf(&out, "==== %s (%s)\n\n%s\n\n", view.Now.In(programme.Paris()).Format("2006-01-02 15:04"), view.Phase(), text)
		}
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got+"\n" {
		t.Errorf("%s reads otherwise than its golden file; if that is meant, run go test ./internal/check -update and review:\n%s", name, got)
	}
}
