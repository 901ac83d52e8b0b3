package app

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/internal/seal"
	"digbot/internal/store"
)

// outside is a small world for one service: a workspace, a server, relays, a resolver.
type outside struct {
	t          *testing.T
	dir        string
	slack      *fake.Slack
	mattermost *fake.Mattermost
	settings   []string
	records    map[string][]string
}

func newOutside(t *testing.T, o fake.SlackOptions) *outside {
	t.Helper()
	server, err := fake.NewMattermost(fake.MattermostOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := &outside{t: t, dir: t.TempDir(), slack: fake.NewSlack(o), mattermost: server, records: map[string][]string{}}
	t.Cleanup(w.slack.Close)
	t.Cleanup(w.mattermost.Close)
	w.slack.AddChannel("C0PUBLIC", "annonces", false, fake.SlackBotUser)
	w.slack.AddUser(fake.SlackUser{ID: "U0CAMILLE", Name: "camille"})
	w.set("slack: {bot_token: %s, app_token: %s, api_url: %q, staff_channel: dig-equipe}", fake.SlackBotToken, fake.SlackAppToken, w.slack.APIURL())
	return w
}

func (w *outside) set(format string, args ...any) {
	w.settings = append(w.settings, fmt.Sprintf(format, args...))
}

// write makes a file of the configuration's folder.
func (w *outside) write(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// relay is a mail server, as a setting.
func (w *outside) relay(o fake.SMTPOptions, more string) string {
	w.t.Helper()
	server, err := fake.NewSMTP(o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(server.Close)
	w.t.Cleanup(func() {
		if n := len(server.Messages()); n > 0 {
			w.t.Errorf("%d mails were sent", n)
		}
	})
	return fmt.Sprintf("{host: 127.0.0.1, port: %d, %s}", server.Port(), more)
}

// look inspects it all.
func (w *outside) look() (found, faults []string) {
	w.t.Helper()
	override := w.write("ours.yaml", strings.Join(w.settings, "\n")+"\n")
	cfg, err := config.Load([]string{"../../config.example.yaml", override}, os.LookupEnv)
	if err != nil {
		w.t.Fatal(err)
	}
	texts, err := LoadTexts(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	lookup := func(_ context.Context, name string) ([]string, error) {
		if records, there := w.records[name]; there {
			return records, nil
		}
		return nil, errors.New("no such host")
	}
	for _, f := range Inspect(w.t.Context(), cfg, texts, Outside{lookup, slog.New(slog.DiscardHandler)}) {
		if f.Fault == "" {
			found = append(found, f.What)
		} else {
			faults = append(faults, f.What+": "+f.Fault)
		}
	}
	return found, faults
}

// dkim is a key, as a file and as a record.
func (w *outside) dkim() (path, record string) {
	w.t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		w.t.Fatal(err)
	}
	path = w.write("dkim.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	return path, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
}

// decided is a store that holds a decision under a key, and another key.
func (w *outside) decided() (path string, right, wrong seal.Key) {
	w.t.Helper()
	keys := make([]seal.Key, 2)
	for i := range keys {
		key, err := seal.Generate()
		if err != nil {
			w.t.Fatal(err)
		}
		keys[i] = key
	}
	path = filepath.Join(w.dir, "decided.db")
	s, err := store.Open(path, programme.Promotion{ID: "dig-2019"}, store.WithKey(keys[0]))
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	person := programme.Person{ID: "c-1", Name: "Camille Exemple", Email: "camille@example.org",
		Roles: []programme.Role{{Kind: programme.Candidate, Decision: programme.Laureate}}}
	if err := s.PutPeople(w.t.Context(), []programme.Person{person}); err != nil {
		w.t.Fatal(err)
	}
	return path, keys[0], keys[1]
}

// TestInspectNamesEveryFault plants a fault in each thing outside: each is named, and what to do.
func TestInspectNamesEveryFault(t *testing.T) {
	w := newOutside(t, fake.SlackOptions{Scopes: []string{"chat:write", "channels:read", "users:read"}})
	id, token := w.mattermost.AddBot("digbot")
	team := w.mattermost.AddTeam("dig", id)
	w.mattermost.AddChannel(team, "equipe", id)
	stranger, _ := w.mattermost.AddBot("other-bot")
	w.set("mattermost: {url: %q, token: %s, team: dig, staff_channel: equipe}", w.mattermost.URL(), token)
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	w.set("http: {listen: %q, public_url: %q}", taken.Listener.Addr(), "https://127.0.0.1:1")
	file, _, wrong := w.decided()
	w.set("store: {file: %q}\ndecisions: {key_file: %q}", file, w.write("decisions.key", wrong.Secret()))
	key, _ := w.dkim()
	w.records["dig2019._domainkey.example.fr"] = []string{"v=DKIM1; p=b3RoZXI="}
	w.set("mail:\n  dkim: {domain: example.fr, selector: dig2019, key_file: %q}\n  relays:\n  - %s\n  - %s\n  - %s\n  - %s", key,
		w.relay(fake.SMTPOptions{Auth: []string{"PLAIN"}, User: "digbot", Password: "right"}, "tls: none, user: digbot, password: wrong"),
		w.relay(fake.SMTPOptions{}, "tls: mandatory"),
		"{host: 127.0.0.1, port: 1, tls: none}",
		w.relay(fake.SMTPOptions{Script: func(m fake.SMTPMoment) fake.SMTPAct {
			if m.Verb == "MAIL" {
				return fake.SMTPAct{Reply: "553 5.7.1 Sender address rejected: not owned by user"}
			}
			return fake.SMTPAct{}
		}}, "tls: none"))
	form := fake.NewDemarches(t)
	w.set("people: {source: demarches, demarches: {url: %q, number: %d, token: other-demarches-token}}", form.URL, form.Number)
	w.set("staff:\n  camille: {name: Camille Exemple, console: camille, slack: U0CAMILLE, mattermost: %s, rights: [announce, calendar, people, desk]}\n  dominique: {name: Dominique Exemple, console: dominique, slack: U0NOBODY, rights: [approve]}", stranger)

	_, faults := w.look()
	for _, want := range []string{
		"Slack: the tokens and what the app is allowed: slack: the app lacks scopes: app_mentions:read",
		"Slack: channel dig-equipe: the bot is in no channel",
		"Slack: member of the team U0NOBODY: Slack knows no such user",
		"Mattermost: /dig: nobody has registered it: run digbot mattermost setup",
		"Mattermost: channel annonces: the bot is in no channel",
		"Mattermost: member of the team " + stranger + ": this account is a program's",
		"it refuses our name or password",
		"it offers no protection",
		"it cannot be reached, correct mail.relays[].host",
		"it does not let us send as mail.from",
		"dig2019._domainkey.example.fr holds another key: publish \"v=DKIM1; k=ed25519; p=",
		"Démarches simplifiées: form 12345: the token is not allowed to read this form",
		"something else than digbot has this port",
		"the key of the jury's decisions: the stored decisions cannot be read",
	} {
		if n := strings.Count(strings.Join(faults, "\n"), want); n != 1 {
			t.Errorf("%q is named %d times", want, n)
		}
	}
	if len(faults) != 14 {
		t.Errorf("%d faults:\n%s", len(faults), strings.Join(faults, "\n"))
	}
	for _, secret := range []string{fake.SlackBotToken, fake.SlackAppToken, token, "other-demarches-token", "wrong,", wrong.Secret()} {
		if strings.Contains(strings.Join(faults, "\n"), secret) {
			t.Errorf("a secret is told: %s", secret)
		}
	}
}

// TestInspectASoundWorld finds nothing where nothing is wrong, and writes nowhere.
func TestInspectASoundWorld(t *testing.T) {
	w := newOutside(t, fake.SlackOptions{})
	w.slack.AddChannel("C0STAFF", "dig-equipe", true, fake.SlackBotUser)
	file, right, _ := w.decided()
	w.set("store: {file: %q}\ndecisions: {key_file: %q}", file, w.write("decisions.key", right.Secret()))
	key, record := w.dkim()
	w.records["dig2019._domainkey.example.fr"] = []string{record}
	w.set("mail:\n  dkim: {domain: example.fr, selector: dig2019, key_file: %q}\n  relays: [%s]", key,
		w.relay(fake.SMTPOptions{Auth: []string{"PLAIN"}, User: "digbot", Password: "right"}, "tls: none, user: digbot, password: right"))
	w.set("staff:\n  camille: {name: Camille Exemple, console: camille, slack: U0CAMILLE, rights: [announce, calendar, people, desk]}\n  dominique: {name: Dominique Exemple, console: dominique, rights: [approve]}")
	found, faults := w.look()
	if len(faults) > 0 || len(found) < 8 {
		t.Errorf("found %q\nfaults %q", found, faults)
	}
	if n := len(w.slack.Answers("C0STAFF")) + len(w.slack.Answers("C0PUBLIC")); n > 0 {
		t.Errorf("%d messages were written", n)
	}
}

// TestInspectAStoreThatServeCannotUse names what would end the service at its start, and makes nothing.
func TestInspectAStoreThatServeCannotUse(t *testing.T) {
	for name, test := range map[string]struct {
		settings string // %[1]s is the folder
		want     []string
	}{
		"no folder": {"store: {file: %[1]s/nowhere/digbot.db}\nmail: {outbox: %[1]s/a/b}", []string{"the store in %[1]s/nowhere/digbot.db, which digbot serve will make: digbot serve cannot make it: make its folder"}},
		"a file in between": {"store: {file: %[1]s/file/digbot.db}\nmail: {outbox: %[1]s/file/outbox}", []string{
			"the store in %[1]s/file/digbot.db: look into the store", "the outbox in %[1]s/file/outbox: it cannot be made or written"}},
		"the outbox is a file": {"store: {file: %[1]s/digbot.db}\nmail: {outbox: %[1]s/file}", []string{"the outbox in %[1]s/file: it cannot be made or written"}},
		"Redis is away":        {"store: {redis: 'redis://127.0.0.1:1/0'}\nmail: {outbox: %[1]s/outbox}", []string{"the store in Redis: look into the store"}},
		"retired":              {"store: {file: %[1]s/retired.db}\nmail: {outbox: %[1]s/outbox}", []string{"the store in %[1]s/retired.db: the store is retired"}},
		"all is well":          {"store: {file: %[1]s/digbot.db}\nmail: {outbox: %[1]s/a/b}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newOutside(t, fake.SlackOptions{})
			w.slack.AddChannel("C0STAFF", "dig-equipe", true, fake.SlackBotUser)
			w.settings = append(w.settings, strings.ReplaceAll(test.settings, "%[1]s", w.dir))
			w.write("file", "")
			retire(t, filepath.Join(w.dir, "retired.db"))
			_, faults := w.look()
			if len(faults) != len(test.want) {
				t.Errorf("faults %q", faults)
			}
			for _, want := range test.want {
				if !strings.Contains(strings.Join(faults, "\n"), strings.ReplaceAll(want, "%[1]s", w.dir)) {
					t.Errorf("%q is not among %q", want, faults)
				}
			}
			if made, _ := filepath.Glob(filepath.Join(w.dir, "*")); len(made) != 3 {
				t.Errorf("looking has made something: %q", made)
			}
			if made, _ := filepath.Glob(filepath.Join(w.dir, ".*")); len(made) != 0 {
				t.Errorf("looking has left something: %q", made)
			}
		})
	}
}

// retire makes a store whose content was moved elsewhere.
func retire(t *testing.T, path string) {
	t.Helper()
	s, err := store.Open(path, programme.Promotion{ID: "dig-2019"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Retire(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
}

// TestInspectTheForm names what keeps the applications on a form from being read.
func TestInspectTheForm(t *testing.T) {
	form := fake.NewDemarches(t)
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	defer elsewhere.Close()
	for _, test := range []struct {
		url, token  string
		number      int
		what, fault string
	}{
		{form.URL, form.Token, form.Number, "Démarches simplifiées: form 12345, « Candidature » (publiee)", ""},
		{form.URL, "other", form.Number, "Démarches simplifiées: form 12345", "write it in people.demarches.token"},
		{form.URL, form.Token, 99, "Démarches simplifiées: form 99", "there is no form with this number"},
		{elsewhere.URL, form.Token, form.Number, "Démarches simplifiées: form 12345", "what answers there is not the API"},
		{"http://127.0.0.1:1/api", form.Token, form.Number, "Démarches simplifiées: form 12345", "it cannot be reached"},
	} {
		found := inspectForm(t.Context(), config.Config{People: config.People{Source: config.FromDemarches,
			Demarches: config.Demarches{URL: test.url, Number: test.number, Token: config.NewSecret(test.token)}}})
		if len(found) != 1 || found[0].What != test.what || !strings.Contains(found[0].Fault, test.fault) || (found[0].Fault == "") != (test.fault == "") {
			t.Errorf("%+v: %+v", test, found)
		}
	}
	if found := inspectForm(t.Context(), config.Config{}); found != nil {
		t.Errorf("without a form: %+v", found)
	}
}
