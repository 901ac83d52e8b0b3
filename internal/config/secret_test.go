package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digbot/internal/seal"
)

func TestASecretIsNeverShown(t *testing.T) {
	const password = "hunter2"
	secret := NewSecret(password)
	holder := struct{ Inner Secret }{secret}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "secret", secret, "holder", holder)
	encoded, err := json.Marshal(map[string]any{"secret": secret, "holder": &holder})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{log.String(), string(encoded), secret.String(), fmt.Sprint(secret, &secret), fmt.Sprint([]Secret{secret})}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, &holder))
	}
	for _, text := range shown {
		if strings.Contains(text, password) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", password)) || !strings.Contains(text, redacted) {
			t.Errorf("shown as %s", text)
		}
	}
	if secret.Reveal() != password || NewSecret("").String() != "" {
		t.Error("a secret must give its value to the code that asks, and an empty one is not marked")
	}
}

// TestNoFaultShowsASecret makes faults in every place where a secret may stand.
func TestNoFaultShowsASecret(t *testing.T) {
	const secret = "hunter2secret"
	texts := []string{
		"slack: {bot_token: hunter2secret, app_token: hunter2secret}",
		"slack: {bot_token: '${TOKEN}', app_token: '${TOKEN}'}",
		"slack: {bot_tokn: hunter2secret}",
		"slack: hunter2secret",
		"slack: {bot_token: [hunter2secret], app_token: {a: hunter2secret}}",
		"store: {redis: 'hunter2secret://x'}",
		"store: {redis: 'redis://:hunter2secret@/'}",
		"mattermost: {url: 'https://u:hunter2secret@chat.example.fr', token: x, team: y}",
		"mattermost: {url: '${TOKEN}', token: x, team: y}",
		"promotion: {form_url: '${TOKEN}', contact: '${TOKEN}', timezone: '${TOKEN}', id: '${TOKEN} '}",
		"promotion: {calendar: {opening: '${TOKEN}', jury: {date: '${TOKEN}'}, start: {month: '${TOKEN}'}}, occasions: ['${TOKEN}']}",
		"promotion: {handled_at: '${TOKEN}', challenges: {shom: {months: '${TOKEN}', title: ['${TOKEN}']}}}",
		"mail: {connections: '${TOKEN}', only: ['${TOKEN}'], from: '${TOKEN}', relays: [{host: 'a b', tls: '${TOKEN}', password: hunter2secret}]}",
		"approvals: {undo: '${TOKEN}'}\npeople: {trust_email: '${TOKEN}'}\nhttp: {listen: '${TOKEN}'}",
		"staff: {camille: {rights: ['${TOKEN}'], email: '${TOKEN}'}}",
		"mail: {relays: [{host: a.example.fr, user: u, password: hunter2secret, password_file: secret}]}",
	}
	for _, text := range texts {
		_, err := loadOver(t, text, map[string]string{"TOKEN": secret})
		if err == nil {
			t.Errorf("%s: no fault", text)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the fault shows the secret:\n%v", text, err)
		}
	}
}

func TestAPrintedConfigShowsNoSecret(t *testing.T) {
	config, err := loadOver(t, "slack: {bot_token: xoxb-hunter2, app_token: xapp-hunter2}\nstore: {redis: 'redis://:hunter2@localhost'}\ndecisions: {key: "+decisionsKey(t)+"}", nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown := fmt.Sprintf("%v %+v %#v", config, config, config); strings.Contains(shown, "hunter2") || strings.Contains(shown, "AGE-SECRET") || !strings.Contains(shown, redacted) {
		t.Error("a printed configuration shows a secret, or no mark")
	}
}

func TestSecretFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("password", "s3cret with spaces \r\n")
	write("empty", "\n")
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ file, want, fault string }{
		{"password", "s3cret with spaces ", ""},
		{filepath.Join(dir, "password"), "s3cret with spaces ", ""},
		{"empty", "", "is empty"},
		{"folder", "", "it is no regular file"},
		{"/dev/zero", "", "it is no regular file"},
	}
	for _, c := range cases {
		write("over.yaml", fmt.Sprintf("mail: {relays: [{host: smtp.example.fr, user: digbot, password_file: %q}]}", c.file))
		config, err := Load([]string{examplePath, filepath.Join(dir, "over.yaml")}, unset)
		switch {
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: got %v, want %q", c.file, err, c.fault)
		case c.fault == "" && err != nil:
			t.Errorf("%s: %v", c.file, err)
		case c.fault == "" && config.Mail.Relays[0].Password.Reveal() != c.want:
			t.Errorf("%s: got %q, want %q", c.file, config.Mail.Relays[0].Password.Reveal(), c.want)
		}
	}
}

// TestALaterSecretReplacesTheEarlierFile: naming one of the two ways replaces the other.
func TestALaterSecretReplacesTheEarlierFile(t *testing.T) {
	cases := []struct{ first, second, want string }{
		{"password: one", "password_file: secret", "from the file"},
		{"password_file: secret", "password: two", "two"},
	}
	for _, c := range cases {
		files := map[string]string{
			"example.yaml": exampleText(t), "secret": "from the file\n",
			"one.yaml": "mattermost: {url: https://chat.example.fr, team: dig, " + strings.Replace(c.first, "password", "token", 1) + "}",
			"two.yaml": "mattermost: {" + strings.Replace(c.second, "password", "token", 1) + "}",
		}
		config, err := load([]string{"example.yaml", "one.yaml", "two.yaml"}, unset, memory(files))
		if err != nil || config.Mattermost.Token.Reveal() != c.want {
			t.Errorf("%s, then %s: got %q and %v, want %q", c.first, c.second, config.Mattermost.Token.Reveal(), err, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := Find(dir); err == nil || !strings.Contains(err.Error(), "neither config.yaml nor config.example.yaml") {
		t.Errorf("empty folder: %v", err)
	}
	for _, step := range []struct {
		name    string
		example bool
	}{{"config.example.yaml", true}, {"config.yaml", false}} {
		if err := os.WriteFile(filepath.Join(dir, step.name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		path, example, err := Find(dir)
		if err != nil || path != filepath.Join(dir, step.name) || example != step.example {
			t.Errorf("got %s, %t, %v, want %s, %t", path, example, err, step.name, step.example)
		}
	}
}

// decisionsKey is a sound key for decisions.
func decisionsKey(t *testing.T) string {
	t.Helper()
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return key.Secret()
}

func TestAKeyForDecisionsIsChecked(t *testing.T) {
	_, err := loadOver(t, "decisions: {key: hunter2}", nil)
	if err == nil || !strings.Contains(err.Error(), "digbot decisions key") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}
