package fake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Post sends a payload of a kind ("events_api", "slash_commands", "interactive") to the app by signed HTTP, and gives the
// status and the body of its answer.
func (s *Slack) Post(kind string, payload any) (int, string) {
	path, contentType, body := slackRequest(kind, payload)
	at := strconv.FormatInt(time.Now().Unix(), 10)
	return s.PostSigned(path, contentType, body, at, SlackSignature(SlackSigningSecret, at, body))
}

// PostSigned sends a body with a timestamp and a signature of the caller's choice; empty ones are left out.
func (s *Slack) PostSigned(path, contentType string, body []byte, at, signature string) (int, string) {
	request, err := http.NewRequest(http.MethodPost, s.options.RequestURL+path, bytes.NewReader(body)) //nolint:noctx // its client has a timeout
	if err != nil {
		return 0, err.Error()
	}
	request.Header.Set("Content-Type", contentType)
	for key, value := range map[string]string{"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature} {
		if value != "" {
			request.Header.Set(key, value)
		}
	}
	client := http.Client{Timeout: 3 * time.Second} // as long as Slack waits
	response, err := client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(answer)
}

// slackRequest is where a payload goes, and its body.
func slackRequest(kind string, payload any) (path, contentType string, body []byte) {
	const form = "application/x-www-form-urlencoded"
	switch kind {
	case "slash_commands":
		values := url.Values{}
		fields, _ := payload.(map[string]any)
		for key, value := range fields {
			values.Set(key, fmt.Sprint(value))
		}
		return "/slack/commands", form, []byte(values.Encode())
	case "interactive":
		return "/slack/interactions", form, []byte(url.Values{"payload": {string(payloadJSON(payload))}}.Encode())
	}
	return "/slack/events", "application/json", payloadJSON(payload)
}

// SlackSignature signs a body as Slack does.
func SlackSignature(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", at, body) // a hash takes everything
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
