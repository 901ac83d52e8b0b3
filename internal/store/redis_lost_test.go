package store

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"digbot/notifier"
)

// cutter stands between a client and a Redis. It lets some changes through and cuts the connection in place of their
// answers, so that the client never learns that they were done. The same change loses its answer once only.
type cutter struct {
	server string
	every  int64 // which changes lose their answer: 1 for each, 3 for every third
	seen   atomic.Int64
	cut    atomic.Int64
	known  sync.Map // from the text of the changes that lost their answer
}

// cutting is a Redis behind a cutter.
func cutting(t *testing.T, server string, every int64) (*cutter, string) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	c := &cutter{server: server, every: every}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go c.pass(client)
		}
	}()
	return c, "redis://" + listener.Addr().String()
}

func (c *cutter) pass(client net.Conn) {
	defer client.Close()
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", c.server)
	if err != nil {
		return
	}
	defer server.Close()
	var armed atomic.Bool
	go func() {
		defer server.Close()
		chunk := make([]byte, 1<<20)
		for {
			n, err := client.Read(chunk)
			if n > 0 && c.cuts(chunk[:n]) {
				armed.Store(true)
			}
			if _, err2 := server.Write(chunk[:n]); err != nil || err2 != nil {
				return
			}
		}
	}()
	chunk := make([]byte, 1<<20)
	for {
		n, err := server.Read(chunk)
		if err != nil {
			return
		}
		if armed.Load() && !bytes.HasPrefix(chunk[:n], []byte("-NOSCRIPT")) {
			c.cut.Add(1)
			return
		}
		if _, err := client.Write(chunk[:n]); err != nil {
			return
		}
	}
}

// cuts decides on a request. A change is known by its script, in full or by its hash.
func (c *cutter) cuts(request []byte) bool {
	_, change, found := bytes.Cut(request, []byte(applyScript.Hash()))
	if !found {
		_, change, found = bytes.Cut(request, []byte("local function change("))
	}
	if !found || c.seen.Add(1)%c.every != 0 {
		return false
	}
	_, again := c.known.LoadOrStore(string(change), true)
	return !again
}

func serverOf(t *testing.T, url string) string {
	t.Helper()
	address, err := parseRedisURL(url)
	if err != nil {
		t.Fatal(err)
	}
	return address.hosts[0]
}

// TestRedisDoneTwice runs the conformance suite while every change is done twice, and only the second answer told.
func TestRedisDoneTwice(t *testing.T) {
	t.Parallel()
	url := miniURL(t)
	testLostAnswers(t, func(t *testing.T, opts ...Option) *Store {
		return timedStore(t, forgetful{redisAt(t, url, 0, redisRetries)}, opts...)
	})
}

// TestRedisLostAnswers runs it while every twelfth answer to a change gets lost on the way, and the client sends the
// change again.
func TestRedisLostAnswers(t *testing.T) {
	t.Parallel()
	mini := miniURL(t)
	cutter, url := cutting(t, serverOf(t, mini), 12)
	testLostAnswers(t, storesAt(url))
	if cutter.cut.Load() < 50 {
		t.Errorf("only %d answers were lost", cutter.cut.Load())
	}
}

// TestRedisUnknownOutcome loses the answer to every change while the client does not try again: each call fails once at
// each of its changes, and its repetition finds done what was done.
func TestRedisUnknownOutcome(t *testing.T) {
	mini := miniURL(t)
	for name, job := range jobs() {
		t.Run(name, func(t *testing.T) {
			calm := redisAt(t, mini, 0, redisRetries)
			s := onEngine(t, calm)
			if job.prepare != nil {
				job.prepare(t, s)
			}
			cutter, url := cutting(t, serverOf(t, mini), 1)
			cut := redisAt(t, url, 0, 0)
			cut.keys, s.engine = calm.keys, cut
			tries := 1
			for err := job.do(t.Context(), s); err != nil && tries < 100; err = job.do(t.Context(), s) {
				tries++
			}
			if tries < 2 || cutter.cut.Load() < 2 || tries == 100 {
				t.Errorf("done after %d tries, %d answers lost", tries, cutter.cut.Load())
			}
			got, want := dump(t, calm), crash(t, job, 1<<30, true)
			delete(got, rosterKey())
			delete(want, rosterKey())
			if !maps.Equal(got, want) {
				t.Errorf("got %v\nwant %v", got, want)
			}
		})
	}
}

// TestRedisCommitAfterLostAnswer is the one moment at which a mail leaves: it is committed once, and the token still fits.
func TestRedisCommitAfterLostAnswer(t *testing.T) {
	mini := miniURL(t)
	calm := redisAt(t, mini, 0, redisRetries)
	s := planned(t, timedStore(t, calm), 1)
	delivery := claim(t, s, start, 1)[0]
	_, url := cutting(t, serverOf(t, mini), 1)
	cut := redisAt(t, url, 0, 0)
	cut.keys = calm.keys
	unsure := &Store{promotion: s.promotion, now: s.now, batch: s.batch}
	unsure.engine = cut
	if err := unsure.Commit(t.Context(), delivery); err == nil || errors.Is(err, notifier.ErrLost) {
		t.Fatalf("got %v", err)
	}
	if err := s.Commit(t.Context(), delivery); err != nil {
		t.Errorf("the repetition: %v", err)
	}
	expectCounts(t, s, counts{notifier.Committing: 1})
}
