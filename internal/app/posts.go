package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"digbot/bot"
	"digbot/notifier"
	"digbot/templates"
)

// postPatience is how long a post is tried at once, over outages and the platform's own pauses; it is less than the
// notifier's lease. What is not there by then is looked for, and posted, later.
const postPatience = time.Minute

// noticeboard posts in every chat that is configured.
type noticeboard struct {
	chats []chat
	staff string // how the notifier names the team's channel
}

// Post implements notifier.Poster: the same marker posts once in each chat. A chat in which it does not succeed is tried
// again, together with those in which it did: they know the marker.
func (n noticeboard) Post(ctx context.Context, channel, marker string, body templates.Document) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, postPatience)
	defer cancel()
	var refs []string
	var faults []error
	for _, c := range n.chats {
		ref, err := c.platform.Post(ctx, bot.Post{Channel: n.channel(c, channel), Marker: marker, Body: body})
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", c.platform.Name(), err))
			continue
		}
		refs = append(refs, c.platform.Name()+":"+ref)
	}
	if err := errors.Join(faults...); err != nil {
		return "", fmt.Errorf("%w: %w", notifier.ErrTemporary, err)
	}
	return strings.Join(refs, " "), nil
}

// channel is the one that a chat has for the team, where it is meant and where it has one of its own.
func (n noticeboard) channel(c chat, channel string) string {
	if channel == n.staff && c.staff != "" {
		return c.staff
	}
	return channel
}
