package slack

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"digbot/bot"
)

// channelsAgain is the least time between two looks for a channel that was not found.
const channelsAgain = 10 * time.Second

// channelID is how Slack numbers channels; names hold no capitals. https://docs.slack.dev/reference/objects/conversation-object
var channelID = regexp.MustCompile(`^[CGD][A-Z0-9]{4,}$`)

// channels know the ids of the channels into which the bot was invited.
type channels struct {
	list func(context.Context) ([]slack.Channel, error)

	mu     sync.Mutex
	ids    map[string]string // by name
	looked time.Time
}

func newChannels(list func(context.Context) ([]slack.Channel, error)) *channels {
	return &channels{list: list, ids: map[string]string{}}
}

// find is the id of a channel, given as an id or as a name.
func (c *channels) find(ctx context.Context, channel string) (string, error) {
	name := strings.TrimPrefix(channel, "#")
	if channelID.MatchString(name) {
		return name, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if id := c.ids[name]; id != "" {
		return id, nil
	}
	if time.Since(c.looked) > channelsAgain {
		if err := c.look(ctx); err != nil {
			return "", err
		}
	}
	if id := c.ids[name]; id != "" {
		return id, nil
	}
	return "", fmt.Errorf("%w: %s", bot.ErrNoChannel, channel)
}

func (c *channels) look(ctx context.Context) error {
	list, err := c.list(ctx)
	if err != nil {
		return err
	}
	c.ids, c.looked = map[string]string{}, time.Now()
	for _, channel := range list {
		if channel.Name != "" {
			c.ids[channel.Name] = channel.ID
		}
	}
	return nil
}

// memberships lists the channels into which the bot was invited.
func (s *Slack) memberships(ctx context.Context) ([]slack.Channel, error) {
	return s.conversations(ctx, "public_channel", "private_channel", "mpim")
}

// conversations lists those of some types of which the bot is a member.
func (s *Slack) conversations(ctx context.Context, types ...string) ([]slack.Channel, error) {
	type page struct {
		channels []slack.Channel
		next     string
	}
	var all []slack.Channel
	for cursor := ""; ; {
		p, err := ask(ctx, func(ctx context.Context) (page, error) {
			list, next, err := s.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
				Types: types, Limit: pageSize, Cursor: cursor, ExcludeArchived: true})
			return page{list, next}, err
		})
		if err != nil {
			return nil, fmt.Errorf("list the channels: %w", err)
		}
		all = append(all, p.channels...)
		if p.next == "" {
			return all, nil
		}
		cursor = p.next
	}
}

// findStaff learns which channel is the team's.
func (s *Slack) findStaff(ctx context.Context) {
	if s.config.StaffChannel == "" {
		return
	}
	id, err := s.channels.find(ctx, s.config.StaffChannel)
	if err != nil {
		s.log.Warn("the team's channel was not found: invite the bot into it", "channel", s.config.StaffChannel, "error", err)
		return
	}
	s.staff.Store(id)
}
