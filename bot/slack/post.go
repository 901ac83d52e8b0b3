package slack

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"digbot/bot"
)

const (
	// postNoteTTL is how long it is known that a post was begun: longer than anybody tries.
	postNoteTTL = 30 * 24 * time.Hour

	postPrefix  = "slack/post/"
	partsPrefix = "slack/parts/" // the messages of a post that has several, by its ref

	// fileMost is the size of a file that is read, in bytes.
	fileMost = 20 << 20
)

// Post implements bot.Poster.
func (s *Slack) Post(ctx context.Context, post bot.Post) (string, error) {
	channel, err := s.channels.find(ctx, post.Channel)
	if err != nil {
		return "", err
	}
	since, ref, err := s.begin(ctx, channel, post.Marker)
	if err != nil || ref != "" {
		return ref, err
	}
	d := delivery{channel: channel, thread: post.Thread, marker: post.Marker, pace: asPosting, since: since}
	sent, err := s.deliver(ctx, d, content{body: post.Body, buttons: post.Buttons}.messages())
	if err != nil {
		if isOutside(err) {
			return "", fmt.Errorf("%w: %s", bot.ErrNoChannel, post.Channel)
		}
		return "", err
	}
	if err := s.upload(ctx, channel, post.Thread, post.Files); err != nil {
		return "", err
	}
	ref = channel + "/" + sent[0]
	s.end(ctx, channel, post.Marker, ref)
	if len(sent) > 1 {
		err = s.ports.Notes.Note(ctx, partsPrefix+ref, strings.Join(sent, ","), postNoteTTL)
	}
	if err != nil { // it can be edited as far as its first message goes
		s.log.Warn("the messages of a long post were not noted", "error", err)
	}
	return ref, nil
}

// begin notes that a post is about to be sent. It tells since when it may have been sent already, by a process that has
// died since, or the ref of one that was.
func (s *Slack) begin(ctx context.Context, channel, marker string) (since time.Time, ref string, err error) {
	if marker == "" {
		return time.Time{}, "", nil
	}
	noted, err := s.ports.Notes.Noted(ctx, postKey(channel, marker))
	switch {
	case err != nil:
		return time.Time{}, "", fmt.Errorf("recall a post: %w", err)
	case strings.Contains(noted, "/"):
		return time.Time{}, noted, nil
	case noted != "":
		return instant(noted), "", nil
	}
	if err := s.ports.Notes.Note(ctx, postKey(channel, marker), stamp(time.Now()), postNoteTTL); err != nil {
		return time.Time{}, "", fmt.Errorf("note a post: %w", err)
	}
	return time.Time{}, "", nil
}

// postKey is the note of a post, whatever its marker holds.
func postKey(channel, marker string) string {
	sum := sha256.Sum256([]byte(channel + "\x00" + marker))
	return postPrefix + hex.EncodeToString(sum[:16])
}

// end notes what became of a post. Without the note it is looked for in the channel, should it be asked for again.
func (s *Slack) end(ctx context.Context, channel, marker, ref string) {
	if marker == "" {
		return
	}
	if err := s.ports.Notes.Note(ctx, postKey(channel, marker), ref, postNoteTTL); err != nil {
		s.log.Warn("a post's end was not noted", "error", err)
	}
}

// Edit implements bot.Poster. What the post had in further messages is replaced by one of dots when it has become shorter.
func (s *Slack) Edit(ctx context.Context, ref string, post bot.Post) error {
	channel, first, whole := strings.Cut(ref, "/")
	if !whole {
		return fmt.Errorf("edit a post: %q names none", ref)
	}
	noted, err := s.ports.Notes.Noted(ctx, partsPrefix+ref)
	if err != nil {
		return fmt.Errorf("recall the messages of a post: %w", err)
	}
	sent := strings.Split(cmp.Or(noted, first), ",")
	messages := content{body: post.Body, buttons: post.Buttons}.messages()
	for i, ts := range sent {
		m := outgoing{text: "…"}
		if i < len(messages) {
			m = messages[i]
		}
		if err := s.update(ctx, channel, ts, m); err != nil {
			return fmt.Errorf("edit a post: %w", err)
		}
	}
	if len(messages) <= len(sent) {
		return nil
	}
	_, err = s.deliver(ctx, delivery{channel: channel, thread: first, pace: asPosting}, messages[len(sent):])
	return err
}

// Direct implements bot.Poster.
func (s *Slack) Direct(ctx context.Context, user string) (string, error) {
	channel, err := ask(ctx, func(ctx context.Context) (*slack.Channel, error) {
		channel, _, _, err := s.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		return channel, err
	})
	if err != nil {
		return "", fmt.Errorf("open direct messages: %w", err)
	}
	return channel.ID, nil
}

// Read implements bot.Poster.
func (s *Slack) Read(ctx context.Context, file bot.File) ([]byte, error) {
	info, err := ask(ctx, func(ctx context.Context) (*slack.File, error) {
		info, _, _, err := s.api.GetFileInfoContext(ctx, file.ID, 0, 0)
		return info, err
	})
	if err != nil {
		return nil, fmt.Errorf("look a file up: %w", err)
	}
	if info.Size > fileMost {
		return nil, fmt.Errorf("read a file of %d bytes: more than %d are not read", info.Size, fileMost)
	}
	var content bytes.Buffer
	if err := s.api.GetFileContext(ctx, info.URLPrivateDownload, capped{&content}); err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return content.Bytes(), nil
}

// capped takes as much as a file may hold.
type capped struct{ out *bytes.Buffer }

func (c capped) Write(p []byte) (int, error) {
	if c.out.Len()+len(p) > fileMost {
		return 0, io.ErrShortBuffer
	}
	return c.out.Write(p)
}

// attach sends the files of a reply, where its words are.
func (s *Slack) attach(ctx context.Context, to bot.Message, reply bot.Reply) error {
	channel, thread := to.Place.Channel, threadOf(to.Place)
	if len(reply.Files) > 0 && s.isPrivate(to, reply) {
		var err error
		if channel, err = s.Direct(ctx, to.User); err != nil {
			return err
		}
		thread = ""
	}
	return s.upload(ctx, channel, thread, reply.Files)
}

func (s *Slack) upload(ctx context.Context, channel, thread string, files []bot.Attachment) error {
	for _, f := range files {
		if len(f.Content) == 0 {
			continue
		}
		_, err := s.api.UploadFileContext(ctx, slack.UploadFileParameters{Filename: f.Name, Title: f.Title, FileSize: len(f.Content),
			Reader: bytes.NewReader(f.Content), Channel: channel, ThreadTimestamp: thread})
		if err != nil {
			return fmt.Errorf("send a file: %w", err)
		}
	}
	return nil
}
