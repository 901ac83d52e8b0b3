package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/store"
)

// droppedOn is a platform with files.
type droppedOn struct {
	mu    sync.Mutex
	files map[string]string // by id
}

func (*droppedOn) Name() string                           { return "console" }
func (*droppedOn) Run(context.Context, bot.Handler) error { return nil }
func (*droppedOn) Post(context.Context, bot.Post) (string, error) {
	return "c/1", nil
}
func (*droppedOn) Edit(context.Context, string, bot.Post) error   { return nil }
func (*droppedOn) Direct(context.Context, string) (string, error) { return "d", nil }
func (d *droppedOn) Read(_ context.Context, f bot.File) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return []byte(d.files[f.ID]), nil
}

// TestListsByChat drops lists into a conversation: what is wrong, what would happen, and one yes of the one who dropped it.
func TestListsByChat(t *testing.T) {
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	cfg.Staff[1].Rights = []config.Right{config.MayApprove, config.MaySeePeople}
	cfg.Staff = append(cfg.Staff, config.Member{ID: "alix", Name: "Alix", Console: "alix", Rights: []config.Right{config.MayAnswer}})
	texts, err := LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(filepath.Join(t.TempDir(), "store.db"), cfg.Promotion, store.Volatile())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	chat := &droppedOn{files: map[string]string{}}
	a, err := New(cfg, Parts{Texts: texts, Store: s, Platforms: []bot.Platform{chat}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	says := ""
	drop := func(user, list string) bot.Reply {
		t.Helper()
		chat.mu.Lock()
		chat.files["f"] = list
		chat.mu.Unlock()
		reply, err := a.Handle(t.Context(), bot.Message{Platform: "console", User: user, Text: says, Place: bot.Place{Direct: true}, Files: []bot.File{{ID: "f", Name: "Liste.CSV", Size: 100}}})
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
	click := func(user string, shown bot.Reply) string {
		t.Helper()
		if len(shown.Buttons) != 1 {
			t.Fatalf("%d buttons under %s", len(shown.Buttons), shown.Body.Plain())
		}
		b := shown.Buttons[0]
		reply, err := a.Handle(t.Context(), bot.Message{Platform: "console", User: user, Kind: bot.Clicked, Choice: b.ID, Value: b.Value, Place: bot.Place{Direct: true}})
		if err != nil {
			t.Fatal(err)
		}
		return reply.Body.Plain()
	}
	expect := func(got, want string) {
		t.Helper()
		if got = loose(got); !strings.Contains(got, want) {
			t.Errorf("it does not say %q: %s", want, got)
		}
	}
	people := func(want int) {
		t.Helper()
		if got, err := s.Directory(t.Context()); err != nil || len(got) != want {
			t.Errorf("%d people, want %d: %v", len(got), want, err)
		}
	}
	const list = "nom;courriel;rôle\nCamille Exemple;camille.x@example.org;candidat\n"
	const faulty = "nom;courriel;rôle\nZoé;zoe@;candidta\n"
	expect(drop("camille", faulty).Body.Plain(), "2 erreurs")
	expect(drop("camille", faulty).Body.Plain(), "ligne 2, C2 « rôle », « candidta » : ce n’est pas un rôle ; à faire : écrire candidate|candidat")
	says = "import"
	expect(drop("camille", faulty).Body.Plain(), `row 2, C2 "rôle", "candidta": this is not a role; fix: write candidate|candidat`)
	says = ""
	expect(drop("camille", "nom;courriel;rôle;statut;défi;décision\nZoé;zoe@example.org;candidat;présélectionné;shom;lauréat\n").Body.Plain(), "digbot people import FICHIER")
	expect(drop("alix", list).Body.Plain(), "Vous n’avez pas le droit")
	if reply := drop("somebody", list); len(reply.Buttons) != 0 && strings.Contains(reply.Body.Plain(), "Nouvelles") {
		t.Errorf("a stranger may: %s", reply.Body.Plain())
	}
	people(0)
	shown := drop("camille", list)
	expect(shown.Body.Plain(), "Nouvelles : 1")
	expect(shown.Body.Plain(), "Remarque : la liste n’a aucun mentor")
	expect(click("dominique", shown), "Cette liste est celle de Camille Exemple")
	chat.files["f"] = list + "Noé Fictif;noe@example.org;candidat\n"
	expect(click("camille", shown), "ont changé depuis l’aperçu")
	people(0)
	chat.files["f"] = list
	expect(click("camille", shown), "La liste est importée : 1")
	people(1)
	expect(click("camille", shown), "déjà importée")
	people(1)
	if again := drop("camille", list); len(again.Buttons) != 0 {
		t.Errorf("there is nothing to do, and a button: %s", again.Body.Plain())
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
