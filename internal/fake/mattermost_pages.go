package fake

import (
	"math/rand/v2"
	"slices"
	"strconv"
)

// sinceCap is how many posts a question by time gets at most, whichever.
const sinceCap = 1000

// mattermostList is a list of posts, newest first.
type mattermostList struct {
	Order []string                   `json:"order"`
	Posts map[string]*MattermostPost `json:"posts"`
	Next  string                     `json:"next_post_id"`
	Prev  string                     `json:"prev_post_id"`
}

// listed makes a list of posts given in the order of their making. The roots of their threads come along.
func (m *Mattermost) listed(posts []*MattermostPost) mattermostList {
	list := mattermostList{Order: []string{}, Posts: map[string]*MattermostPost{}}
	for _, post := range slices.Backward(posts) {
		list.Order = append(list.Order, post.ID)
		list.Posts[post.ID] = shownPost(post)
		if root := m.posts[post.RootID]; root != nil {
			list.Posts[root.ID] = shownPost(root)
		}
	}
	return list
}

func (m *Mattermost) getPosts(c *mattermostCall) (any, error) {
	channel, err := m.joined(c)
	if err != nil {
		return nil, err
	}
	query := c.URL.Query()
	if query.Has("since") {
		since, err := strconv.ParseInt(query.Get("since"), 10, 64)
		if err != nil {
			return nil, invalid("since")
		}
		return m.listed(m.since(channel.ID, since)), nil
	}
	posts := slices.DeleteFunc(slices.Clone(m.history[channel.ID]), func(p *MattermostPost) bool { return p.DeleteAt != 0 })
	before, after := m.posts[query.Get("before")], m.posts[query.Get("after")]
	if query.Has("before") && before == nil || query.Has("after") && after == nil {
		return nil, notFound("post")
	}
	page, size := number(query.Get("page"), 0), min(number(query.Get("per_page"), 60), 200)
	if after != nil {
		posts = slices.DeleteFunc(posts, func(p *MattermostPost) bool { return p.CreateAt <= after.CreateAt })
		return m.listed(posts[min(page*size, len(posts)):min(page*size+size, len(posts))]), nil
	}
	if before != nil {
		posts = slices.DeleteFunc(posts, func(p *MattermostPost) bool { return p.CreateAt >= before.CreateAt })
	}
	end := max(0, len(posts)-page*size)
	return m.listed(posts[max(0, end-size):end]), nil
}

// since is everything that changed after an instant, deleted and edited posts too; of more than a thousand, any thousand.
func (m *Mattermost) since(channel string, instant int64) []*MattermostPost {
	var posts []*MattermostPost
	for _, post := range m.history[channel] {
		if post.UpdateAt > instant {
			posts = append(posts, post)
		}
	}
	if len(posts) > sinceCap {
		rand.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
		posts = posts[:sinceCap]
	}
	return posts
}

func (m *Mattermost) getThread(c *mattermostCall) (any, error) {
	post := m.posts[c.PathValue("post")]
	if post == nil {
		return nil, notFound("post")
	}
	root := post.ID
	if post.RootID != "" {
		root = post.RootID
	}
	var posts []*MattermostPost
	for _, each := range m.history[post.ChannelID] {
		if each.DeleteAt == 0 && (each.ID == root || each.RootID == root) {
			posts = append(posts, each)
		}
	}
	return m.listed(posts), nil
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}
