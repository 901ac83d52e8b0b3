package app

import (
	"cmp"
	"context"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/bot/team"
	"digbot/internal/config"
)

// newDesk wires the desk: what the bot does not know goes to the team's channel of each platform that has one.
func (a *App) newDesk(cfg config.Config, seasons bot.Seasons) (*desk.Desk, error) {
	posters, channels := map[string]bot.Poster{}, map[string]string{}
	for _, platform := range a.parts.Platforms {
		if poster, speaks := platform.(bot.Poster); speaks {
			posters[platform.Name()], channels[platform.Name()] = poster, staffChannel(cfg, platform.Name())
		}
	}
	s := a.parts.Store
	return desk.New(desk.Parts{
		Tickets: struct{ desk.Tickets }{s}, Tally: struct{ desk.Tally }{s}, Additions: struct{ desk.Additions }{additions{s, cfg}}, Team: deskTeam{staffOf(cfg), journal{s}},
		Posters: posters, Channels: channels, Hours: desk.Hours(cfg.Desk), Seasons: seasons, Texts: a.parts.Texts, Now: a.parts.Now, Log: a.parts.Log,
	})
}

// staffChannel is the team's channel on a platform.
func staffChannel(cfg config.Config, platform string) string {
	switch platform {
	case "slack":
		return cmp.Or(cfg.Slack.StaffChannel, cfg.Posts.StaffChannel)
	case "mattermost":
		return cmp.Or(cfg.Mattermost.StaffChannel, cfg.Posts.StaffChannel)
	}
	return cfg.Posts.StaffChannel
}

// deskTeam is the configured team as the desk knows it.
type deskTeam struct {
	staff   team.Staff
	journal journal
}

// Member implements desk.Team.
func (d deskTeam) Member(platform, user string) (id, name string) {
	member, found := d.staff.Find(platform, user)
	if !found || !member.May(team.MayAnswer) {
		return "", ""
	}
	return member.ID, member.Name
}

// Record implements desk.Team.
func (d deskTeam) Record(ctx context.Context, platform, channel, member, action, detail string) error {
	return d.journal.Write(ctx, team.Entry{At: time.Now(), Who: member, Where: platform + " " + channel, What: action, Content: detail})
}
