package slack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// slim is an HTTP client that takes the echo of a message out of Slack's answer: nobody reads it, and the library would
// build every block of it.
type slim struct{ http.Client }

// answerMost is the size of an answer to a message, in bytes.
const answerMost = 4 << 20

// Do carries out a request.
func (s *slim) Do(r *http.Request) (*http.Response, error) {
	response, err := s.Client.Do(r) //nolint:gosec // the operator has configured the address
	if err != nil || response.StatusCode != http.StatusOK || !strings.HasSuffix(r.URL.Path, "/chat.postMessage") {
		return response, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, answerMost))
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(withoutMessage(body)))
	return response, nil
}

// withoutMessage is an answer without the message. One that cannot be read stays as it is.
func withoutMessage(body []byte) []byte {
	var answer map[string]json.RawMessage
	if json.Unmarshal(body, &answer) != nil || answer["message"] == nil {
		return body
	}
	delete(answer, "message")
	slimmed, err := json.Marshal(answer)
	if err != nil {
		return body
	}
	return slimmed
}
