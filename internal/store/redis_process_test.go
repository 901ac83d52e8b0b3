package store

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// server is a Redis process of the test's own.
type server struct {
	t       *testing.T
	address string
	folder  string
	args    []string
	process *exec.Cmd
}

// needServer skips a test where there is no Redis to start, or no time.
func needServer(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts Redis processes: left out with -short")
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed: nothing is tested on processes of Redis")
	}
}

// durable are the settings that the store asks for; every change is on the disk before its answer.
func durable() []string {
	return []string{"--appendonly", "yes", "--appendfsync", "always", "--save", ""}
}

// startRedis starts a Redis with settings, and stops it after the test.
func startRedis(t *testing.T, address string, args ...string) *server {
	t.Helper()
	needServer(t)
	s := &server{t: t, address: address, folder: t.TempDir(), args: args}
	t.Cleanup(s.kill)
	s.start()
	return s
}

func (s *server) start() {
	s.t.Helper()
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	args := append([]string{}, s.args...)
	args = append(args, "--port", port, "--bind", host, "--dir", s.folder, "--repl-diskless-sync-delay", "0", "--logfile", filepath.Join(s.folder, "log"))
	s.process = exec.CommandContext(context.WithoutCancel(s.t.Context()), "redis-server", args...)
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.await()
}

// await waits until the server answers anything at all.
func (s *server) await() {
	s.t.Helper()
	client := redis.NewClient(&redis.Options{Addr: s.address, MaxRetries: -1})
	defer client.Close()
	eventually(s.t, 10*time.Second, "Redis at "+s.address, func() error {
		err := client.Ping(s.t.Context()).Err()
		if err != nil && strings.HasPrefix(err.Error(), "NOAUTH") {
			return nil
		}
		return err
	})
}

// kill ends the process as a power cut does, and forgets about it.
func (s *server) kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	s.process = nil
}

func (s *server) url() string { return "redis://" + s.address }

// eventually asks again and again, for a process of its own has no other way to say that it is ready.
func eventually(t *testing.T, patience time.Duration, what string, ask func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	err := ask()
	for ; err != nil && time.Now().Before(deadline); err = ask() {
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// clusterPort gives the members of a Cluster a second port: the usual one, 10000 higher, may not exist.
func clusterPort(t *testing.T, args []string) []string {
	t.Helper()
	if !strings.Contains(strings.Join(args, " "), "cluster-enabled") {
		return args
	}
	_, port, _ := net.SplitHostPort(closedPort(t))
	return append(args, "--cluster-port", port)
}

func (s *server) signal(signal os.Signal) {
	s.t.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}
