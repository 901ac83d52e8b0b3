package mattermost

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/templates"
)

// postedFor is how long the marker of a post is known.
const postedFor = 365 * 24 * time.Hour

// Post implements bot.Poster. A marker is noted before its post is made and after: when only the first is found, the
// channel itself says whether the post is there.
func (m *Mattermost) Post(ctx context.Context, post bot.Post) (string, error) {
	channel, err := m.channel(ctx, post.Channel)
	if err != nil {
		return "", err
	}
	done, err := m.turns.take(ctx, channel.id)
	if err != nil {
		return "", err
	}
	defer done()
	s := m.announcement(channel, post)
	if post.Marker == "" {
		s.marker = "post:" + rand.Text()
		return m.announce(ctx, s)
	}
	note := postedNote(post.Marker)
	noted, err := m.notes.Noted(ctx, note)
	if err != nil {
		return "", fmt.Errorf("look whether it was posted: %w", err)
	}
	if ref, posted := strings.CutPrefix(noted, "ref "); posted {
		return ref, nil
	}
	if s.since, err = time.Parse(time.RFC3339, noted); err == nil {
		s.again = true
	} else if err := m.notes.Note(ctx, note, time.Now().UTC().Format(time.RFC3339), postedFor); err != nil {
		return "", fmt.Errorf("note that it is posted: %w", err)
	}
	ref, err := m.announce(ctx, s)
	if err != nil {
		return "", err
	}
	if err := m.notes.Note(ctx, note, "ref "+ref, postedFor); err != nil {
		m.log.WarnContext(ctx, "a post is not noted: the channel tells that it is there", "post", ref, "error", err)
	}
	return ref, nil
}

func (m *Mattermost) announcement(to channel, post bot.Post) speech {
	s := speech{
		channel: to.id, thread: post.Thread, marker: "post:" + digest(post.Marker),
		parts: m.parts(post.Body, templates.Document{}, nil, post.Buttons), files: post.Files,
		offer: offer{Actions: m.actions(nil, post.Buttons), Direct: to.direct},
	}
	if to.direct {
		s.offer.Conversation = to.id
	}
	return s
}

// announce posts, and follows the thread that hangs on the post: people ask there.
func (m *Mattermost) announce(ctx context.Context, s speech) (string, error) {
	self, err := m.who(ctx)
	if err != nil {
		return "", err
	}
	s.offer.Staff = self.staff != "" && s.channel == self.staff
	ids, err := m.post(ctx, s)
	if err != nil {
		return "", gone(err)
	}
	if s.thread == "" && !s.offer.Direct {
		m.follow(ctx, ids[0])
	}
	return s.channel + "/" + ids[0], nil
}

// Edit implements bot.Poster.
func (m *Mattermost) Edit(ctx context.Context, ref string, post bot.Post) error {
	_, id, _ := strings.Cut(ref, "/")
	if !model.IsValidId(id) {
		return fmt.Errorf("post %.80q: %w", ref, errNotFound)
	}
	first, _, err := m.client.GetPost(ctx, id, "")
	if err != nil {
		return fmt.Errorf("read post %s: %w", id, gone(err))
	}
	to, err := m.channel(ctx, first.ChannelId)
	if err != nil {
		return err
	}
	done, err := m.turns.take(ctx, to.id)
	if err != nil {
		return err
	}
	defer done()
	s := m.announcement(to, post)
	s.thread = first.RootId
	ids, err := m.partsOf(ctx, first)
	if err != nil {
		return fmt.Errorf("look for the parts of post %s: %w", id, err)
	}
	return m.editAll(ctx, ids, s)
}

// partsOf are the posts that a long one was divided into.
func (m *Mattermost) partsOf(ctx context.Context, first *model.Post) ([]string, error) {
	marker, _ := first.GetProp(markerProp).(string)
	name, _, _ := strings.Cut(marker, "#")
	count, _ := strconv.Atoi(fmt.Sprint(first.GetProp(partsProp)))
	if count <= 1 || name == "" {
		return []string{first.Id}, nil
	}
	said, err := m.said(ctx, speech{channel: first.ChannelId, marker: name, since: time.UnixMilli(first.CreateAt)})
	if err != nil {
		return nil, err
	}
	ids := []string{first.Id}
	for i := 1; i < count; i++ {
		if id := said[name+"#"+strconv.Itoa(i)]; id != "" {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// editAll gives each post its part. Posts without one are deleted; parts without one are posted anew.
func (m *Mattermost) editAll(ctx context.Context, ids []string, s speech) error {
	last := min(len(ids), len(s.parts)) - 1
	for i := range last + 1 {
		each := s
		if each.parts = s.parts[i : i+1]; i < len(s.parts)-1 { // buttons and files go with the last part
			each.offer.Actions, each.files = nil, nil
		}
		if _, err := m.edit(ctx, ids[i], s.parts[i], each); err != nil {
			return err
		}
	}
	for _, id := range ids[last+1:] {
		if _, err := m.client.DeletePost(ctx, id); err != nil && statusOf(err) != http.StatusNotFound {
			return fmt.Errorf("delete post %s: %w", id, err)
		}
	}
	if len(s.parts) <= len(ids) {
		return nil
	}
	s.parts, s.marker = s.parts[last+1:], "post:"+rand.Text() // a later edit does not find these: it adds to them
	_, err := m.post(ctx, s)
	return err
}

// Read implements bot.Poster.
func (m *Mattermost) Read(ctx context.Context, file bot.File) ([]byte, error) {
	if !model.IsValidId(file.ID) {
		return nil, fmt.Errorf("file %.40q: %w", file.ID, errNotFound)
	}
	content, _, err := m.client.GetFile(ctx, file.ID)
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", file.ID, err)
	}
	return content, nil
}

// channel is where something can be posted.
type channel struct {
	id     string
	direct bool
}

// channel finds a channel by its id or by its name.
func (m *Mattermost) channel(ctx context.Context, name string) (channel, error) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "#"), "~")
	if known, found := m.channelsByName.get(name); found {
		return known, nil
	}
	self, err := m.who(ctx)
	if err != nil {
		return channel{}, err
	}
	found, err := m.find(ctx, self, name)
	if err != nil {
		return channel{}, fmt.Errorf("channel %q: %w", name, gone(err))
	}
	known := channel{found.Id, found.Type == model.ChannelTypeDirect}
	m.channelsByName.put(name, known)
	return known, nil
}

func (m *Mattermost) find(ctx context.Context, self identity, name string) (*model.Channel, error) {
	if model.IsValidId(name) {
		if found, _, err := m.client.GetChannel(ctx, name); err == nil || !isRefusal(err) {
			return found, err
		}
	}
	found, _, err := m.client.GetChannelByName(ctx, name, self.team, "")
	return found, err
}

// gone tells that there is no such channel, or that the bot is not in it.
func gone(err error) error {
	if status := statusOf(err); status == http.StatusForbidden || status == http.StatusNotFound {
		return errors.Join(bot.ErrNoChannel, err)
	}
	return err
}

// turns lets one post at a time into a channel, in the order in which they were asked for.
type turns struct {
	mu        sync.Mutex
	byChannel map[string]chan struct{}
}

// take waits for a channel; done gives it back. Those who wait on a Go channel are served in their order.
func (t *turns) take(ctx context.Context, channel string) (done func(), err error) {
	t.mu.Lock()
	turn := t.byChannel[channel]
	if turn == nil {
		turn = make(chan struct{}, 1)
		t.byChannel[channel] = turn
	}
	t.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
