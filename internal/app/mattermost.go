package app

import (
	"context"
	"errors"
	"fmt"

	"digbot/bot"
	"digbot/bot/mattermost"
	"digbot/internal/config"
	"digbot/internal/web"
	"digbot/templates"
)

// ErrPlatform says that a chat platform refuses the configuration.
var ErrPlatform = errors.New("the chat platform refuses the configuration")

// MattermostConfig is the configured server as the platform wants it.
func MattermostConfig(cfg config.Config) mattermost.Config {
	m := cfg.Mattermost
	return mattermost.Config{
		URL: m.URL, Token: m.Token.Reveal(), Team: m.Team, StaffChannel: m.StaffChannel,
		CommandToken: m.CommandToken.Reveal(), PublicURL: cfg.HTTP.PublicURL,
	}
}

// mattermost makes the platform when one is configured. A server that is away is waited for; one that refuses the
// configuration is not.
func (v service) mattermost(ctx context.Context, cfg config.Config, texts *templates.Library) ([]bot.Platform, error) {
	if cfg.Mattermost.URL == "" {
		return nil, nil
	}
	store := watched{v.store, v.metrics}
	platform := mattermost.New(MattermostConfig(cfg), mattermost.Parts{Claims: store, Notes: store, Texts: texts, Log: v.log})
	var away *mattermost.AwayError
	if err := platform.Check(ctx); errors.As(err, &away) {
		v.log.Warn("Mattermost is waited for", "error", err)
	} else if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPlatform, err)
	}
	for pattern, handler := range platform.Routes() {
		v.door.Handle(pattern, handler)
	}
	v.door.AddCheck(web.Check{Name: platform.Name(), Probe: platform.Probe})
	return []bot.Platform{platform}, nil
}
