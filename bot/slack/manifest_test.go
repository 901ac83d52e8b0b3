package slack

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/slack-go/slack"
)

// TestManifest holds the app's manifest to Slack's schema and to what the code uses.
// https://docs.slack.dev/reference/app-manifest
func TestManifest(t *testing.T) {
	text, err := os.ReadFile("../../deploy/slack-manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m slack.Manifest
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.DisallowUnknownField(), yaml.Strict()); err != nil {
		t.Fatalf("the manifest does not fit Slack's schema: %v", err)
	}
	if m.Metadata.MajorVersion != 2 {
		t.Errorf("schema %d", m.Metadata.MajorVersion)
	}
	for _, limit := range []struct {
		what, text  string
		least, most int
	}{
		{"name", m.Display.Name, 1, 35},
		{"description", m.Display.Description, 1, 140},
		{"long description", m.Display.LongDescription, 175, 4000},
		{"display name", m.Features.BotUser.DisplayName, 1, 80},
		{"command", m.Features.SlashCommands[0].Command, 2, 32},
		{"command's description", m.Features.SlashCommands[0].Description, 1, 2000},
		{"usage hint", m.Features.SlashCommands[0].UsageHint, 1, 1000},
	} {
		if n := utf8.RuneCountInString(limit.text); n < limit.least || n > limit.most {
			t.Errorf("the %s has %d characters, %d to %d are allowed", limit.what, n, limit.least, limit.most)
		}
	}
	if !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(m.Display.BackgroundColor) {
		t.Errorf("the colour is %q", m.Display.BackgroundColor)
	}
	var wanted []string
	for _, scope := range scopes() {
		wanted = append(wanted, scope.Name)
	}
	if got := m.OAuthConfig.Scopes.Bot; !slices.Equal(got, wanted) {
		t.Errorf("the manifest asks for %q, the code uses %q", got, wanted)
	}
	heard := []string{"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "message.mpim"}
	if got := m.Settings.EventSubscriptions.BotEvents; !slices.Equal(got, heard) {
		t.Errorf("the manifest subscribes to %q, the code hears %q", got, heard)
	}
	home := m.Features.AppHome
	if len(m.Features.SlashCommands) != 1 || m.Features.SlashCommands[0].Command != "/dig" || !m.Settings.Interactivity.IsEnabled ||
		!m.Settings.SocketModeEnabled || !home.HomeTabEnabled || !home.MessagesTabEnabled || home.MessagesTabReadOnlyEnabled {
		t.Errorf("the manifest lacks a way in: %+v", m)
	}
}
