package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/templates"
)

// fakeLine notes what is said.
type fakeLine struct {
	mu       sync.Mutex
	said     []string
	thinking []string
	fails    int // so many replies cannot be said
	takes    time.Duration
}

func (l *fakeLine) Name() string { return "fake" }

func (l *fakeLine) Reply(_ context.Context, to Message, reply Reply) error {
	time.Sleep(l.takes)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails > 0 {
		l.fails--
		return errors.New("the platform is away")
	}
	text := reply.Body.Plain()
	if to.Again {
		text += " again"
	}
	l.said = append(l.said, text)
	return nil
}

// all is what was said so far.
func (l *fakeLine) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.said)
}

func (l *fakeLine) Thinking(_ context.Context, to Message) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.thinking = append(l.thinking, to.Text)
	return func() { l.thinking = append(l.thinking, "end") }
}

// echo answers with the question.
func echo(_ context.Context, m Message) (Reply, error) {
	text := m.Text
	if m.Late {
		text = "late " + text
	}
	return Reply{Kind: KindAnswer, Body: templates.ParseMarkdown(text)}, nil
}

// running is an inbox that answers until the test's bubble ends it.
func running(t *testing.T, line Line, handle Handler, claims Claims) (*Inbox, func()) {
	ctx, cancel := context.WithCancel(t.Context())
	inbox := NewInbox(line, handle, claims, slog.New(slog.DiscardHandler))
	ended := make(chan error)
	go func() { ended <- inbox.Run(ctx) }()
	return inbox, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func message(conversation, event string) Message {
	return Message{Platform: "fake", Conversation: conversation, Event: event, Text: event}
}

func TestInboxAnswersOnceAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &fakeLine{takes: 10 * time.Millisecond}
		inbox, end := running(t, line, echo, NewRecall(time.Now))
		for n := range 10 {
			for range 3 {
				if !inbox.Put(message("c", fmt.Sprint(n))) && n < 6 {
					t.Errorf("message %d was not taken in", n)
				}
				if n == 0 {
					synctest.Wait() // the first is being answered: it is in the queue no more
				}
			}
		}
		time.Sleep(time.Second)
		end()
		if want := []string{"0", "1", "2", "3", "4", "5", "6"}; !slices.Equal(line.said, want) {
			t.Errorf("said %v, want %v and no more than the queue holds", line.said, want)
		}
	})
}

// forgetful are Claims that cannot be written.
type forgetful struct{ Claims }

func (forgetful) Begin(_ context.Context, m Message, _ time.Duration) (Message, bool, error) {
	return m, false, errors.New("storage is away")
}

// TestInboxLooksWhereNothingIsKnown answers while the store is away, which another process may have done as well.
func TestInboxLooksWhereNothingIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &fakeLine{}
		inbox, end := running(t, line, echo, forgetful{NewRecall(time.Now)})
		inbox.Put(message("c", "1"))
		synctest.Wait()
		end()
		if want := []string{"1 again"}; !slices.Equal(line.all(), want) {
			t.Errorf("said %q, want %q", line.all(), want)
		}
	})
}

func TestInboxMakesRoomForMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &fakeLine{takes: time.Millisecond}
		inbox, end := running(t, line, echo, NewRecall(time.Now))
		for n := range 300 {
			if err := inbox.Add(t.Context(), message("c", fmt.Sprint(n))); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		for range waitingMost {
			inbox.Put(message("c", "more"))
		}
		cancel()
		if err := inbox.Add(ctx, message("c", "never")); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled wait ends with %v", err)
		}
		time.Sleep(time.Second)
		end()
		if len(line.said) != 301 {
			t.Errorf("%d answers, want 301", len(line.said))
		}
		if inbox.Put(message("c", "late")) || inbox.Add(t.Context(), message("c", "late")) == nil {
			t.Error("a closed inbox took a message in")
		}
	})
}

func TestInboxRepeatsWhatCouldNotBeSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &fakeLine{fails: 2}
		inbox, end := running(t, line, echo, NewRecall(time.Now))
		inbox.Put(message("c", "question"))
		time.Sleep(3 * claimLease)
		end()
		if !slices.Equal(line.said, []string{"question again"}) {
			t.Errorf("said %q", line.said)
		}
	})
}

// TestInboxTakesOver leaves a message to a second inbox: the first has died while it answered.
func TestInboxTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		claims := NewRecall(time.Now)
		if _, mine, err := claims.Begin(t.Context(), message("c", "question"), claimLease); !mine || err != nil {
			t.Fatal(mine, err)
		}
		line := &fakeLine{}
		inbox, end := running(t, line, echo, claims)
		inbox.Put(message("c", "question"))
		time.Sleep(claimLease - time.Second)
		if len(line.all()) > 0 {
			t.Error("answered while another process is at it")
		}
		time.Sleep(2 * orphanPause)
		end()
		if !slices.Equal(line.said, []string{"question again"}) {
			t.Errorf("said %q", line.said)
		}
	})
}

// TestInboxLeavesWhatWaits stops an inbox with three messages in a queue: the one under way is answered, the others are
// there for the next process at once.
func TestInboxLeavesWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		claims, first, second := NewRecall(time.Now), &fakeLine{takes: time.Second}, &fakeLine{}
		inbox, end := running(t, first, echo, claims)
		for n := range 3 {
			inbox.Put(message("c", fmt.Sprint(n)))
		}
		synctest.Wait()
		end()
		_, end = running(t, second, echo, claims)
		synctest.Wait()
		end()
		slices.Sort(second.said)
		if !slices.Equal(first.said, []string{"0"}) || !slices.Equal(second.said, []string{"1 again", "2 again"}) {
			t.Errorf("said %q, then %q", first.said, second.said)
		}
	})
}

func TestInboxTellsWhatIsLateAndWhatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &fakeLine{}
		broken := func(ctx context.Context, m Message) (Reply, error) {
			switch m.Text {
			case "broken":
				return Reply{Kind: KindFailure, Body: templates.ParseMarkdown("sorry")}, errors.New("storage is away")
			case "silent":
				return Reply{}, nil
			}
			return echo(ctx, m)
		}
		inbox, end := running(t, line, broken, NewRecall(time.Now))
		old, fresh := message("c", "old"), message("c", "fresh")
		old.Sent, fresh.Sent = time.Now().Add(-lateAfter-time.Second), time.Now().Add(-lateAfter+time.Second)
		for _, m := range []Message{old, fresh, message("c", "broken"), message("c", "silent"), message("c", "last")} {
			inbox.Put(m)
		}
		synctest.Wait()
		end()
		if want := []string{"late old", "fresh", "sorry", "last"}; !slices.Equal(line.said, want) {
			t.Errorf("said %q, want %q", line.said, want)
		}
	})
}

func TestInboxShowsThatItThinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &fakeLine{}
		slow := func(ctx context.Context, m Message) (Reply, error) {
			if m.Text == "slow" {
				time.Sleep(3 * time.Second)
			}
			return echo(ctx, m)
		}
		inbox, end := running(t, line, slow, NewRecall(time.Now))
		inbox.Put(message("c", "quick"))
		inbox.Put(message("c", "slow"))
		time.Sleep(5 * time.Second)
		end()
		if !slices.Equal(line.thinking, []string{"slow", "end"}) || len(line.said) != 2 {
			t.Errorf("signs %q, said %q", line.thinking, line.said)
		}
	})
}
