package slack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

const (
	// metadataType marks our messages. Slack keeps it with a message and shows it to nobody.
	// https://docs.slack.dev/messaging/message-metadata
	metadataType = "digbot_post"
	metadataKey  = "marker"

	// clocksApart is how far Slack's clock and ours may be from each other.
	clocksApart = 5 * time.Minute
)

// delivery says where messages go, and how.
type delivery struct {
	channel, thread string
	marker          string // of all the messages together; empty: nobody will look for them
	part            int    // of the first of them
	pace            pace
	since           time.Time // they may have been sent since then, by us or by a process that is dead; zero: they were not
}

// deliver sends messages one after the other, with nothing of ours between, and returns their ids. A message is sent again
// only after the channel was looked at: it is there, or it is not.
func (s *Slack) deliver(ctx context.Context, d delivery, messages []outgoing) ([]string, error) {
	lane, err := s.lanes.take(ctx, d.channel)
	if err != nil {
		return nil, err
	}
	defer s.lanes.leave(lane)
	if err := s.threads.follow(ctx, d.channel, d.thread); err != nil {
		s.log.Warn("answers in a thread may not be heard after a restart", "error", err)
	}
	var sent []string
	for i, m := range messages {
		ts, err := s.deliverOne(ctx, lane, d, partMarker(d.marker, d.part+i), m)
		if err != nil {
			return sent, fmt.Errorf("send a message: %w", err)
		}
		sent = append(sent, ts)
	}
	return sent, nil
}

func (s *Slack) deliverOne(ctx context.Context, lane *lane, d delivery, marker string, m outgoing) (string, error) {
	doubt := d.since
	for tries := 0; ; tries++ {
		ts, err := s.attempt(ctx, lane, d, marker, m, doubt)
		_, limited := pauseOf(err)
		switch {
		case err == nil || isRefusal(err):
			return ts, err
		case !limited && doubt.IsZero():
			doubt = time.Now().Add(-callTimeout)
		}
		lane.pause(pauseAfter(err, tries))
		if ctx.Err() != nil {
			return "", err
		}
	}
}

// attempt sends a message once, unless it is in doubt and stands there already.
func (s *Slack) attempt(ctx context.Context, lane *lane, d delivery, marker string, m outgoing, doubt time.Time) (string, error) {
	if !doubt.IsZero() && d.marker != "" {
		if err := lane.ready(ctx, unpaced); err != nil {
			return "", err
		}
		ts, err := s.find(ctx, d.channel, d.thread, marker, doubt.Add(-clocksApart))
		if err != nil || ts != "" {
			return ts, err
		}
	}
	if err := lane.ready(ctx, d.pace); err != nil {
		return "", err
	}
	ts, err := s.post(ctx, d.channel, d.thread, marker, m)
	if err != nil || doubt.IsZero() || d.marker == "" {
		return ts, err
	}
	return s.yield(ctx, d, marker, ts, doubt), nil
}

// yield takes a message back when another process has sent the same before: both had looked and found nothing. It gives the
// one that stays.
func (s *Slack) yield(ctx context.Context, d delivery, marker, ts string, doubt time.Time) string {
	first, err := s.find(ctx, d.channel, d.thread, marker, doubt.Add(-clocksApart))
	if err == nil && first != "" && first < ts {
		if _, _, err = s.api.DeleteMessageContext(ctx, d.channel, ts); err == nil {
			return first
		}
	}
	if err != nil {
		s.log.Warn("a message may stand there twice", "error", err)
	}
	return ts
}

// find looks for the first message with a marker since an instant; empty: there is none.
func (s *Slack) find(ctx context.Context, channel, thread, marker string, since time.Time) (first string, err error) {
	for cursor := ""; ; {
		messages, next, err := s.read(ctx, channel, thread, since, cursor)
		if err != nil {
			return "", fmt.Errorf("look for a message: %w", err)
		}
		for _, m := range messages {
			ours := m.Metadata.EventType == metadataType && m.Metadata.EventPayload[metadataKey] == marker
			if ours && (first == "" || m.Timestamp < first) {
				first = m.Timestamp
			}
		}
		if next == "" {
			return first, nil
		}
		cursor = next
	}
}

// pageSize is the number of messages that are read at once: https://docs.slack.dev/reference/methods/conversations.history
const pageSize = 200

// read is one page of a thread, or of a channel outside threads, since an instant.
func (s *Slack) read(ctx context.Context, channel, thread string, since time.Time, cursor string) ([]slack.Message, string, error) {
	if thread == "" {
		page, err := s.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Oldest: stamp(since), Limit: pageSize, Cursor: cursor, IncludeAllMetadata: true})
		if err != nil {
			return nil, "", err
		}
		return page.Messages, page.ResponseMetaData.NextCursor, nil
	}
	messages, _, next, err := s.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: channel, Timestamp: thread, Oldest: stamp(since), Limit: pageSize, Cursor: cursor, IncludeAllMetadata: true})
	return messages, next, err
}

// outside are the words with which Slack says that the bot, or the person, is not in the channel.
var outside = []string{"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived", "restricted_action_read_only_channel"}

func isOutside(err error) bool { return slices.Contains(outside, word(err)) }

// hideURL takes a secret address out of an error.
func hideURL(err error, secret string) error {
	if fault, is := errors.AsType[*url.Error](err); is && fault.URL == secret {
		return fmt.Errorf("%s response_url: %w", fault.Op, fault.Err)
	}
	return err
}
