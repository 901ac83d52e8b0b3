package slack

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/slack-go/slack"
)

// signatureAge is how old a signed call may be: https://docs.slack.dev/authentication/verifying-requests-from-slack
const signatureAge = 5 * time.Minute

// Routes are the addresses that Slack calls when it is not reached by Socket Mode, as patterns of http.ServeMux. There are
// none without a signing secret.
func (s *Slack) Routes() map[string]http.Handler {
	if s.config.SigningSecret == "" {
		return nil
	}
	return map[string]http.Handler{
		"POST /slack/events":       s.signed(s.serveEvents),
		"POST /slack/commands":     s.signed(s.serveCommand),
		"POST /slack/interactions": s.signed(s.serveInteraction),
	}
}

// signed lets only calls through that Slack has signed, each once.
func (s *Slack) signed(serve func(w http.ResponseWriter, body []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		if reason := s.suspicion(r.Header, body); reason != "" {
			s.log.WarnContext(r.Context(), "a call that does not come from Slack was refused", "path", r.URL.Path, "reason", reason)
			http.Error(w, http.StatusText(http.StatusUnauthorized), http.StatusUnauthorized)
			return
		}
		serve(w, body)
	})
}

// suspicion says why a call is not taken for Slack's; empty: it is. Slack signs each of its own repetitions anew: the same
// signature twice is somebody else's doing.
func (s *Slack) suspicion(header http.Header, body []byte) string {
	verifier, err := slack.NewSecretsVerifier(header, s.config.SigningSecret)
	if err == nil {
		_, err = verifier.Write(body)
	}
	if err == nil {
		err = verifier.Ensure()
	}
	switch {
	case errors.Is(err, slack.ErrMissingHeaders):
		return "not signed"
	case errors.Is(err, slack.ErrExpiredTimestamp):
		return "stale"
	case err != nil: // which may quote what was sent
		return "bad signature"
	case !s.seen.first(header.Get("X-Slack-Signature")):
		return "replayed"
	}
	return ""
}

func (s *Slack) serveEvents(w http.ResponseWriter, body []byte) {
	var challenge struct {
		Type, Challenge string
	}
	if err := json.Unmarshal(body, &challenge); err == nil && challenge.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, challenge.Challenge) // Slack asks again when it does not hear
		return
	}
	s.accept(w, envelope{eventsKind, body})
}

func (s *Slack) serveCommand(w http.ResponseWriter, body []byte) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	fields := map[string]string{}
	for key := range values {
		fields[key] = values.Get(key)
	}
	payload, err := json.Marshal(fields)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	s.accept(w, envelope{commandKind, payload})
}

func (s *Slack) serveInteraction(w http.ResponseWriter, body []byte) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	s.accept(w, envelope{interactionKind, json.RawMessage(values.Get("payload"))})
}

// accept acknowledges a call with an empty answer, and takes what it holds in. Before the bot is ready Slack is asked to
// come again.
func (s *Slack) accept(w http.ResponseWriter, e envelope) {
	if s.inbox.Load() == nil {
		w.Header().Set("Retry-After", "1")
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
	s.receive(e)
}
