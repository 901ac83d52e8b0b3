package store

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSocketModes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := shareAt(t, path)
	info, err := os.Lstat(path + ".sock")
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if beside, _ := filepath.Glob(path + "*"); len(beside) != 1 {
		t.Errorf("left beside the file: %v", beside)
	}
}

// TestSocketPlaces finds the socket of a store however long its path is, and by whichever link.
func TestSocketPlaces(t *testing.T) {
	folder := t.TempDir()
	deep := filepath.Join(folder, strings.Repeat("d", 90), strings.Repeat("e", 90))
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	real, link := filepath.Join(deep, "store.db"), filepath.Join(folder, "link.db")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	s := shareAt(t, real)
	putPeople(t, s, manyPeople(3)...)
	for _, path := range []string{real, link} {
		if people, err := throughAt(t, path).Directory(t.Context()); len(people) != 3 || err != nil {
			t.Errorf("%s: %d people, %v", path, len(people), err)
		}
	}
}

// TestSocketNameTooLong says so, with the remedy, and leaves the store itself usable.
func TestSocketNameTooLong(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), strings.Repeat("n", 120)), testPromotion(), Volatile())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Share(slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "shorter path") {
		t.Errorf("got %v", err)
	}
	putPeople(t, s, manyPeople(1)...)
}

// TestSocketRefuses says in one sentence why it is no use to try again.
func TestSocketRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	shareAt(t, path)
	other := testPromotion()
	other.ID = "dig-2020"
	if _, err := Open(path, other); err == nil || !strings.Contains(err.Error(), `works for the promotion "dig-2019" and not for "dig-2020"`) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(path, testPromotion(), Own()); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	newer := serveTest(t, newMemory(), func(s *socketServer) { s.self.Protocol++ })
	_, err := dialSocket(t.Context(), newer.path, "dig-2019")
	if !isRefusal(err) || !strings.Contains(err.Error(), "version 2 of its socket and this program version 1") {
		t.Errorf("got %v", err)
	}
}

// TestSocketOtherUser lets neither side talk to somebody else's process.
func TestSocketOtherUser(t *testing.T) {
	s := serveTest(t, newMemory(), func(s *socketServer) { s.user++ })
	if _, err := dialSocket(t.Context(), s.path, "dig-2019"); err == nil || isRefusal(err) {
		t.Errorf("the server says %v", err)
	}
	c := newSocketClient(serveTest(t, newMemory()).path, "dig-2019")
	c.user++
	if _, err := c.Get(t.Context(), "a"); !isRefusal(err) || !strings.Contains(err.Error(), "run this command as that user") {
		t.Errorf("the client says %v", err)
	}
}

func TestShareRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := shareAt(t, path)
	log := slog.New(slog.DiscardHandler)
	if err := s.Share(log); err == nil {
		t.Error("shared twice")
	}
	if err := throughAt(t, path).Share(log); err == nil {
		t.Error("shared by one who does not hold it")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Share(log); err == nil {
		t.Error("shared after it was closed")
	}
	if err := os.WriteFile(path+".sock", []byte("letters"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.Share(log); err == nil || !strings.Contains(err.Error(), "not a socket") {
		t.Errorf("got %v", err)
	}
	if content, err := os.ReadFile(path + ".sock"); string(content) != "letters" {
		t.Errorf("the file that was there holds %q, %v", content, err)
	}
}

// TestOpenQuickly does not wait for the lock of a store that is shared.
func TestOpenQuickly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	shareAt(t, path)
	begin := time.Now()
	throughAt(t, path)
	if took := time.Since(begin); took > patience/2 {
		t.Errorf("took %v", took)
	}
}

// TestOpenBusySilent does not wait long for a process that holds the store and listens, but never answers.
func TestOpenBusySilent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(path, testPromotion(), Own())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	listener, err := listenUnix(socketPath(path))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	begin := time.Now()
	if _, err := Open(path, testPromotion()); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begin); took > greetingTime+4*patience {
		t.Errorf("took %v", took)
	}
}
