package slack

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

const (
	// callTimeout is how long one call of the Web API may take.
	callTimeout = 10 * time.Second

	// connectionsKept is the number of idle connections to Slack: the default of two makes every other call dial.
	connectionsKept = 32

	// longestPause is the longest wait between two tries of a call, unless Slack asks for more.
	longestPause = time.Second
)

// newWeb is an HTTP client with a transport of its own.
func newWeb() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = connectionsKept, connectionsKept
	return &http.Client{Timeout: callTimeout, Transport: transport}
}

// newClient is a client of the Web API.
func newClient(config Config, web *http.Client) *slack.Client {
	return slack.New(config.BotToken, slack.OptionAPIURL(config.APIURL), slack.OptionAppLevelToken(config.AppToken), slack.OptionHTTPClient(web))
}

// pauseOf is how long Slack asks to wait, and whether it refused the call for coming too soon: then nothing was done.
func pauseOf(err error) (time.Duration, bool) {
	if limited, is := errors.AsType[*slack.RateLimitedError](err); is {
		return max(limited.RetryAfter, 100*time.Millisecond), true
	}
	status, is := errors.AsType[slack.StatusCodeError](err)
	return time.Second, is && status.Code == http.StatusTooManyRequests
}

// passing are the words with which Slack says that it failed itself: https://docs.slack.dev/reference/methods/chat.postMessage
var passing = []string{"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org", "ratelimited", "rate_limited"}

// isRefusal reports whether Slack has said no for good. After any other error nobody knows whether it was done.
func isRefusal(err error) bool {
	if answer, is := errors.AsType[slack.SlackErrorResponse](err); is {
		return !slices.Contains(passing, answer.Err)
	}
	status, is := errors.AsType[slack.StatusCodeError](err)
	return is && status.Code < http.StatusInternalServerError && status.Code != http.StatusTooManyRequests
}

// word is the error's name when Slack gave one.
func word(err error) string {
	if answer, is := errors.AsType[slack.SlackErrorResponse](err); is {
		return answer.Err
	}
	return ""
}

// ask repeats a call that only asks for something until Slack answers, or ctx ends.
func ask[T any](ctx context.Context, call func(context.Context) (T, error)) (T, error) {
	for tries := 0; ; tries++ {
		answer, err := call(ctx)
		if err == nil || isRefusal(err) {
			return answer, err
		}
		if !sleep(ctx, pauseAfter(err, tries)) {
			return answer, err
		}
	}
}

// pauseAfter is the wait before the next try: what Slack asks for, else longer each time.
func pauseAfter(err error, tries int) time.Duration {
	if pause, limited := pauseOf(err); limited {
		return pause
	}
	return min(longestPause, 100*time.Millisecond<<min(tries, 10))
}

// sleep reports whether the time passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
