package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

const (
	// aliveNote says until when everything that Slack told was heard, by any replica.
	aliveNote = "slack/alive"

	// aliveEvery is how often it is written.
	aliveEvery = 10 * time.Second

	// overlap is read again before every gap: what was taken in and not begun when a process died, and what came while a
	// dead connection was not yet known to be dead.
	overlap = 3 * time.Minute

	// gapLongest is as far as is read back: what was answered is known for a week.
	gapLongest = 6 * 24 * time.Hour
)

// recall finds out since when this bot, in any of its processes, has heard nothing.
func (s *Slack) recall(ctx context.Context) error {
	noted, err := s.ports.Notes.Noted(ctx, aliveNote)
	if err != nil {
		return fmt.Errorf("recall until when Slack was heard: %w", err)
	}
	if noted != "" {
		s.line.since(instant(noted))
	}
	return nil
}

// catchUp reads what was missed, after every gap, until ctx ends; and notes until when nothing is missing.
func (s *Slack) catchUp(ctx context.Context) error {
	ticker := time.NewTicker(aliveEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.line.gaps:
			s.closeGap(ctx)
		case <-ticker.C:
			s.line.tick()
		}
		s.noteAlive(ctx)
	}
}

func (s *Slack) closeGap(ctx context.Context) {
	from, missed := s.line.gap()
	if !missed {
		return
	}
	from = later(from.Add(-overlap), time.Now().Add(-gapLongest))
	s.findStaff(ctx)
	read, err := s.readSince(ctx, from)
	if err != nil && ctx.Err() == nil {
		s.line.since(from.Add(overlap))
		s.log.Error("what was written while the bot was away is not read yet", "error", err)
		return
	}
	s.log.Info("read what was written meanwhile", "since", from, "messages", read)
}

func (s *Slack) noteAlive(ctx context.Context) {
	at, whole := s.line.works()
	if !whole {
		return
	}
	if err := s.ports.Notes.Note(ctx, aliveNote, stamp(at), threadTTL); err != nil && ctx.Err() == nil {
		s.log.Warn("not noted until when Slack was heard", "error", err)
	}
}

// readSince puts in all that was written to the bot since an instant: in channels, in threads in which it takes part, in
// direct messages. It tells how many messages that were. The inbox knows those that were answered.
func (s *Slack) readSince(ctx context.Context, from time.Time) (int, error) {
	rooms, err := s.memberships(ctx)
	if err != nil {
		return 0, err
	}
	directs, err := s.conversations(ctx, "im")
	if err != nil {
		return 0, err
	}
	threads, err := s.threads.all(ctx)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, thread := range threads {
		n, err := s.readRoom(ctx, thread[0], thread[1], from)
		if err != nil {
			return total, err
		}
		total += n
	}
	for _, room := range append(rooms, directs...) {
		n, err := s.readRoom(ctx, room.ID, "", from)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// readRoom reads a channel outside threads, or one of its threads, and puts in what is addressed to the bot, the oldest
// first. What the bot may no longer read is left out.
func (s *Slack) readRoom(ctx context.Context, channel, thread string, from time.Time) (int, error) {
	messages, err := s.readAll(ctx, channel, thread, from)
	if err != nil {
		if isRefusal(err) {
			s.log.Warn("a conversation could not be read back", "channel", channel, "error", err)
			return 0, nil
		}
		return 0, err
	}
	me, inbox := s.me.Load(), s.inbox.Load()
	put, said := 0, markersOf(messages) // what was answered when nothing could be written down
	for _, m := range messages {
		e := eventOfHistory(channel, m)
		hearing := s.hears(e, *me)
		if hearing == ignored || hearing == followUp && thread == "" || instant(e.TS).Before(from) {
			continue
		}
		message := s.message(e, *me)
		message.Again = said[partMarker(message.Event, 0)] || !message.Place.Direct && thread == "" || // then it is in a thread
			time.Since(message.Sent) < overlap // another process may be answering it, and unable to write that down
		if err := inbox.Add(ctx, message); err != nil {
			return put, err
		}
		put++
	}
	return put, nil
}

// markersOf are the markers of our own messages among others.
func markersOf(messages []slack.Message) map[string]bool {
	markers := map[string]bool{}
	for _, m := range messages {
		if marker, ours := m.Metadata.EventPayload[metadataKey].(string); ours && m.Metadata.EventType == metadataType {
			markers[marker] = true
		}
	}
	return markers
}

// readAll gives the messages in their order.
func (s *Slack) readAll(ctx context.Context, channel, thread string, from time.Time) ([]slack.Message, error) {
	type page struct {
		messages []slack.Message
		next     string
	}
	var all []slack.Message
	for cursor := ""; ; {
		p, err := ask(ctx, func(ctx context.Context) (page, error) {
			messages, next, err := s.read(ctx, channel, thread, from, cursor)
			return page{messages, next}, err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, p.messages...)
		if p.next == "" {
			return inOrder(all), nil
		}
		cursor = p.next
	}
}
