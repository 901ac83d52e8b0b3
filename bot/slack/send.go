package slack

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"digbot/bot"
	"digbot/templates"
)

// line is how the inbox speaks.
type line struct{ *Slack }

// Reply implements bot.Line.
func (l line) Reply(ctx context.Context, to bot.Message, reply bot.Reply) error {
	if reply.Form != nil {
		if opened, err := l.open(ctx, to, *reply.Form); opened || err != nil {
			return err
		}
		if reply.Body.IsZero() {
			reply.Body = l.phrase("click-again", reply)
		}
	}
	if to.Kind == bot.Opened {
		return l.publish(ctx, to, reply)
	}
	if err := l.say(ctx, to, reply); err != nil {
		return err
	}
	return l.attach(ctx, to, reply)
}

// say says the words of a reply where the message was written.
func (s *Slack) say(ctx context.Context, to bot.Message, reply bot.Reply) error {
	c := s.content(reply)
	if c.body.IsZero() && len(c.choices)+len(c.buttons) == 0 {
		return nil
	}
	messages := c.messages()
	switch {
	case reply.Replace && s.replaces(to):
		return s.replace(ctx, to, messages)
	case s.isPrivate(to, reply):
		return s.whisper(ctx, to, messages)
	}
	d := delivery{channel: to.Place.Channel, thread: threadOf(to.Place), marker: to.Event, pace: asReply}
	if to.Again {
		d.since = to.Sent
	}
	_, err := s.deliver(ctx, d, messages)
	if err != nil && isOutside(err) {
		return s.whisper(ctx, to, messages)
	}
	return err
}

// isPrivate reports whether only the author is to see the reply. A command cannot be answered in a thread, and does not
// show in its channel: only the team's channel sees what becomes of it.
func (s *Slack) isPrivate(to bot.Message, reply bot.Reply) bool {
	hangs := to.Place.Message != "" || to.Place.Thread != ""
	return !to.Place.Direct && (reply.Private || !hangs && !to.Place.Staff)
}

// content is a reply in Slack's terms: an answer asks what people think of it.
func (s *Slack) content(reply bot.Reply) content {
	c := content{body: reply.Body, footer: reply.Footer, choices: reply.Choices, buttons: reply.Buttons}
	if reply.Kind == bot.KindAnswer && reply.Topic != "" {
		c.feedback = []bot.Button{
			{ID: bot.Useful, Label: s.label(bot.Useful, reply), Value: reply.Topic},
			{ID: bot.Useless, Label: s.label(bot.Useless, reply), Value: reply.Topic},
		}
	}
	return c
}

// phrase is one of the platform's own sentences, in the language of the reply.
func (s *Slack) phrase(name string, reply bot.Reply) templates.Document {
	text, err := s.ports.Texts.Phrase(name, templates.View{Language: cmp.Or(reply.Language, "fr")})
	if err != nil {
		s.log.Error("a sentence is missing", "name", name, "error", err)
	}
	return text
}

// label is one of the platform's own sentences on a button. It is worded once in each language.
func (s *Slack) label(name string, reply bot.Reply) string {
	key := name + "." + string(reply.Language)
	if known, found := s.labels.Load(key); found {
		return known.(string)
	}
	label := s.phrase(name, reply).Plain()
	s.labels.Store(key, label)
	return label
}

// whisper says something to the author alone.
func (s *Slack) whisper(ctx context.Context, to bot.Message, messages []outgoing) error {
	for i, m := range messages {
		answer, alive := s.hooks.use(to.Event)
		var err error
		if alive {
			err = s.answer(ctx, answer, m, slack.MsgOptionResponseURL(answer, slack.ResponseTypeEphemeral))
		}
		if !alive || err != nil && isRefusal(err) {
			err = s.ephemeral(ctx, to, m)
		}
		if err != nil && isOutside(err) {
			return s.direct(ctx, to, messages[i:])
		}
		if err != nil {
			return fmt.Errorf("say something to one person: %w", err)
		}
	}
	return nil
}

