package slack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
)

// slim is an HTTP client that takes the echo of a message out of Slack's answer: nobody reads it, and the library would
// build every block of it.
type slim struct {
	http.Client
	bodies sync.Pool // of *bytes.Buffer
}

// answerMost is the size of an answer to a message, in bytes.
const answerMost = 4 << 20

// Do carries out a request.
func (s *slim) Do(r *http.Request) (*http.Response, error) {
	response, err := s.Client.Do(r) //nolint:gosec // the operator has configured the address
	if err != nil || response.StatusCode != http.StatusOK || !strings.HasSuffix(r.URL.Path, "/chat.postMessage") {
		return response, err
	}
	defer response.Body.Close()
	body, _ := s.bodies.Get().(*bytes.Buffer) // nothing else is put there
	if body == nil {
		body = new(bytes.Buffer)
	}
	defer func() { body.Reset(); s.bodies.Put(body) }()
	if _, err := body.ReadFrom(io.LimitReader(response.Body, answerMost)); err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(withoutMessage(body.Bytes())))
	return response, nil
}

// posted is what the library reads of an answer to a message, beside the message.
type posted struct {
	Channel  string          `json:"channel,omitempty"`
	Error    string          `json:"error,omitempty"`
	Errors   json.RawMessage `json:"errors,omitempty"`
	Message  skipped         `json:"message,omitzero"`
	Needed   string          `json:"needed,omitempty"`
	OK       bool            `json:"ok"`
	Provided string          `json:"provided,omitempty"`
	Metadata json.RawMessage `json:"response_metadata,omitempty"`
	TS       string          `json:"ts,omitempty"`
	Warning  string          `json:"warning,omitempty"`
}

// skipped tells whether there was a message.
type skipped bool

// UnmarshalJSON implements json.Unmarshaler, and reads nothing of it.
func (s *skipped) UnmarshalJSON([]byte) error {
	*s = true
	return nil
}

// withoutMessage is an answer without the message. One that has none, or cannot be read, stays as it is. What it gives is
// its own.
func withoutMessage(body []byte) []byte {
	var answer posted
	if json.Unmarshal(body, &answer) != nil || !answer.Message {
		return bytes.Clone(body)
	}
	answer.Message = false
	slimmed, err := json.Marshal(answer)
	if err != nil {
		return bytes.Clone(body)
	}
	return slimmed
}
