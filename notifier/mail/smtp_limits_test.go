package mail

import (
	"context"
	"errors"
	"testing"
	"time"

	"digbot/internal/fake"
	"digbot/notifier"
)

// places is a quota that has so many places at each relay.
type places struct {
	left map[string]int
	at   time.Time // from when on there are more
	err  error
}

func (p *places) Reserve(_ context.Context, relay string, _ []notifier.Window, _ time.Time) (time.Time, error) {
	if p.left[relay]--; p.left[relay] >= 0 || p.err != nil {
		return time.Time{}, p.err
	}
	return p.at, nil
}

func TestLimits(t *testing.T) {
	later := time.Now().Add(time.Hour)
	for _, test := range []struct {
		name   string
		places func(first, second string) *places
		came   [2]int
		notYet bool
	}{
		{"room at the first", func(first, _ string) *places { return &places{left: map[string]int{first: 3}, at: later} }, [2]int{3, 0}, false},
		{"then at the second", func(first, second string) *places {
			return &places{left: map[string]int{first: 1, second: 2}, at: later}
		}, [2]int{1, 2}, false},
		{"nowhere", func(string, string) *places { return &places{left: map[string]int{}, at: later} }, [2]int{0, 0}, true},
		{"nobody can tell", func(string, string) *places { return &places{left: map[string]int{}, err: errNotNow} }, [2]int{0, 0}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			first, second := startSMTP(t, fake.SMTPOptions{}), startSMTP(t, fake.SMTPOptions{})
			config := local(first, second)
			config.Limits = []notifier.Window{{Messages: 3, Per: time.Hour}}
			quota := test.places(config.Relays[0].address(), config.Relays[1].address())
			config.Quota = quota
			relays := newRelays(t, config)
			var last error
			for i := range 3 {
				last = relays.Send(t.Context(), numbered(i), yes)
			}
			if got := [2]int{first.Count(), second.Count()}; got != test.came {
				t.Errorf("%v came, want %v", got, test.came)
			}
			var notYet *notifier.NotYetError
			if errors.As(last, &notYet) != test.notYet || test.notYet && !notYet.At.Equal(later) {
				t.Errorf("the error is %v", last)
			}
			if sent := test.came != [2]int{}; sent != (last == nil) || !sent && !errors.Is(last, notifier.ErrTemporary) {
				t.Errorf("the error is %v", last)
			}
		})
	}
}

func TestLimitsNeedSomebodyWhoCounts(t *testing.T) {
	config := local(startSMTP(t, fake.SMTPOptions{}))
	config.Limits = []notifier.Window{{Messages: 3, Per: time.Hour}, {}}
	_, err := NewRelays(config, relaysComposer(t), nil)
	if err == nil {
		t.Error("it was made all the same")
	}
}