// answer uses a response_url. It knows no pace and no marker: a repeated one shows twice, to one person.
func (s *Slack) answer(ctx context.Context, url string, m outgoing, how slack.MsgOption) error {
	_, err := ask(ctx, func(ctx context.Context) (struct{}, error) {
		_, _, _, err := s.api.SendMessageContext(ctx, "", how, options(m))
		return struct{}{}, hideURL(err, url)
	})
	return err
}

func (s *Slack) ephemeral(ctx context.Context, to bot.Message, m outgoing) error {
	_, err := ask(ctx, func(ctx context.Context) (string, error) {
		return s.api.PostEphemeralContext(ctx, to.Place.Channel, to.User, options(m), inThread(to.Place.Thread))
	})
	return err
}

// direct says it in direct messages: the bot is not in the channel.
func (s *Slack) direct(ctx context.Context, to bot.Message, messages []outgoing) error {
	channel, err := s.Direct(ctx, to.User)
	if err != nil {
		return err
	}
	d := delivery{channel: channel, marker: to.Event, pace: asReply}
	if to.Again {
		d.since = to.Sent
	}
	_, err = s.deliver(ctx, d, messages)
	return err
}

// replaces reports whether there is a message that a reply can take the place of.
func (s *Slack) replaces(to bot.Message) bool {
	return to.Kind == bot.Clicked && (to.Place.Message != "" || s.hooks.isEphemeral(to.Event)) || to.Kind == bot.Said && to.Choice != "" && to.Place.Message != ""
}

// replace puts the first message in the place of the one that was clicked, and says the others after it.
func (s *Slack) replace(ctx context.Context, to bot.Message, messages []outgoing) error {
	var err error
	if answer, alive := s.hooks.use(to.Event); alive && s.hooks.isEphemeral(to.Event) {
		err = s.answer(ctx, answer, messages[0], slack.MsgOptionReplaceOriginal(answer))
	} else {
		err = s.update(ctx, to.Place.Channel, to.Place.Message, messages[0])
	}
	if err != nil {
		return fmt.Errorf("replace a message: %w", err)
	}
	if len(messages) == 1 {
		return nil
	}
	d := delivery{channel: to.Place.Channel, thread: threadOf(to.Place), marker: to.Event, part: 1, pace: asReply}
	if to.Again {
		d.since = to.Sent
	}
	_, err = s.deliver(ctx, d, messages[1:])
	return err
}

func (s *Slack) update(ctx context.Context, channel, ts string, m outgoing) error {
	lane, err := s.lanes.take(ctx, channel)
	if err != nil {
		return err
	}
	defer s.lanes.leave(lane)
	for tries := 0; ; tries++ {
		if err := lane.ready(ctx, unpaced); err != nil {
			return err
		}
		_, _, _, err := s.api.UpdateMessageContext(ctx, channel, ts, options(m))
		if err == nil || isRefusal(err) {
			return err
		}
		lane.pause(pauseAfter(err, tries))
	}
}

// publish shows the home page.
func (s *Slack) publish(ctx context.Context, to bot.Message, reply bot.Reply) error {
	_, err := ask(ctx, func(ctx context.Context) (*slack.ViewResponse, error) {
		return s.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: to.User, View: slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: s.content(reply).page()}, PrivateMetadata: to.Place.Channel,
		}})
	})
	if err != nil {
		return fmt.Errorf("show the home page: %w", err)
	}
	return nil
}

// options are what every message has: a text beside the blocks, no previews of links, nobody named by accident.
func options(m outgoing) slack.MsgOption {
	all := []slack.MsgOption{slack.MsgOptionText(m.text, false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionParse(false)}
	return slack.MsgOptionCompose(append(all, slack.MsgOptionBlocks(m.blocks...))...)
}

func inThread(thread string) slack.MsgOption {
	if thread == "" {
		return slack.MsgOptionCompose()
	}
	return slack.MsgOptionTS(thread)
}

// partMarker names one of the messages of a reply or post.
func partMarker(marker string, part int) string {
	if part == 0 {
		return marker
	}
	return marker + "#" + strconv.Itoa(part+1)
}
