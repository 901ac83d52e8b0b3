package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
)

// vanish is a server that goes away in the middle of its first question, having done what was asked, or not.
func vanish(t *testing.T, path string, e engine, done bool) {
	t.Helper()
	listener, err := listenUnix(path)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer listener.Close()
		conn, err := listener.AcceptUnix()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		s, w := &socketServer{engine: e, self: hello{socketProtocol, "dig-2019"}}, newWire(conn)
		var client hello
		if err := errors.Join(w.receive(&client, maxHello), w.send(s.self, maxHello)); err != nil {
			t.Error(err)
		}
		content, err := readFrame(w.reader, maxFrame)
		if err != nil {
			t.Error(err)
		}
		q, err := questionOf(content)
		if err != nil {
			t.Error(err)
		}
		if done {
			if _, err := s.reply(context.Background(), q); err != nil {
				t.Error(err)
			}
		}
	}()
}

// TestSocketLostAnswer makes an error of an answer that does not come. The same change may then be sent again, to the
// server that comes next.
func TestSocketLostAnswer(t *testing.T) {
	for _, done := range []bool{false, true} {
		t.Run(fmt.Sprintf("done is %v", done), func(t *testing.T) {
			path, model := filepath.Join(t.TempDir(), "s.sock"), newMemory()
			s := onEngine(t, model)
			vanish(t, path, model, done)
			c, err := dialSocket(t.Context(), path, "dig-2019")
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			s.engine = c
			change := func() (bool, error) {
				return s.apply(t.Context(), []condition{{"a", nil}}, []write{put("a", []byte("1"))})
			}
			for range 2 { // lost, then nobody there
				if ok, err := change(); ok || err == nil {
					t.Fatalf("got %v, %v", ok, err)
				}
			}
			if got := dump(t, model)["a"] == "1"; got != done {
				t.Fatalf("done is %v", got)
			}
			next := newSocketServer(model, "dig-2019", slog.New(slog.DiscardHandler))
			if err := next.start(path); err != nil {
				t.Fatal(err)
			}
			defer next.stop()
			if ok, err := change(); !ok || err != nil {
				t.Errorf("got %v, %v", ok, err)
			}
		})
	}
}

// stuck is an engine that answers Get only when it is let.
type stuck struct {
	engine
	asked, let chan bool
}

func (s stuck) Get(ctx context.Context, keys ...string) ([]record, error) {
	s.asked <- true
	<-s.let
	return s.engine.Get(ctx, keys...)
}

// TestSocketCallerLeaves lets a caller go who waits for an answer, or for its turn to ask, and serves the others.
func TestSocketCallerLeaves(t *testing.T) {
	e := stuck{newMemory(), make(chan bool), make(chan bool)}
	server := serveTest(t, e)
	c := clientOf(t, server)
	ctx, leave := context.WithCancel(t.Context())
	const callers = maxQuestions + 3
	errs := make(chan error)
	for range callers {
		go func() {
			_, err := c.Get(ctx, "a")
			errs <- err
		}()
	}
	for range maxQuestions {
		<-e.asked
	}
	leave()
	for range callers {
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	must(t, c, put("a", []byte("1")))
	close(e.let)
	go func() { <-e.asked }()
	if records, err := c.Get(t.Context(), "a"); err != nil || string(records[0].Value) != "1" {
		t.Errorf("got %v, %v", records, err)
	}
}

// TestSocketAnswersBeforeItEnds lets a question that was asked have its answer.
func TestSocketAnswersBeforeItEnds(t *testing.T) {
	e := stuck{newMemory(), make(chan bool), make(chan bool)}
	server := serveTest(t, e)
	c := clientOf(t, server)
	asked := make(chan error)
	go func() {
		_, err := c.Get(t.Context(), "a")
		asked <- err
	}()
	<-e.asked
	stopped := make(chan error)
	go func() { stopped <- server.stop() }()
	until(t, func() bool { _, err := dialUnix(t.Context(), server.path); return err != nil })
	close(e.let)
	if err := errors.Join(<-asked, <-stopped); err != nil {
		t.Error(err)
	}
}
