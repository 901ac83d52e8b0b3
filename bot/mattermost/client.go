package mattermost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	answerTimeout = 10 * time.Second       // for the header of an answer
	callTimeout   = 30 * time.Second       // for a call with all its repetitions
	firstPause    = 100 * time.Millisecond // before a repetition; it doubles
	longestPause  = 2 * time.Second        // between two repetitions
	longestWait   = 20 * time.Second       // that a server may ask for with 429
	idlePerHost   = 32                     // as many as the inbox has workers
)

// newClient makes a client with time-outs which repeats what failed for a while. Without repeat it repeats only what
// the server has refused for being too much: for calls that must not be made twice.
func newClient(url, token string, repeat bool) *model.Client4 {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost, base.ResponseHeaderTimeout = idlePerHost, answerTimeout
	base.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext
	client := model.NewAPIv4Client(url)
	client.HTTPClient = &http.Client{Transport: &patient{base: base, repeat: repeat}, Timeout: callTimeout}
	if token != "" {
		client.SetToken(token)
	}
	return client
}

// patient repeats requests that failed on the way or on the server, until their context ends. All of them wait when the
// server has said 429.
type patient struct {
	base   http.RoundTripper
	repeat bool

	mu    sync.Mutex
	until time.Time // nothing is sent before
}

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(r *http.Request) (*http.Response, error) {
	for attempt := 0; ; attempt++ {
		if err := p.held(r.Context()); err != nil {
			return nil, err
		}
		request, err := fresh(r, attempt)
		if err != nil {
			return nil, err
		}
		response, err := p.base.RoundTrip(request)
		pause, again := p.judge(response, err, attempt)
		if !again || !hasTime(r.Context(), pause) {
			return response, err
		}
		if response != nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection can be used again
			_ = response.Body.Close()
		}
		if err := sleep(r.Context(), pause); err != nil {
			return nil, err
		}
	}
}

// fresh is the request with its body from the beginning.
func fresh(r *http.Request, attempt int) (*http.Request, error) {
	if attempt == 0 || r.Body == nil || r.Body == http.NoBody {
		return r, nil
	}
	if r.GetBody == nil {
		return nil, errors.New("the body of the request cannot be sent again")
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	again := r.Clone(r.Context())
	again.Body = body
	return again, nil
}

// judge says whether to try again, and after which pause.
func (p *patient) judge(response *http.Response, err error, attempt int) (time.Duration, bool) {
	switch {
	case err != nil:
		return backoff(attempt), p.repeat && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	case response.StatusCode == http.StatusTooManyRequests:
		pause := asked(response.Header)
		p.hold(pause)
		return pause, true
	case response.StatusCode >= 500 && response.StatusCode != http.StatusNotImplemented:
		return backoff(attempt), p.repeat
	}
	return 0, false
}

func backoff(attempt int) time.Duration {
	pause := min(firstPause<<min(attempt, 10), longestPause)
	return pause/2 + rand.N(pause)/2 //nolint:gosec // it spreads attempts, and hides nothing
}

// asked is how long the server wants to be left alone.
func asked(header http.Header) time.Duration {
	for _, name := range []string{"Retry-After", "X-Ratelimit-Reset"} {
		if seconds, err := strconv.Atoi(header.Get(name)); err == nil && seconds > 0 {
			return min(time.Duration(seconds)*time.Second, longestWait)
		}
	}
	return time.Second
}

func (p *patient) hold(pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until = time.Now().Add(pause)
}

// held waits while the server wants to be left alone.
func (p *patient) held(ctx context.Context) error {
	p.mu.Lock()
	pause := time.Until(p.until)
	p.mu.Unlock()
	if pause <= 0 {
		return nil
	}
	return sleep(ctx, pause)
}

func hasTime(ctx context.Context, pause time.Duration) bool {
	end, limited := ctx.Deadline()
	return ctx.Err() == nil && (!limited || time.Until(end) > pause)
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

var (
	errNotFound = errors.New("the server does not know it")
	errNoToken  = errors.New("there is none: write it into the configuration, or run digbot mattermost setup")
)

// AwayError says that the server could not be asked; nothing is known of the settings then.
type AwayError struct{ cause error }

// Error implements error.
func (a *AwayError) Error() string {
	return "the Mattermost server cannot be reached: " + a.cause.Error()
}

// Unwrap gives the cause.
func (a *AwayError) Unwrap() error { return a.cause }

// explain names the setting that the server refused, and its fix.
func explain(setting, fix string, err error) error {
	if !isRefusal(err) {
		return &AwayError{err}
	}
	return fmt.Errorf("%s: %s: %w", setting, fix, err)
}

// isRefusal reports whether the server has understood a request and will not do it, however often it is repeated.
func isRefusal(err error) bool {
	status := statusOf(err)
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests || status == http.StatusNotImplemented
}

// statusOf is the HTTP status of an error that the server gave; 0 when it gave none.
func statusOf(err error) int {
	var refused *model.AppError
	if errors.As(err, &refused) {
		return refused.StatusCode
	}
	return 0
}
