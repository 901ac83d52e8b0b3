// Package demarches turns the applications on a form of Démarches simplifiées into people, page by page, over its GraphQL
// API: https://doc.demarches-simplifiees.fr/api-graphql
package demarches

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// pageSize is how many applications are asked for at once. More are allowed, but the server then often takes longer
	// than its own limit of time.
	pageSize = 25

	// answerTime is how long one page may take.
	answerTime = 60 * time.Second

	// maxAnswer is how long an answer may be, in bytes.
	maxAnswer = 8 << 20
)

// ErrRefused means that the service does not let us in, or does not know the form: asking again does not help.
var ErrRefused = errors.New("Démarches simplifiées refuses: check people.demarches.number and the token, which must be allowed to read this form")

// What is refused, where the service says so. Both are ErrRefused.
var (
	ErrToken  = fmt.Errorf("%w: the token", ErrRefused)
	ErrNoForm = fmt.Errorf("%w: the number", ErrRefused)
)

// Client asks for pages. It never tries twice by itself.
type Client struct {
	url, token string
	number     int
	http       *http.Client
}

// NewClient is for one form at the API with this URL.
func NewClient(url string, number int, token string) *Client {
	return &Client{url: url, token: token, number: number, http: &http.Client{Timeout: answerTime}}
}

// busyError means that asking later may help.
type busyError struct {
	error
	after time.Duration // not before; 0: nothing was said
}

// Unwrap gives the error itself.
func (b busyError) Unwrap() error { return b.error }

// ask sends one query, and reads the form's part of the answer into answer.
func (c *Client) ask(ctx context.Context, query string, variables map[string]any, answer any) error {
	variables["number"], variables["first"] = c.number, pageSize
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return busyError{error: fmt.Errorf("ask Démarches simplifiées: %w", err)}
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return busyError{error: fmt.Errorf("ask Démarches simplifiées: %w", err)}
	}
	if err := checkStatus(response); err != nil {
		return err
	}
	return readAnswer(content, answer)
}

// longestSaid is how long we wait at most when we are told to: a mistaken number must not keep applications out for years.
const longestSaid = time.Hour

func checkStatus(response *http.Response) error {
	status := fmt.Errorf("Démarches simplifiées answers %s", response.Status)
	switch code := response.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code >= 500:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // nothing, or a date, is no number
		return busyError{status, time.Duration(min(max(seconds, 0), int(longestSaid.Seconds()))) * time.Second}
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return fmt.Errorf("%w: %w", ErrToken, status)
	}
	return fmt.Errorf("%w: %w", ErrRefused, status)
}

// readAnswer reads what GraphQL answers with status 200, be it an error. Its message may quote what was asked for, which
// holds nothing personal.
func readAnswer(content []byte, answer any) error {
	var reply struct {
		Data struct {
			Demarche json.RawMessage `json:"demarche"`
		} `json:"data"`
		Errors []struct {
			Message    string `json:"message"`
			Extensions struct {
				Code string `json:"code"`
			} `json:"extensions"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(content, &reply); err != nil {
		return busyError{error: fmt.Errorf("the answer of Démarches simplifiées is cut or no JSON: %w", err)}
	}
	if len(reply.Errors) > 0 {
		fault := reply.Errors[0]
		err := fmt.Errorf("Démarches simplifiées answers: %s", fault.Message)
		if strings.Contains(fault.Extensions.Code, "timeout") || strings.Contains(strings.ToLower(fault.Message), "timeout") {
			return busyError{error: err}
		}
		return fmt.Errorf("%w: %w", refusal(fault.Extensions.Code, fault.Message), err)
	}
	if len(reply.Data.Demarche) == 0 || string(reply.Data.Demarche) == "null" {
		return ErrRefused
	}
	if err := json.Unmarshal(reply.Data.Demarche, answer); err != nil {
		return fmt.Errorf("the answer of Démarches simplifiées has another form: %w", err)
	}
	return nil
}

// refusal tells what is refused. A token that is unknown, and one that may not read the form, are told in the same way.
func refusal(code, message string) error {
	switch {
	case code == "not_found", strings.Contains(message, "not found"):
		return ErrNoForm
	case code == "unauthorized", strings.Contains(message, "permissions"):
		return ErrToken
	}
	return ErrRefused
}
