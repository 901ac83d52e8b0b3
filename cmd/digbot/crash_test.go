package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"digbot/internal/fake"
	"digbot/notifier"
)

// onRedis is a store of its own in the Redis that the environment names; without one, the test is skipped.
func onRedis(t *testing.T) string {
	t.Helper()
	url := os.Getenv("DIGBOT_TEST_REDIS")
	if url == "" {
		t.Skip("DIGBOT_TEST_REDIS is not set: not tried on a real Redis")
	}
	return fmt.Sprintf("store: {redis: %q}\npromotion: {id: %s}", url, promotionID(t))
}

// promotionID names a promotion that no other test uses.
func promotionID(t testing.TB) string {
	t.Helper()
	return fmt.Sprintf("test-%d-%d", os.Getpid(), rand.Uint64())
}

// crashes is how often the service is killed.
func crashes() int {
	if testing.Short() {
		return 2
	}
	return 20
}

// TestKilledAtTheDeadline kills the service at a random moment after the deadline was fired, and starts it again: every
// delivery ends once, and the deadline is fired once.
func TestKilledAtTheDeadline(t *testing.T) {
	for name, store := range map[string]func(*testing.T) string{"bbolt": func(*testing.T) string { return embedded() }, "redis": onRedis} {
		t.Run(name, func(t *testing.T) {
			for i := range crashes() {
				t.Run(strconv.Itoa(i), func(t *testing.T) {
					t.Parallel() // most of the time they wait: a dead replica's leases run out in real time
					killAtTheDeadline(t, store(t))
				})
			}
		})
	}
}

func killAtTheDeadline(t *testing.T, store string) {
	const people = 40
	sink := newSink(t)
	s := newSite(t, store, sink.setting())
	args := []string{"--roster", s.writeRoster(t, people), "--now", beforeDeadline, "--speed", "20"}
	first := s.serve(t, args...)
	first.await("occasion handled", 20*time.Second)
	time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
	first.kill(syscall.SIGKILL)

	second := s.serve(t, args...)
	campaign := campaignWithin(t, s, "deadline", 2*time.Minute)
	second.kill(syscall.SIGTERM)
	sink.check(t, campaign, people)
	if n := len(first.said("occasion handled")) + len(second.said("occasion handled")); n != 1 {
		t.Errorf("the deadline was handled %d times", n)
	}
}

// sink is a mail server that counts what it really got.
type sink struct{ *fake.SMTP }

func newSink(t *testing.T) sink {
	t.Helper()
	server, err := fake.NewSMTP(fake.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return sink{server}
}

func (s sink) setting() string {
	return fmt.Sprintf("mail: {outbox: outbox, connections: 4, relays: [{host: 127.0.0.1, port: %d, tls: none}]}", s.Port())
}

// check holds that everybody was written to once, that nobody is missing but those named uncertain, of whom there are no
// more than connections, and that the states add up to the plan.
func (s sink) check(t *testing.T, campaign campaignJSON, people int) {
	t.Helper()
	const connections = 4
	s.Wait()
	accepted, uncertain := campaign.Counts[notifier.Accepted], campaign.Counts[notifier.Uncertain]
	if accepted+uncertain != people+1 || campaign.Planned != people+1 || uncertain > connections {
		t.Errorf("%d people and a post: %v", people, campaign.Counts)
	}
	got := 0
	for i := range people {
		switch n := s.CountTo(fmt.Sprintf("c%04d@example.org", i)); {
		case n > 1:
			t.Errorf("candidate %d got %d mails", i, n)
		case n == 1:
			got++
		}
	}
	if got < people-uncertain {
		t.Errorf("%d of %d people got their mail, %d are uncertain", got, people, uncertain)
	}
}

// redisServer is a Redis of the test's own, which it can kill.
type redisServer struct {
	t       testing.TB
	dir     string
	port    string
	options []string
	command *exec.Cmd
}

func newRedisServer(t testing.TB, options ...string) *redisServer {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed: not tried on a Redis that is killed")
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	r := &redisServer{t: t, dir: t.TempDir(), port: port, options: options}
	r.start()
	t.Cleanup(r.kill)
	return r
}

func (r *redisServer) start() {
	r.t.Helper()
	sound := []string{"--port", r.port, "--bind", "127.0.0.1", "--dir", r.dir, "--appendonly", "yes", "--appendfsync", "always",
		"--maxmemory-policy", "noeviction"}
	r.command = exec.Command("redis-server", append(sound, r.options...)...)
	if err := r.command.Start(); err != nil {
		r.t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", "127.0.0.1:"+r.port)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatal("redis-server did not start")
		}
	}
}

func (r *redisServer) kill() {
	_ = r.command.Process.Kill() // it may have ended already
	_ = r.command.Wait()
}

func (r *redisServer) store(t testing.TB) string {
	return fmt.Sprintf("store: {redis: \"redis://127.0.0.1:%s/0\"}\npromotion: {id: %s}", r.port, promotionID(t))
}

