package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"digbot/bot"
	"digbot/bot/mattermost"
	"digbot/bot/slack"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/web"
	"digbot/templates"
)

// ErrPlatform says that a chat platform refuses the configuration.
var ErrPlatform = errors.New("the chat platform refuses the configuration")

// checkPatience is how long a platform may take to say whether it accepts the configuration, before it is waited for while
// everything else runs.
const checkPatience = 10 * time.Second

// chat is a configured chat platform.
type chat struct {
	platform interface {
		bot.Platform
		bot.Poster

		// Check asks the platform whether it accepts the configuration.
		Check(ctx context.Context) error

		// Routes are the addresses that the platform calls, as patterns of http.ServeMux.
		Routes() map[string]http.Handler

		// Probe says why the platform is not reached.
		Probe(ctx context.Context) error
	}
	refuses func(error) bool // reports whether an error of Check says that the configuration is refused
	staff   string           // the team's channel; empty: the one where the season's posts for the team appear
}

// marks is where a platform marks what it has seen and done.
type marks interface {
	bot.Claims
	bot.Notes
}

// chatsOn are the configured chat platforms. A program beside the service speaks there, and listens to nobody.
func chatsOn(cfg config.Config, texts *templates.Library, kept marks, log *slog.Logger) []chat {
	var all []chat
	if !cfg.Slack.BotToken.IsZero() {
		config := slackConfig(cfg)
		if len(config.Staff) == 0 {
			log.Warn("no member of the team has a Slack id: nobody can command the bot there; write staff.<id>.slack")
		}
		platform := slack.New(config, slack.Ports{Claims: kept, Notes: kept, Texts: texts, Log: log})
		refused := func(err error) bool { return errors.Is(err, slack.ErrSettings) }
		all = append(all, chat{platform, refused, cfg.Slack.StaffChannel})
	}
	if cfg.Mattermost.URL != "" {
		platform := mattermost.New(MattermostConfig(cfg), mattermost.Parts{Claims: kept, Notes: kept, Texts: texts, Log: log})
		refused := func(err error) bool { var away *mattermost.AwayError; return !errors.As(err, &away) }
		all = append(all, chat{platform, refused, cfg.Mattermost.StaffChannel})
	}
	return all
}

// chatNames are the names of the configured chats, as people know them.
func chatNames(cfg config.Config) []string {
	var names []string
	if !cfg.Slack.BotToken.IsZero() {
		names = append(names, "Slack")
	}
	if cfg.Mattermost.URL != "" {
		names = append(names, "Mattermost")
	}
	return names
}

// roomsIn are the team's channels in the chats.
func roomsIn(cfg config.Config, chats []chat) []team.Room {
	var list []team.Room
	for _, c := range chats {
		name := c.platform.Name()
		list = append(list, team.Room{Platform: name, Channel: staffChannel(cfg, name), Poster: c.platform})
	}
	return list
}

func slackConfig(cfg config.Config) slack.Config {
	c := slack.Config{
		BotToken: cfg.Slack.BotToken.Reveal(), AppToken: cfg.Slack.AppToken.Reveal(), SigningSecret: cfg.Slack.SigningSecret.Reveal(),
		APIURL: cfg.Slack.APIURL, StaffChannel: cfg.Slack.StaffChannel,
	}
	if c.StaffChannel == "" {
		c.StaffChannel = cfg.Posts.StaffChannel
	}
	for _, member := range cfg.Staff {
		if member.Slack != "" {
			c.Staff = append(c.Staff, member.Slack)
		}
	}
	return c
}

// open checks the platforms, all at the same time, and opens the door to them. One that is away is waited for; one that
// refuses the configuration is not.
func (v service) open(ctx context.Context, chats []chat) error {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	outcomes := make(chan error, len(chats))
	for _, c := range chats {
		go func() { outcomes <- c.check(ctx, v.log) }()
	}
	var faults []error
	for range chats {
		faults = append(faults, <-outcomes)
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	for _, c := range chats {
		for pattern, handler := range c.platform.Routes() {
			v.door.Handle(pattern, handler)
		}
		v.door.AddCheck(web.Check{Name: c.platform.Name(), Probe: c.platform.Probe})
	}
	return nil
}

func (c chat) check(ctx context.Context, log *slog.Logger) error {
	err := c.platform.Check(ctx)
	switch {
	case err == nil:
		return nil
	case c.refuses(err):
		return fmt.Errorf("%w: %w", ErrPlatform, err)
	}
	log.Warn("a chat platform does not answer: it is waited for", "platform", c.platform.Name(), "error", err)
	return nil
}

// platforms are where people talk to the bot: the configured chats, else the terminal.
func platforms(chats []chat, console bot.Platform) []bot.Platform {
	var all []bot.Platform
	for _, c := range chats {
		all = append(all, c.platform)
	}
	if len(all) == 0 && console != nil {
		all = []bot.Platform{console}
	}
	return all
}
