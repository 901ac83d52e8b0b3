package app

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms says what each package may import: ours, and others'. A package that is not listed is refused, so that a new room
// states its place. "*" is everything of ours.
var rooms = map[string]struct{ ours, others []string }{
	"internal/programme": {},
	"templates":          {ours: []string{"internal/programme"}, others: []string{"github.com/yuin/goldmark", "github.com/goccy/go-yaml"}},
	"bot/understand":     {others: []string{"golang.org/x/text", "github.com/kljensen/snowball"}},
	"bot":                {ours: []string{"internal/programme", "templates", "bot/understand"}},
	"bot/team":           {ours: []string{"bot", "internal/programme", "templates"}},
	"bot/desk":           {ours: []string{"bot", "bot/understand", "internal/programme", "templates"}},
	"bot/personal":       {ours: []string{"bot", "bot/understand", "internal/programme", "templates"}},
	"bot/console":        {ours: []string{"bot"}, others: []string{"golang.org/x/term"}},
	"bot/bottest":        {ours: []string{"bot", "internal/programme", "templates"}},
	"bot/slack":          {ours: []string{"bot", "templates"}, others: []string{"github.com/slack-go/slack"}},
	"bot/mattermost":     {ours: []string{"bot", "templates", "internal/programme"}, others: []string{"github.com/mattermost/mattermost/server/public", "github.com/gorilla/websocket"}},
	"notifier":           {ours: []string{"internal/programme", "templates"}},
	"notifier/mail":      {ours: []string{"notifier", "internal/programme", "templates"}, others: []string{"github.com/wneessen/go-mail", "github.com/arran4/golang-ical", "github.com/emersion/go-msgauth"}},
	"scheduler":          {ours: []string{"internal/programme"}, others: []string{"github.com/robfig/cron/v3"}},
	"internal/roster":    {ours: []string{"internal/programme"}, others: []string{"golang.org/x/text"}},
	"internal/demarches": {ours: []string{"internal/programme"}},
	"internal/seal":      {others: []string{"filippo.io/age"}},
	"internal/store":     {ours: []string{"internal/programme", "internal/seal", "bot", "bot/desk", "bot/personal", "notifier", "scheduler"}, others: []string{"go.etcd.io/bbolt", "github.com/redis/go-redis/v9"}},
	"internal/config":    {ours: []string{"internal/programme", "internal/seal", "internal/store", "notifier/mail"}, others: []string{"github.com/goccy/go-yaml"}},
	"internal/web":       {others: []string{"github.com/prometheus/client_golang"}},
	"internal/web/page":  {ours: []string{"internal/drawing", "internal/programme", "templates"}},
	"internal/drawing":   {ours: []string{"internal/programme", "templates"}},
	"internal/trace":     {},
	"internal/fake":      {others: []string{"github.com/emersion/go-smtp", "github.com/gorilla/websocket"}},
	"internal/app":       {ours: []string{"*"}},
	"internal/exam":      {ours: []string{"bot", "bot/understand", "internal/programme"}},
	"internal/rehearsal": {ours: []string{"internal/app", "internal/config", "internal/drawing", "internal/programme", "internal/seal", "internal/store", "bot", "notifier", "notifier/mail", "scheduler", "templates"}},
	"internal/check":     {ours: []string{"internal/app", "internal/config", "internal/programme", "internal/rehearsal", "internal/roster", "bot", "templates"}},
	"cmd/digbot":         {ours: []string{"*"}, others: []string{"github.com/spf13/cobra"}},
}

// vendors are the SDKs that exactly one package may know.
var vendors = map[string]string{
	"github.com/robfig/cron/v3":    "scheduler",
	"github.com/wneessen/go-mail":  "notifier/mail",
	"go.etcd.io/bbolt":             "internal/store",
	"github.com/prometheus":        "internal/web",
	"filippo.io":                   "internal/seal",
	"github.com/emersion":          "notifier/mail",
	"github.com/redis/go-redis/v9": "internal/store",
	"github.com/slack-go/slack":    "bot/slack",
	"github.com/mattermost":        "bot/mattermost",
}

type goPackage struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func TestImportRules(t *testing.T) {
	packages := list(t)
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, "digbot/")
		room, known := rooms[name]
		if !known {
			t.Errorf("%s has no row in the table of rooms: say what it may import", name)
			continue
		}
		for _, path := range p.Imports {
			checkImport(t, name, path, room.ours, room.others)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rooms)) {
		if !slices.ContainsFunc(packages, func(p goPackage) bool { return p.ImportPath == "digbot/"+name }) {
			t.Errorf("the table of rooms names %s, which does not exist", name)
		}
	}
}

func checkImport(t *testing.T, name, path string, ours, others []string) {
	t.Helper()
	if own, isOurs := strings.CutPrefix(path, "digbot/"); isOurs {
		if own == "internal/fake" || !slices.Contains(ours, own) && !slices.Contains(ours, "*") {
			t.Errorf("%s imports %s, which its row does not allow", name, own)
		}
		return
	}
	if !strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
		return // the standard library
	}
	if !slices.ContainsFunc(others, func(other string) bool { return path == other || strings.HasPrefix(path, other+"/") }) {
		t.Errorf("%s imports %s, which its row does not allow", name, path)
	}
	for vendor, owner := range vendors {
		if strings.HasPrefix(path, vendor) && name != owner {
			t.Errorf("%s imports %s: only %s may", name, path, owner)
		}
	}
}

// list asks the go command for the packages of the module.
func list(t *testing.T) []goPackage {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Standard,Imports", "digbot/...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
