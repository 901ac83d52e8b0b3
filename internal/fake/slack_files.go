package fake

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// SlackFile is a file of the workspace.
type SlackFile struct {
	ID, Name, Title string
	Content         []byte
	Channel, Thread string // where it was shared
}

func (s *Slack) uploadURL(args slackArgs) (map[string]any, string) {
	if args["filename"] == "" || args.number("length") <= 0 {
		return nil, "invalid_arguments"
	}
	f := &SlackFile{ID: s.id("F"), Name: args["filename"]}
	s.uploads[f.ID] = f
	return map[string]any{"upload_url": s.server.URL + "/upload/" + f.ID, "file_id": f.ID}, ""
}

// upload takes the content of a file.
func (s *Slack) upload(w http.ResponseWriter, r *http.Request) {
	content, _, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	data, err := io.ReadAll(content)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.uploads[r.PathValue("id")]; f != nil {
		f.Content = data
	}
	_, _ = w.Write([]byte("OK")) // a client that went away is not told
}

func (s *Slack) completeUpload(args slackArgs) (map[string]any, string) {
	var files []struct{ ID, Title string }
	if json.Unmarshal([]byte(args["files"]), &files) != nil || len(files) == 0 {
		return nil, "invalid_arguments"
	}
	c := s.channel(args["channel_id"])
	if c == nil || !c.has(SlackBotUser) {
		return nil, "channel_not_found"
	}
	var done []map[string]any
	for _, each := range files {
		f := s.uploads[each.ID]
		if f == nil || f.Content == nil {
			return nil, "file_not_found"
		}
		f.Title, f.Channel, f.Thread = each.Title, c.id, args["thread_ts"]
		m := &SlackMessage{Channel: c.id, User: SlackBotUser, Subtype: "file_share", Thread: f.Thread, Text: args["initial_comment"],
			Files: []string{f.ID}, At: time.Now()}
		m.TS = s.timestamp(m.At)
		c.add(m)
		done = append(done, map[string]any{"id": f.ID, "title": f.Title})
	}
	return map[string]any{"files": done}, ""
}

func (s *Slack) fileInfo(args slackArgs) (map[string]any, string) {
	f := s.uploads[args["file"]]
	if f == nil {
		return nil, "file_not_found"
	}
	return map[string]any{"file": f.wire(s.server.URL)}, ""
}

func (f *SlackFile) wire(base string) map[string]any {
	address := base + "/files/" + f.ID
	return map[string]any{"id": f.ID, "name": f.Name, "title": f.Title, "size": len(f.Content), "mode": "hosted",
		"url_private": address, "url_private_download": address}
}

// download gives a file to who has the bot's token.
func (s *Slack) download(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.uploads[r.PathValue("id")]
	if f == nil || r.Header.Get("Authorization") != "Bearer "+SlackBotToken {
		http.Redirect(w, r, "/?redir="+r.URL.Path, http.StatusFound)
		return
	}
	_, _ = w.Write(f.Content) // a client that went away is not told
}

// Files are the files that the bot shared, or that people dropped.
func (s *Slack) Files() []SlackFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	var files []SlackFile
	for _, f := range s.uploads {
		files = append(files, *f)
	}
	return files
}
