package app

import (
	"digbot/bot/mattermost"
	"digbot/internal/config"
)

// MattermostConfig is the configured server as the platform wants it.
func MattermostConfig(cfg config.Config) mattermost.Config {
	m := cfg.Mattermost
	c := mattermost.Config{
		URL: m.URL, Token: m.Token.Reveal(), Team: m.Team, StaffChannel: m.StaffChannel,
		CommandToken: m.CommandToken.Reveal(), PublicURL: cfg.HTTP.PublicURL,
	}
	if c.StaffChannel == "" { // the one of the season's posts, which nobody may have made
		c.StaffChannel, c.StaffMayLack = cfg.Posts.StaffChannel, true
	}
	return c
}
