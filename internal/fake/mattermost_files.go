package fake

import (
	"io"
	"net/http"
)

// MattermostFile is something that was uploaded.
type MattermostFile struct {
	ID      string `json:"id"`
	UserID  string `json:"user_id"`
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	channel string
	Content []byte `json:"-"`
}

// File gives a file that was uploaded.
func (m *Mattermost) File(id string) MattermostFile {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.files[id]
}

// Upload puts a file into a channel for a post to carry.
func (m *Mattermost) Upload(user, channel, name string, content []byte) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.upload(user, channel, name, content).ID
}

func (m *Mattermost) upload(user, channel, name string, content []byte) MattermostFile {
	file := MattermostFile{newID(), user, name, int64(len(content)), channel, content}
	m.files[file.ID] = file
	return file
}

func (m *Mattermost) postFile(c *mattermostCall) (any, error) {
	if err := c.ParseMultipartForm(1 << 20); err != nil {
		return nil, invalid("body")
	}
	channel := m.channels[c.FormValue("channel_id")]
	if channel == nil || !channel.members[c.user.ID] {
		return nil, forbidden()
	}
	var infos []MattermostFile
	for _, header := range c.MultipartForm.File["files"] {
		file, err := header.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(file)
		if err != nil {
			return nil, err
		}
		infos = append(infos, m.upload(c.user.ID, channel.ID, header.Filename, content))
	}
	return map[string]any{"file_infos": infos, "client_ids": []string{}}, nil
}

func (m *Mattermost) getFileInfo(c *mattermostCall) (any, error) {
	file, known := m.files[c.PathValue("file")]
	if !known {
		return nil, notFound("file")
	}
	return file, nil
}

func (m *Mattermost) getFile(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	user := m.users[m.tokens[bearer(r)]]
	file, known := m.files[r.PathValue("file")]
	allowed := known && user != nil && m.channels[file.channel].members[user.ID]
	m.mu.Unlock()
	if !allowed {
		fail(w, http.StatusForbidden, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
		return
	}
	_, _ = w.Write(file.Content)
}