// TestReplicas lives the deadline with two and three processes on one Redis: one of them is frozen across the deadline and wakes
// up later, and Redis itself is killed and restarted in the middle. Every delivery is settled once.
func TestReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes more than a minute: leases run out in real time")
	}
	for _, n := range []int{2, 3} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			liveWithReplicas(t, n)
		})
	}
}

func liveWithReplicas(t *testing.T, n int) {
	const people = 200
	redis := newRedisServer(t)
	store := redis.store(t)
	sink := newSink(t)
	var sites []site
	for range n {
		sites = append(sites, newSite(t, store, sink.setting()))
	}
	args := []string{"--roster", sites[0].writeRoster(t, people), "--now", beforeDeadline, "--speed", "5"}
	var replicas []*service
	for _, s := range sites {
		replicas = append(replicas, s.serve(t, args...))
	}
	frozen := replicas[n-1]
	time.Sleep(1700 * time.Millisecond) // the deadline comes after two seconds
	_ = frozen.command.Process.Signal(syscall.SIGSTOP)
	time.Sleep(500 * time.Millisecond)
	redis.kill()
	time.Sleep(time.Second)
	redis.start()
	time.Sleep(2 * time.Second)
	_ = frozen.command.Process.Signal(syscall.SIGCONT)

	campaign := campaignWithin(t, sites[0], "deadline", 100*time.Second)
	fired := 0
	for _, replica := range replicas {
		replica.kill(syscall.SIGTERM)
		fired += len(replica.said("occasion handled"))
	}
	sink.check(t, campaign, people)
	if fired < 1 || fired > len(replicas) {
		t.Errorf("the deadline was handled by %d of %d replicas", fired, len(replicas))
	}
	t.Logf("%d people, %d replicas: %v; %d mails arrived, handled by %d", people, n, campaign.Counts, sink.Count(), fired)
}

// TestQuestionsAreAnsweredWithoutStorage takes Redis away from under a conversation.
func TestQuestionsAreAnsweredWithoutStorage(t *testing.T) {
	redis := newRedisServer(t)
	s := newSite(t, redis.store(t))
	in, typed := io.Pipe()
	v := s.start(t, in, "serve", "--now", "2019-04-20T10:00:00+02:00")
	ask := func(question string, answered int) {
		t.Helper()
		if _, err := fmt.Fprintln(typed, question); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(10 * time.Second); len(v.said("message answered")) < answered; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%q was not answered:\n%s", question, v.log())
			}
		}
	}
	ask("C'est payé combien ?", 1)
	redis.kill()
	ask("Jusqu'à quand puis-je postuler ?", 2)
	v.await("conversation not remembered", time.Second)
	redis.start()
	ask("C'est payé combien ?", 3)
	typed.Close() // the end of the conversation does not end the service
	select {
	case <-v.ended:
		t.Errorf("the service ended with the conversation:\n%s", v.log())
	case <-time.After(300 * time.Millisecond):
	}
	v.kill(syscall.SIGTERM)
	if code := v.command.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("it ended with code %d:\n%s", code, v.log())
	}
}

// TestAnUnsoundRedis is refused with the line to change, before anything runs.
func TestAnUnsoundRedis(t *testing.T) {
	for _, test := range []struct {
		name    string
		options []string
		says    string
	}{
		{"evicting", []string{"--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru"}, "maxmemory-policy noeviction"},
		{"not persistent", []string{"--appendonly", "no"}, "appendonly yes"},
		{"with a password", []string{"--requirepass", "sesame"}, "correct the user and the password"},
	} {
		t.Run(test.name, func(t *testing.T) {
			redis := newRedisServer(t, test.options...)
			got := newSite(t, redis.store(t)).run(t, "serve", "--no-console")
			if got.code != exitUsage || !strings.Contains(got.err, test.says) {
				t.Errorf("code %d, want %d and %q:\n%s", got.code, exitUsage, test.says, got.err)
			}
		})
	}
}

// BenchmarkServe tells how long it takes until the service is ready, and the memory that it holds when it rests.
func BenchmarkServe(b *testing.B) {
	var ready time.Duration
	var held int
	for b.Loop() {
		s := newSite(b, embedded())
		began := time.Now()
		v := s.serve(b)
		ready += time.Since(began)
		time.Sleep(4 * time.Second) // it trains on the knowledge, then rests
		held = max(held, anonymous(b, v.command.Process.Pid))
		v.kill(syscall.SIGTERM)
	}
	b.ReportMetric(float64(ready.Milliseconds())/float64(b.N), "ms-to-serve")
	b.ReportMetric(float64(held)/1000, "MB-RssAnon")
}

// anonymous is the anonymous memory of a process in kB.
func anonymous(b *testing.B, pid int) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("this system does not tell: ", err)
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "RssAnon:" {
			n, _ := strconv.Atoi(fields[1])
			return n
		}
	}
	return 0
}
