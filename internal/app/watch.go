package app

import (
	"context"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/internal/web"
	"digbot/notifier"
	"digbot/scheduler"
)

// Operations of the store, as the metrics name them.
const (
	opSeason   = "season"
	opFire     = "fire"
	opFinish   = "finish"
	opPlan     = "plan"
	opClaim    = "claim"
	opCommit   = "commit"
	opSettle   = "settle"
	opBegin    = "begin"
	opAnswered = "answered"
	opRecall   = "session"
	opRemember = "remember"
)

// newMetrics are the metrics of a service, with every label that its rooms know.
func newMetrics(build web.Build, topics ...string) *web.Metrics {
	return web.NewMetrics(build, web.Labels{
		Outcomes: []string{string(scheduler.Handled), string(scheduler.Skipped)},
		Channels: []string{string(notifier.ByMail), string(notifier.ByPost)},
		States: names(notifier.Planned, notifier.Held, notifier.Claimed, notifier.Committing, notifier.Accepted, notifier.RetryAt,
			notifier.Refused, notifier.Uncertain, notifier.Cancelled, notifier.Suppressed, notifier.Bounced),
		Kinds:      names(bot.KindAnswer, bot.KindChoices, bot.KindHandover, bot.KindRefusal, bot.KindSmalltalk),
		Platforms:  []string{"console", "slack", "mattermost"},
		Operations: []string{opSeason, opFire, opFinish, opPlan, opClaim, opCommit, opSettle, opBegin, opAnswered, opRecall, opRemember},
		Topics:     topics,
	})
}

func names[T ~string](values ...T) []string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = string(value)
	}
	return list
}

// watched is a storage whose work is counted and timed.
type watched struct {
	Storage
	metrics *web.Metrics
}

// timed notes how an operation went; it is deferred with the error's address.
func (w watched) timed(operation string, began time.Time, err *error) {
	w.metrics.Stored(operation, time.Since(began), *err)
}

func (w watched) Season(ctx context.Context) (season programme.Season, err error) {
	defer w.timed(opSeason, time.Now(), &err)
	return w.Storage.Season(ctx)
}

func (w watched) Fire(ctx context.Context, o programme.Occasion, at time.Time) (f scheduler.Firing, err error) {
	defer w.timed(opFire, time.Now(), &err)
	return w.Storage.Fire(ctx, o, at)
}

func (w watched) Finish(ctx context.Context, id string, outcome scheduler.Outcome, at time.Time) (err error) {
	defer w.timed(opFinish, time.Now(), &err)
	if err = w.Storage.Finish(ctx, id, outcome, at); err == nil {
		w.metrics.Fired(string(outcome))
	}
	return err
}

func (w watched) Plan(ctx context.Context, c notifier.Campaign, ds []notifier.Delivery) (err error) {
	defer w.timed(opPlan, time.Now(), &err)
	return w.Storage.Plan(ctx, c, ds)
}

func (w watched) Claim(ctx context.Context, campaign string, channel notifier.Channel, now time.Time, lease time.Duration, limit int) (ds []notifier.Delivery, err error) {
	defer w.timed(opClaim, time.Now(), &err)
	return w.Storage.Claim(ctx, campaign, channel, now, lease, limit)
}

func (w watched) Commit(ctx context.Context, d notifier.Delivery) (err error) {
	defer w.timed(opCommit, time.Now(), &err)
	return w.Storage.Commit(ctx, d)
}

func (w watched) Settle(ctx context.Context, d notifier.Delivery, end notifier.End) (err error) {
	defer w.timed(opSettle, time.Now(), &err)
	if err = w.Storage.Settle(ctx, d, end); err == nil {
		w.metrics.Delivered(string(d.Channel), string(end.State))
	}
	return err
}

func (w watched) Turn(ctx context.Context, d notifier.Delivery, end notifier.End, next notifier.Delivery) (turned bool, err error) {
	defer w.timed(opCommit, time.Now(), &err)
	if turned, err = w.Storage.Turn(ctx, d, end, next); turned && err == nil {
		w.metrics.Delivered(string(d.Channel), string(end.State))
	}
	return turned, err
}

func (w watched) Begin(ctx context.Context, m bot.Message, lease time.Duration) (begun bot.Message, mine bool, err error) {
	defer w.timed(opBegin, time.Now(), &err)
	begun, mine, err = w.Storage.Begin(ctx, m, lease)
	if err == nil && !mine {
		w.metrics.Deduplicated(m.Platform)
	}
	return begun, mine, err
}

func (w watched) Answered(ctx context.Context, m bot.Message) (err error) {
	defer w.timed(opAnswered, time.Now(), &err)
	return w.Storage.Answered(ctx, m)
}

func (w watched) AnsweredLeaving(ctx context.Context, m bot.Message, left store.Left) (err error) {
	defer w.timed(opAnswered, time.Now(), &err)
	return w.Storage.AnsweredLeaving(ctx, m, left)
}

func (w watched) Session(ctx context.Context, conversation string) (s bot.Session, err error) {
	defer w.timed(opRecall, time.Now(), &err)
	return w.Storage.Session(ctx, conversation)
}

func (w watched) Remember(ctx context.Context, conversation string, s bot.Session, ttl time.Duration) (err error) {
	defer w.timed(opRemember, time.Now(), &err)
	return w.Storage.Remember(ctx, conversation, s, ttl)
}

// counted is a handler whose replies are counted and timed.
func counted(handle bot.Handler, metrics *web.Metrics) bot.Handler {
	return func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		began := time.Now()
		reply, err := handle(ctx, m)
		switch {
		case err != nil:
			return reply, err
		case reply.Kind == bot.KindNone:
			return reply, nil
		case reply.Kind == bot.KindHandover && reply.Topic == "":
			metrics.Unanswered(web.Unknown)
		case reply.Kind == bot.KindHandover:
			metrics.Unanswered(web.Handover)
		}
		metrics.Replied(string(reply.Kind), m.Platform, time.Since(began))
		return reply, nil
	}
}
