package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/slack-go/slack"
)

// answerMost is the size of an answer to a message, in bytes.
const answerMost = 4 << 20

// posting is a message as chat.postMessage takes it, as one JSON object. The library would write the blocks as JSON, that
// JSON into a form, and build every block again from Slack's echo, which nobody reads.
// https://docs.slack.dev/reference/methods/chat.postMessage
type posting struct {
	Channel     string               `json:"channel"`
	Thread      string               `json:"thread_ts,omitempty"`
	Text        string               `json:"text"`
	Blocks      []slack.Block        `json:"blocks,omitempty"`
	Metadata    *slack.SlackMetadata `json:"metadata,omitempty"`
	Parse       string               `json:"parse"` // nobody is named by accident
	UnfurlLinks bool                 `json:"unfurl_links"`
	UnfurlMedia bool                 `json:"unfurl_media"`
}

// posted is what is read of the answer.
type posted struct {
	slack.SlackResponse
	TS string `json:"ts"`
}

// post posts a message and returns its id. Its errors are the library's.
func (s *Slack) post(ctx context.Context, channel, thread, marker string, m outgoing) (string, error) {
	body, err := json.Marshal(posting{Channel: channel, Thread: thread, Text: m.text, Blocks: m.blocks, Metadata: marking(marker), Parse: "none"})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.config.APIURL+"chat.postMessage", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Authorization", "Bearer "+s.config.BotToken)
	response, err := s.web.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if err := statusOf(response); err != nil {
		return "", err
	}
	return s.readPosted(response.Body)
}

// statusOf is the error that an answer's status tells.
func statusOf(response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && response.StatusCode == http.StatusTooManyRequests {
		return &slack.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second}
	}
	return slack.StatusCodeError{Code: response.StatusCode, Status: response.Status}
}

func (s *Slack) readPosted(answer io.Reader) (string, error) {
	body, _ := s.bodies.Get().(*bytes.Buffer) // nothing else is put there
	if body == nil {
		body = new(bytes.Buffer)
	}
	defer func() { body.Reset(); s.bodies.Put(body) }()
	if _, err := body.ReadFrom(io.LimitReader(answer, answerMost)); err != nil {
		return "", err
	}
	if ts, found := idOf(body.Bytes()); found {
		return ts, nil
	}
	var read posted
	if err := json.Unmarshal(body.Bytes(), &read); err != nil {
		return "", err
	}
	return read.TS, read.Err()
}

// idOf is the id of a message that was posted. Slack tells it before it repeats the whole message, which nobody reads; it
// reports false where it stands elsewhere, or where there is none.
func idOf(answer []byte) (ts string, found bool) {
	decoder := json.NewDecoder(bytes.NewReader(answer))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return "", false
	}
	for done := false; !done || ts == ""; {
		var channel string
		name, err := decoder.Token()
		switch {
		case err != nil:
		case name == "ok":
			err = decoder.Decode(&done)
		case name == "channel":
			err = decoder.Decode(&channel)
		case name == "ts":
			err = decoder.Decode(&ts)
		default:
			return "", false
		}
		if err != nil {
			return "", false
		}
	}
	return ts, true
}

func marking(marker string) *slack.SlackMetadata {
	if marker == "" {
		return nil
	}
	return &slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{metadataKey: marker}}
}
