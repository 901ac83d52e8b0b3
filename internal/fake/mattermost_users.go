package fake

// Say writes a post as a user; root may be empty. It returns the post's id.
func (m *Mattermost) Say(user, channel, root, text string) string {
	return m.SayWith(MattermostPost{UserID: user, ChannelID: channel, RootID: root, Message: text})
}

// SayWith writes a post with props, files or a type of its own.
func (m *Mattermost) SayWith(post MattermostPost) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	made, err := m.create(post)
	if err != nil {
		return ""
	}
	return made.(*MattermostPost).ID
}

// Edit changes what a user wrote.
func (m *Mattermost) Edit(post, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if before := m.posts[post]; before != nil {
		_, _ = m.edit(before, MattermostPost{ID: post, Message: text, Props: before.Props})
	}
}

// Delete takes a post away.
func (m *Mattermost) Delete(post string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if gone := m.posts[post]; gone != nil {
		m.remove(gone)
	}
}

// Age makes a channel's posts older, as if they had been written that many milliseconds earlier.
func (m *Mattermost) Age(channel string, milliseconds int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, post := range m.history[channel] {
		post.CreateAt -= milliseconds
		post.UpdateAt -= milliseconds
	}
}

// Repeat tells of a post again: as if it had just been written, and as if it had been edited.
func (m *Mattermost) Repeat(post string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if again := m.posts[post]; again != nil {
		m.tellPosted("posted", again)
		m.tellPosted("post_edited", again)
	}
}

// Pings gives the posts of one user that named anybody, alone or with everybody.
func (m *Mattermost) Pings(user string) []MattermostPost {
	m.mu.Lock()
	defer m.mu.Unlock()
	var pings []MattermostPost
	for _, post := range m.posts {
		if post.UserID == user && len(m.mentioned(m.channels[post.ChannelID], post)) > 0 {
			pings = append(pings, *post)
		}
	}
	return pings
}
