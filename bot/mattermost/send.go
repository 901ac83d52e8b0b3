package mattermost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

const (
	// markerProp is the property of our posts that says what they are: with it a post is found again.
	markerProp = "digbot"

	// partsProp is into how many posts a text was divided.
	partsProp = "digbot_parts"

	// filesMost is the number of files of one post.
	// https://docs.mattermost.com/collaborate/share-files-in-messages.html (five on servers before 6)
	filesMost = 5

	// typingEvery is how often the typing sign is shown again: clients take it away after five seconds.
	typingEvery = 4 * time.Second
)

// Reply implements bot.Line: in the thread of the message, in a direct message flat. What only its author may read goes the
// way that nobody else sees. What the server will never take is logged and given up.
func (m *Mattermost) Reply(ctx context.Context, to bot.Message, reply bot.Reply) error {
	defer m.calls.close(to.Event)
	err := m.reply(ctx, to, reply)
	if err != nil && isRefusal(err) && statusOf(err) != 401 {
		m.log.ErrorContext(ctx, "Mattermost does not take a reply: it is given up", "event", to.Event, "channel", to.Place.Channel, "error", err)
		return nil
	}
	return err
}

func (m *Mattermost) reply(ctx context.Context, to bot.Message, reply bot.Reply) error {
	asked := m.calls.of(to.Event)
	if refused := reply.Kind == bot.KindRefusal || reply.Kind == bot.KindFailure; refused && asked != nil && asked.back != nil {
		asked.back(ctx) // nothing came of the click: it must not take the button from those who may press it
	}
	if reply.Form != nil {
		return m.replyWithForm(ctx, asked, to, reply)
	}
	switch {
	case isFor(to, reply):
		return m.whisper(ctx, asked, to, reply)
	case reply.Replace && to.Kind == bot.Clicked:
		return m.replace(ctx, to, reply)
	}
	return m.say(ctx, to, reply)
}

// isFor reports whether a reply is for one person only. What nobody else has seen, as a command, is answered to whoever
// asked; but in the team's channel all see what becomes of a command.
func isFor(to bot.Message, reply bot.Reply) bool {
	if to.Place.Message == "" {
		return to.Place.Direct || !to.Place.Staff || reply.Private
	}
	return reply.Private && !to.Place.Direct
}

// speech is something to say in a place, as the server takes it.
type speech struct {
	channel, thread string
	marker          string // names it, so that it is said once
	parts           []string
	offer           offer
	files           []bot.Attachment
	again           bool      // it may have been said already
	since           time.Time // when it was said at the earliest
}

// say posts a reply where the message was written.
func (m *Mattermost) say(ctx context.Context, to bot.Message, reply bot.Reply) error {
	s := m.speech(to, reply)
	if to.Place.Thread == "" && !to.Place.Direct {
		s.thread = to.Place.Message
	}
	if s.thread == "" && !to.Place.Direct {
		s.offer.Conversation = "" // the thread that begins now
	}
	ids, err := m.post(ctx, s)
	if err != nil || to.Place.Direct {
		return err
	}
	m.follow(ctx, cmp.Or(s.thread, ids[0]))
	m.calls.of(to.Event).take(answer{command: onlyFor("")})
	return nil
}

func (m *Mattermost) speech(to bot.Message, reply bot.Reply) speech {
	s := speech{
		channel: to.Place.Channel, thread: to.Place.Thread, marker: to.Event, parts: m.parts(reply.Body, reply.Footer, reply.Choices, reply.Buttons),
		files: reply.Files, again: to.Again, since: to.Sent,
		offer: offer{
			Conversation: to.Conversation, Direct: to.Place.Direct, Staff: to.Place.Staff, Language: reply.Language,
			Actions: m.actions(reply.Choices, slices.Concat(reply.Buttons, m.opinion(reply))),
		},
	}
	if reply.Private || to.Place.Direct {
		s.offer.User = to.User
	}
	return s
}

// opinion asks what people think of an answer; its topic is what the click carries.
func (m *Mattermost) opinion(reply bot.Reply) []bot.Button {
	if reply.Kind != bot.KindAnswer || reply.Topic == "" {
		return nil
	}
	return []bot.Button{
		{ID: bot.Useful, Label: m.words.say(bot.Useful, cmp.Or(reply.Language, programme.French)), Value: reply.Topic},
		{ID: bot.Useless, Label: m.words.say(bot.Useless, cmp.Or(reply.Language, programme.French)), Value: reply.Topic},
	}
}

// actions lists what can be clicked; nothing can while the server does not reach the HTTP door.
func (m *Mattermost) actions(choices []bot.Choice, buttons []bot.Button) []action {
	if !m.clickable() {
		return nil
	}
	return actions(choices, buttons)
}

// parts is what is said, in messages that are not too long. A message that is not in words has one empty part.
func (m *Mattermost) parts(body, footer templates.Document, choices []bot.Choice, buttons []bot.Button) []string {
	aside := strings.Join(m.aside(choices, buttons), "\n")
	parts := format(body, footer)
	if aside != "" {
		parts = join(append(parts, cut(aside, longest)...))
	}
	if len(parts) == 0 {
		parts = []string{""}
	}
	return parts
}

