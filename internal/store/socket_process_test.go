package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// asOwner is set for a process that a test started to hold and share a file.
const asOwner = "DIGBOT_TEST_AS_OWNER"

// TestSocketOwnerProcess is that process. The path is the first line of its input; it ends when its input does.
func TestSocketOwnerProcess(t *testing.T) {
	if os.Getenv(asOwner) == "" {
		t.Skip("for other tests to start")
	}
	input := bufio.NewReader(os.Stdin)
	path, err := input.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(strings.TrimSpace(path), testPromotion(), Own())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Share(slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	fmt.Println("shared")
	if _, err := io.Copy(io.Discard, input); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// owner is another process that holds and shares a file.
type owner struct {
	command *exec.Cmd
	input   io.Closer
}

func startOwner(t *testing.T, path string) *owner {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestSocketOwnerProcess$", "-test.timeout=60s")
	command.Env = append(os.Environ(), asOwner+"=yes")
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	o := &owner{command, input}
	t.Cleanup(o.kill)
	if _, err := fmt.Fprintln(input, path); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); line != "shared\n" {
		t.Fatalf("the owner says %q, %v", line, err)
	}
	return o
}

// kill ends the process as kill -9 does.
func (o *owner) kill() {
	_ = o.command.Process.Kill()
	_ = o.command.Wait()
}

// leave lets the process end by itself.
func (o *owner) leave() error { return errors.Join(o.input.Close(), o.command.Wait()) }

func TestSocketTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	o := startOwner(t, path)
	s := throughAt(t, path)
	putPeople(t, s, manyPeople(1500)...)
	if people, err := s.Directory(t.Context()); len(people) != 1500 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
	if _, err := Open(path, testPromotion(), Own()); !errors.Is(err, ErrBusy) {
		t.Errorf("two own it: %v", err)
	}
	if err := o.leave(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path + ".sock"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
	if _, err := s.Directory(t.Context()); err == nil {
		t.Error("somebody answers")
	}
	own, err := Open(path, testPromotion(), Own())
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if people, err := own.Directory(t.Context()); len(people) != 1500 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
}

// TestSocketStale takes the place of a socket that nobody listens to any more, and opens the file in spite of it.
func TestSocketStale(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	startOwner(t, path).kill()
	if _, err := os.Lstat(path + ".sock"); err != nil {
		t.Fatalf("no stale socket: %v", err)
	}
	s, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	shareAt(t, path)
	throughAt(t, path)
}

// TestSocketKilledOwner kills the owner again and again while one client writes from many sides: what was acknowledged is
// there, what was not is an error, and the same client goes on with the next owner.
func TestSocketKilledOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	o := startOwner(t, path)
	s := throughAt(t, path)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var acknowledged sync.Map
	var writes, faults atomic.Int32
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				key := fmt.Sprintf("worker-%d-%06d", worker, i)
				ok, err := s.engine.Apply(ctx, []condition{{key, nil}}, []write{put(key, []byte("1"))})
				if err != nil {
					faults.Add(1)
					time.Sleep(time.Millisecond) // leaves a processor to the next owner
					continue
				}
				if !ok {
					t.Errorf("%s was there", key)
				}
				acknowledged.Store(key, true)
				writes.Add(1)
			}
		})
	}
	for round := range 3 {
		until(t, func() bool { return writes.Load() > int32(100*(round+1)) })
		before := faults.Load()
		o.kill()
		until(t, func() bool { return faults.Load() > before })
		o = startOwner(t, path)
	}
	after := writes.Load()
	until(t, func() bool { return writes.Load() > after+100 })
	stop()
	group.Wait()
	content := dump(t, s.engine)
	acknowledged.Range(func(key, _ any) bool {
		if _, there := content[key.(string)]; !there {
			t.Errorf("%s is lost", key)
		}
		return true
	})
}

// until waits for something that other processes bring about.
func until(t *testing.T, happened func() bool) {
	t.Helper()
	for begin := time.Now(); !happened(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > 20*time.Second {
			t.Fatal("it never happens")
		}
	}
}

// TestSocketOtherProcessCounts lets eight clients change one count in another process at once.
func TestSocketOtherProcessCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	startOwner(t, path)
	var group sync.WaitGroup
	for range 8 {
		s := throughAt(t, path)
		group.Go(func() {
			for range 25 {
				if ok, err := s.engine.Apply(t.Context(), nil, []write{add("sum", 1)}); !ok || err != nil {
					t.Errorf("got %v, %v", ok, err)
				}
			}
		})
	}
	group.Wait()
	if got := dump(t, throughAt(t, path).engine)["sum"]; got != strconv.Itoa(8*25) {
		t.Errorf("counted %s", got)
	}
}
