package mattermost

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// sinceMost is how many posts a question by time gets: with that many the server has left out others, whichever.
	sinceMost = 1000

	// pageSize is the largest page of posts.
	pageSize = 200

	// again is the pause after a catch-up that failed.
	again = 2 * time.Second
)

// catchUp reads what was missed, beside the line.
func (l *listener) catchUp(ctx context.Context) {
	if l.catching {
		return // the end of the one under way begins another when more is missing
	}
	l.catching = true
	from, number := l.line.gap()
	go func() {
		err := l.readFrom(ctx, l.self, from)
		if err != nil {
			_ = sleep(ctx, again)
		} else {
			l.line.filled(number)
		}
		l.caught <- err
	}()
}

func (l *listener) catchUpIfNeeded(ctx context.Context) {
	if from, _ := l.line.gap(); from != 0 {
		l.catchUp(ctx)
	}
}

// caughtUp hands on what was written meanwhile, and goes on when the catch-up did not succeed.
func (l *listener) caughtUp(ctx context.Context, err error) {
	l.catching = false
	if err != nil {
		l.log.Warn("what was missed is not read yet", "error", err)
	}
	held := l.held
	l.held = nil
	for _, h := range held {
		l.hand(ctx, h)
	}
	l.catchUpIfNeeded(ctx)
}

// readFrom takes in every post since an instant, in all channels of the bot.
func (m *Mattermost) readFrom(ctx context.Context, self identity, from int64) error {
	channels, err := m.channels(ctx, self)
	if err != nil {
		return err
	}
	began, found := time.Now(), 0
	for _, channel := range channels {
		if channel.LastPostAt < from {
			continue
		}
		n, err := m.readChannel(ctx, self, channel, from)
		if err != nil {
			return fmt.Errorf("read channel %s: %w", channel.Id, err)
		}
		found += n
	}
	m.log.Info("caught up with Mattermost", "since", time.UnixMilli(from).UTC(), "messages", found, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// channels are those of all teams of the bot; direct and group conversations are among them.
func (m *Mattermost) channels(ctx context.Context, self identity) ([]*model.Channel, error) {
	teams, _, err := m.client.GetTeamsForUser(ctx, self.id, "")
	if err != nil {
		return nil, fmt.Errorf("list the teams: %w", err)
	}
	var all []*model.Channel
	seen := map[string]bool{}
	for _, team := range teams {
		channels, _, err := m.client.GetChannelsForTeamForUser(ctx, team.Id, self.id, false, "")
		if err != nil {
			return nil, fmt.Errorf("list the channels: %w", err)
		}
		for _, channel := range channels {
			if !seen[channel.Id] {
				seen[channel.Id] = true
				all = append(all, channel)
			}
		}
	}
	return all, nil
}

// readChannel hands on the posts of one channel, oldest first, and counts those that are for the bot.
func (m *Mattermost) readChannel(ctx context.Context, self identity, channel *model.Channel, from int64) (int, error) {
	posts, err := m.since(ctx, channel.Id, from)
	if err != nil {
		return 0, err
	}
	n, said := 0, markersOf(self, posts)
	for _, post := range posts {
		h := heard{post: post, direct: channel.Type == model.ChannelTypeDirect}
		if message, forUs := m.listen(ctx, self, h); forUs {
			message.Again = said[message.Event+"#0"] // it was answered when nothing could be written down
			if err := m.inbox.Load().Add(ctx, message); err != nil {
				return n, err
			}
			n++
		}
		m.line.read(post.CreateAt)
	}
	return n, nil
}

// markersOf are the markers of our own posts among others.
func markersOf(self identity, posts []*model.Post) map[string]bool {
	markers := map[string]bool{}
	for _, post := range posts {
		if marker, ours := post.GetProp(markerProp).(string); ours && post.UserId == self.id {
			markers[marker] = true
		}
	}
	return markers
}

// since lists the posts made from an instant on, oldest first. Those that were only edited, the former texts of edited
// ones and deleted ones are not among them.
func (m *Mattermost) since(ctx context.Context, channel string, from int64) ([]*model.Post, error) {
	list, _, err := m.client.GetPostsSince(ctx, channel, from-1, false)
	if err != nil {
		return nil, err
	}
	if len(list.Order) >= sinceMost || len(list.Posts) >= sinceMost {
		return m.pages(ctx, channel, from)
	}
	return fresher(nil, list, from), nil
}

// pages reads page after page, each before the oldest post of the last one: new posts do not shift them.
func (m *Mattermost) pages(ctx context.Context, channel string, from int64) ([]*model.Post, error) {
	var posts []*model.Post
	list, _, err := m.client.GetPostsForChannel(ctx, channel, 0, pageSize, "", false, false)
	for {
		if err != nil {
			return nil, err
		}
		before := len(posts)
		posts = fresher(posts, list, from)
		if len(list.Order) < pageSize || len(posts)-before < len(list.Order) {
			return posts, nil
		}
		oldest := list.Order[len(list.Order)-1]
		list, _, err = m.client.GetPostsBefore(ctx, channel, oldest, 0, pageSize, "", false, false)
	}
}

// fresher adds the posts of a list that were made from an instant on, and sorts them. Lists hold older posts too: the
// roots of their threads.
func fresher(posts []*model.Post, list *model.PostList, from int64) []*model.Post {
	for _, id := range list.Order {
		if post := list.Posts[id]; post != nil && post.CreateAt >= from && post.DeleteAt == 0 && post.OriginalId == "" {
			posts = append(posts, post)
		}
	}
	slices.SortStableFunc(posts, func(a, b *model.Post) int { return int(a.CreateAt - b.CreateAt) })
	return posts
}