// post makes one post of each part, in their order; the last one carries buttons and files. It returns their ids.
func (m *Mattermost) post(ctx context.Context, s speech) ([]string, error) {
	said := map[string]string{}
	if s.again {
		var err error
		if said, err = m.said(ctx, s); err != nil {
			return nil, fmt.Errorf("look for what was said: %w", err)
		}
	}
	var ids []string
	for i, text := range s.parts {
		marker := s.marker + "#" + strconv.Itoa(i)
		id, done := said[marker]
		if !done {
			post, err := m.make(ctx, s, marker, text, i == len(s.parts)-1)
			if err != nil {
				return ids, err
			}
			id = post.Id
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// make creates one post. Its pending id lets the server recognise the same request for half a minute.
func (m *Mattermost) make(ctx context.Context, s speech, marker, text string, last bool) (*model.Post, error) {
	self, err := m.who(ctx)
	if err != nil {
		return nil, err
	}
	post := &model.Post{
		ChannelId: s.channel, RootId: s.thread, Message: text, PendingPostId: self.id + ":" + digest(marker),
		Props: model.StringInterface{markerProp: marker, partsProp: len(s.parts)},
	}
	if last {
		if err := m.adorn(ctx, s, marker, post); err != nil {
			return nil, err
		}
	}
	made, _, err := m.client.CreatePost(ctx, post)
	if err != nil {
		return nil, fmt.Errorf("post to channel %s: %w", s.channel, err)
	}
	return made, nil
}

// adorn gives a post its buttons and files.
func (m *Mattermost) adorn(ctx context.Context, s speech, marker string, post *model.Post) error {
	o := s.offer
	o.Marker, o.Channel, o.Thread = marker, s.channel, s.thread
	attachments, err := m.attach(ctx, o)
	if err != nil {
		return err
	}
	if attachments != nil {
		post.AddProp(model.PostPropsAttachments, attachments)
	}
	for _, file := range s.files[:min(len(s.files), filesMost)] {
		uploaded, _, err := m.client.UploadFile(ctx, file.Content, s.channel, file.Name)
		if err != nil {
			return fmt.Errorf("upload a file: %w", err)
		}
		for _, info := range uploaded.FileInfos {
			post.FileIds = append(post.FileIds, info.Id)
		}
	}
	return nil
}

// said finds what was posted already of something to say: the ids by marker.
func (m *Mattermost) said(ctx context.Context, s speech) (map[string]string, error) {
	self, err := m.who(ctx)
	if err != nil {
		return nil, err
	}
	since := s.since
	if since.IsZero() {
		since = time.Now().Add(-farthest)
	}
	posts, err := m.since(ctx, s.channel, since.Add(-overlap).UnixMilli())
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, post := range posts {
		marker, _ := post.GetProp(markerProp).(string)
		if post.UserId == self.id && strings.HasPrefix(marker, s.marker+"#") {
			found[marker] = post.Id
		}
	}
	return found, nil
}

// replace puts a reply in the place of the post whose button was clicked.
func (m *Mattermost) replace(ctx context.Context, to bot.Message, reply bot.Reply) error {
	s := m.speech(to, reply)
	marker, err := m.edit(ctx, to.Place.Message, s.parts[0], s)
	if err != nil {
		return err
	}
	if len(s.parts) == 1 {
		return nil
	}
	s.marker, s.parts = marker, s.parts[1:]
	if s.thread == "" && !to.Place.Direct {
		s.thread = to.Place.Message
	}
	_, err = m.post(ctx, s)
	return err
}

// edit gives a post another text and other buttons. An update replaces all properties: the others are kept.
func (m *Mattermost) edit(ctx context.Context, id, text string, s speech) (marker string, err error) {
	post, _, err := m.client.GetPost(ctx, id, "")
	if err != nil {
		return "", fmt.Errorf("read post %s: %w", id, err)
	}
	post = post.Clone()
	if marker, _ = post.GetProp(markerProp).(string); marker == "" {
		marker = id + "#0"
		post.AddProp(markerProp, marker)
	}
	post.DelProp(model.PostPropsAttachments)
	files := s.files
	s.files, s.channel, s.thread = nil, post.ChannelId, post.RootId
	if len(s.parts) == 1 {
		if err := m.adorn(ctx, s, marker, post); err != nil {
			return "", err
		}
	}
	post.Message = text
	if _, _, err := m.client.UpdatePost(ctx, id, post); err != nil {
		return "", fmt.Errorf("update post %s: %w", id, err)
	}
	if len(files) == 0 {
		return marker, nil
	}
	s.files, s.marker, s.parts, s.offer = files, marker+"/files", []string{""}, offer{} // an edited post takes no files
	_, err = m.post(ctx, s)
	return marker, err
}

// Thinking implements bot.Line: the typing sign. Who used the command or a button sees one of the client's own.
func (m *Mattermost) Thinking(ctx context.Context, to bot.Message) (stop func()) {
	if to.Kind == bot.Command || to.Place.Channel == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for ctx.Err() == nil {
			if err := m.typing(ctx, to); err != nil && !errors.Is(err, context.Canceled) {
				m.log.Debug("typing sign not shown", "error", err)
			}
			_ = sleep(ctx, typingEvery)
		}
	}()
	return cancel
}

func (m *Mattermost) typing(ctx context.Context, to bot.Message) error {
	thread := to.Place.Thread
	if thread == "" && !to.Place.Direct {
		thread = to.Place.Message
	}
	_, err := m.client.PublishUserTyping(ctx, model.Me, model.TypingRequest{ChannelId: to.Place.Channel, ParentId: thread})
	return err
}
