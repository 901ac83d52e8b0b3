package slack

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"digbot/bot"
)

// thinkingFace is the reaction that says that an answer is on its way.
const thinkingFace = "hourglass_flowing_sand"

// Thinking implements bot.Line. Bots cannot show that they write: in a thread there is a line of text for it, elsewhere a
// reaction to the message. A command leaves no message on which a sign could be put: its author gets a word.
func (l line) Thinking(ctx context.Context, to bot.Message) func() {
	switch {
	case to.Place.Message == "" && to.Kind == bot.Command:
		l.whisperSign(ctx, to)
		return func() {}
	case to.Place.Channel == "" || to.Place.Message == "":
		return func() {}
	}
	sign := l.phrase("thinking-status", bot.Reply{}).Plain()
	if thread := threadOf(to.Place); thread != "" && l.status(ctx, to.Place.Channel, thread, sign) == nil {
		return l.afterwards(func(ctx context.Context) { l.logSign(l.status(ctx, to.Place.Channel, thread, "")) })
	}
	at := slack.NewRefToMessage(to.Place.Channel, to.Place.Message)
	if err := l.api.AddReactionContext(ctx, thinkingFace, at); err != nil {
		l.logSign(err)
		return func() {}
	}
	return l.afterwards(func(ctx context.Context) { l.logSign(l.api.RemoveReactionContext(ctx, thinkingFace, at)) })
}

// status writes the line under a thread; an empty one takes it away.
// https://docs.slack.dev/reference/methods/assistant.threads.setStatus
func (l line) status(ctx context.Context, channel, thread, sign string) error {
	return l.api.SetAssistantThreadsStatusContext(ctx, slack.AssistantThreadsSetStatusParameters{ChannelID: channel, ThreadTS: thread, Status: sign})
}

func (l line) whisperSign(ctx context.Context, to bot.Message) {
	answer, alive := l.hooks.use(to.Event)
	if !alive {
		return
	}
	l.logSign(l.answer(ctx, answer, outgoing{text: escape(l.phrase("thinking", bot.Reply{}).Plain())}, slack.MsgOptionResponseURL(answer, slack.ResponseTypeEphemeral)))
}

// afterwards is act without the context of the answer, which has ended by then.
func (l line) afterwards(act func(context.Context)) func() {
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		act(ctx)
	}
}

func (l line) logSign(err error) {
	if err != nil {
		l.log.Debug("no sign that an answer is on its way", "error", err)
	}
}
