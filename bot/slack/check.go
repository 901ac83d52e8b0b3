package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// ErrSettings says that the configuration does not go with the workspace: a token, or what the app is allowed.
var ErrSettings = errors.New("slack")

// scopes are what the app must be allowed, and what each is for; deploy/slack-manifest.yaml asks for them.
func scopes() []struct{ Name, Use string } {
	return []struct{ Name, Use string }{
		{"app_mentions:read", "hear mentions"},
		{"channels:history", "hear threads of public channels"},
		{"channels:read", "find channels by their names"},
		{"chat:write", "answer"},
		{"commands", "hear /dig"},
		{"files:read", "read the files that the team drops"},
		{"files:write", "give the team files"},
		{"groups:history", "hear threads of private channels"},
		{"groups:read", "find private channels by their names"},
		{"im:history", "hear direct messages"},
		{"im:read", "find direct messages after an outage"},
		{"im:write", "write to somebody first"},
		{"mpim:history", "hear mentions in group messages"},
		{"mpim:read", "find group messages after an outage"},
		{"reactions:write", "show that an answer is on its way"},
		{"users:read", "know who writes"},
		{"users:read.email", "recognise somebody by the mail address"},
	}
}

// Check asks Slack whether the tokens are good and the app is allowed what it needs. The error wraps ErrSettings when the
// operator must mend something; any other error means that Slack could not be asked.
func (s *Slack) Check(ctx context.Context) error {
	if err := prefixes(s.config); err != nil {
		return err
	}
	if err := s.identify(ctx); err != nil {
		return err
	}
	if s.config.AppToken == "" {
		return nil
	}
	_, _, err := s.api.StartSocketModeContext(ctx)
	return settingFault("app_token", err)
}

// prefixes tells tokens apart that were swapped: an xoxb token in the place of the other would be retried for ever.
func prefixes(config Config) error {
	switch {
	case !strings.HasPrefix(config.BotToken, "xoxb-"):
		return fmt.Errorf(`%w.bot_token does not begin with xoxb-: copy the "Bot User OAuth Token" of the app`, ErrSettings)
	case config.AppToken != "" && !strings.HasPrefix(config.AppToken, "xapp-"):
		return fmt.Errorf(`%w.app_token does not begin with xapp-: copy the "App-Level Token" of the app`, ErrSettings)
	case config.AppToken == "" && config.SigningSecret == "":
		return fmt.Errorf("%w: neither app_token (Socket Mode) nor signing_secret (HTTP) is set", ErrSettings)
	}
	return nil
}

// identify asks who the bot is, and what it is allowed.
func (s *Slack) identify(ctx context.Context) error {
	answer, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return settingFault("bot_token", err)
	}
	if missing := missingScopes(answer.Header.Values("X-OAuth-Scopes")); len(missing) > 0 {
		return fmt.Errorf("%w: the app lacks scopes: %s. Add them under \"OAuth & Permissions\", or take deploy/slack-manifest.yaml again, and reinstall the app",
			ErrSettings, strings.Join(missing, "; "))
	}
	s.me.Store(&identity{user: answer.UserID, bot: answer.BotID, url: answer.URL})
	return nil
}

// missingScopes are the scopes that were not granted, with their use. A Slack that tells no scopes lacks none.
func missingScopes(headers []string) []string {
	granted := strings.FieldsFunc(strings.Join(headers, ","), func(r rune) bool { return r == ',' || r == ' ' })
	if len(granted) == 0 {
		return nil
	}
	var missing []string
	for _, scope := range scopes() {
		if !slices.Contains(granted, scope.Name) {
			missing = append(missing, fmt.Sprintf("%s (to %s)", scope.Name, scope.Use))
		}
	}
	return missing
}

// settingFault tells what the operator must mend from what will pass.
func settingFault(setting string, err error) error {
	answer, refused := errors.AsType[slack.SlackErrorResponse](err)
	if !refused || !isRefusal(err) {
		return err
	}
	if answer.Err == "missing_scope" {
		return fmt.Errorf("%w.%s lacks the scope %s: add it to the app, and copy the new token", ErrSettings, setting, answer.Needed)
	}
	return fmt.Errorf("%w.%s is refused by Slack (%s): copy the token of the app again, and see that the app is installed", ErrSettings, setting, answer.Err)
}
