package slack

import (
	"context"
	"errors"
	"sync"

	"digbot/bot"
)

// Run implements bot.Platform: it listens and answers until ctx ends, whatever happens to the connection.
func (s *Slack) Run(ctx context.Context, handle bot.Handler) error {
	if !s.begun(ctx) {
		return nil
	}
	inbox := bot.NewInbox(line{s}, handle, s.ports.Claims, s.ports.Log)
	s.inbox.Store(inbox)
	rooms := []func(context.Context) error{inbox.Run, s.threads.run, s.catchUp}
	if s.config.AppToken != "" {
		rooms = append(rooms, s.connect)
	} else {
		s.line.up()
	}
	var running sync.WaitGroup
	faults := make([]error, len(rooms))
	for i, room := range rooms {
		running.Go(func() { faults[i] = room(ctx) })
	}
	running.Wait()
	return errors.Join(faults...)
}

// begun waits until Slack has told who the bot is, and the store until when it has heard everything. It reports false when
// ctx ended before. A refused token does not end the program, whose calendar and mails go on: it is told every minute.
func (s *Slack) begun(ctx context.Context) bool {
	for tries := 0; s.me.Load() == nil; tries++ {
		err := s.identify(ctx)
		if err == nil {
			break
		}
		s.line.down(err)
		pause := pauseAfter(err, tries)
		if errors.Is(err, ErrSettings) {
			pause = refusedPause
		}
		s.log.Error("Slack does not tell who the bot is: trying again", "pause", pause, "error", err)
		if !sleep(ctx, pause) {
			return false
		}
	}
	s.findStaff(ctx)
	for tries := 0; ; tries++ {
		err := s.recall(ctx)
		if err == nil {
			return true
		}
		s.log.Warn("the store does not answer: trying again", "error", err)
		if !sleep(ctx, pauseAfter(err, tries)) {
			return false
		}
	}
}
