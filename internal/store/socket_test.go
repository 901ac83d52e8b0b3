package store

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// shareAt opens a store in a file and shares it.
func shareAt(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path, testPromotion(), Own(), Volatile())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Share(slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return s
}

// throughAt opens a store that another process, or another part of this one, shares.
func throughAt(t *testing.T, path string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(path, testPromotion(), append(opts, WithKey(testKey))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, ok := s.engine.(*socketClient); !ok {
		t.Fatalf("opened %T", s.engine)
	}
	return s
}

func openTestSocket(t *testing.T, opts ...Option) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	shareAt(t, path)
	return throughAt(t, path, opts...)
}

// serveTest gives an engine to others. change may change the server before it starts.
func serveTest(t *testing.T, e engine, change ...func(*socketServer)) *socketServer {
	t.Helper()
	s := newSocketServer(e, "dig-2019", slog.New(slog.DiscardHandler))
	for _, change := range change {
		change(s)
	}
	if err := s.start(filepath.Join(t.TempDir(), "s.sock")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.stop() })
	return s
}

// clientOf is the other end.
func clientOf(t *testing.T, s *socketServer) *socketClient {
	t.Helper()
	c, err := dialSocket(t.Context(), s.path, "dig-2019")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestSocketIsAnEngine(t *testing.T) {
	testEngine(t, openTestEngine)
}

// openTestEngine is an empty engine over a socket, without the records that a store begins with.
func openTestEngine(t *testing.T) engine { return clientOf(t, serveTest(t, openTestBolt(t))) }

// TestSocketStore runs the conformance suite over the socket.
func TestSocketStore(t *testing.T) { testStore(t, openTestSocket) }

func TestSocketStoreInSmallSteps(t *testing.T) {
	testStore(t, func(t *testing.T, opts ...Option) *Store {
		s := openTestSocket(t, opts...)
		s.batch = 3
		return s
	})
}

// TestSocketAnyBytes takes keys and values over as they are, and tells an absent value from an empty one.
func TestSocketAnyBytes(t *testing.T) {
	e := openTestEngine(t)
	odd := "\xff\xfe\x00<&>\u2028"
	must(t, e, put(odd, []byte(odd)), put("empty", []byte{}))
	if ok, err := e.Apply(t.Context(), []condition{{odd, []byte(odd)}, {"none", nil}}, []write{put("done", []byte("1"))}); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	if ok, err := e.Apply(t.Context(), []condition{{"none", []byte{}}}, nil); ok || err != nil {
		t.Errorf("an absent record is an empty one: %v, %v", ok, err)
	}
	want := map[string]string{odd: odd, "empty": "", "done": "1"}
	if got := dump(t, e); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSocketLongScan reads a list that needs many answers, in number or in size, like the engine behind it.
func TestSocketLongScan(t *testing.T) {
	model := newMemory()
	for i := range partRecords + 7 {
		must(t, model, put(fmt.Sprintf("many/%05d", i), []byte("x")))
	}
	for i := range 7 {
		must(t, model, put(fmt.Sprint("large/", i), []byte(strings.Repeat("x", partBytes/2+i*partBytes/7))))
	}
	c := clientOf(t, serveTest(t, model))
	for _, prefix := range []string{"many/", "large/", "", "none/"} {
		for _, limit := range []int{3, partRecords, partRecords + 1, 1 << 30} {
			want, _ := model.Scan(t.Context(), prefix, "", limit)
			if got, err := c.Scan(t.Context(), prefix, "", limit); !reflect.DeepEqual(got, want) || err != nil {
				t.Errorf("%q, %d: got %d records, %v; want %d", prefix, limit, len(got), err, len(want))
			}
		}
	}
}

// TestSocketTooLong says what is too long for the wire, and goes on.
func TestSocketTooLong(t *testing.T) {
	model := newMemory()
	c := clientOf(t, serveTest(t, model))
	must(t, model, put("vast", make([]byte, maxFrame)))
	if _, err := c.Apply(t.Context(), nil, []write{put("a", make([]byte, maxFrame))}); !errors.Is(err, errOversize) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Get(t.Context(), "vast"); err == nil || !strings.Contains(err.Error(), errOversize.Error()) {
		t.Errorf("got %v", err)
	}
	must(t, c, put("a", []byte("1")))
}

// TestSocketBadKeys refuses what bbolt would refuse, before it spoils what others write.
func TestSocketBadKeys(t *testing.T) {
	c := openTestEngine(t)
	for name, key := range map[string]string{"empty": "", "long": strings.Repeat("k", 1<<15+1)} {
		if ok, err := c.Apply(t.Context(), nil, []write{put("a", []byte("1")), put(key, []byte("1"))}); ok || err == nil {
			t.Errorf("%s: got %v, %v", name, ok, err)
		}
	}
	if got := dump(t, c); len(got) != 0 {
		t.Errorf("written: %v", got)
	}
}

// TestSocketDamaged keeps the meaning of the error that says so.
func TestSocketDamaged(t *testing.T) {
	c := clientOf(t, serveTest(t, failing{fmt.Errorf("page 7: %w", ErrDamaged)}))
	if _, err := c.Get(t.Context(), "a"); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "page 7") {
		t.Errorf("got %v", err)
	}
	c = clientOf(t, serveTest(t, failing{errAway}))
	if _, err := c.Get(t.Context(), "a"); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

// TestSocketClosed answers nobody after Close, on either side.
func TestSocketClosed(t *testing.T) {
	s := serveTest(t, newMemory())
	c := clientOf(t, s)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), "a"); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
	c = clientOf(t, s)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), "a"); err == nil {
		t.Error("answered after the end")
	}
}

// TestSocketManyClients counts from eight clients at once, each of which has several goroutines.
func TestSocketManyClients(t *testing.T) {
	const clients, goroutines, each = 8, 12, 20
	s := serveTest(t, openTestBolt(t))
	var group sync.WaitGroup
	for range clients {
		c := clientOf(t, s)
		for range goroutines {
			group.Go(func() {
				for range each {
					if ok, err := c.Apply(t.Context(), nil, []write{add("sum", 1)}); !ok || err != nil {
						t.Errorf("got %v, %v", ok, err)
					}
				}
			})
		}
	}
	group.Wait()
	if got := dump(t, s.engine)["sum"]; got != fmt.Sprint(clients*goroutines*each) {
		t.Errorf("counted %s", got)
	}
}

// TestSocketInsideABubble uses a store over a socket, opened outside, inside a synctest.
func TestSocketInsideABubble(t *testing.T) {
	s := openTestSocket(t)
	synctest.Test(t, func(t *testing.T) {
		for i := range 8 {
			go func() {
				for j := range 20 {
					if new, err := sight(t.Context(), s, fmt.Sprint(i, j)); !new || err != nil {
						t.Errorf("got %v, %v", new, err)
					}
				}
			}()
		}
		synctest.Wait()
		time.Sleep(24 * time.Hour)
		if new, err := sight(t.Context(), s, "later"); !new || err != nil {
			t.Errorf("got %v, %v", new, err)
		}
	})
}
