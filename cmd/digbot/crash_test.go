package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
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
		return 3
	}
	return 20
}

// crashStores are where the state of a service that is killed lies.
func crashStores(t *testing.T) map[string]string {
	t.Helper()
	stores := map[string]string{"bbolt": embedded()}
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Log("redis-server is not installed: not tried on Redis")
	} else {
		stores["redis"] = newRedisServer(t).store(t)
	}
	return stores
}

// trap kills a service at a moment of a dialogue with the mail server.
type trap struct {
	mu     sync.Mutex
	verb   string
	skip   int
	later  time.Duration // after that moment
	act    fake.SMTPAct
	victim chan *service // brings whom it is to kill; nil: it is not armed
	sprung chan struct{}
}

// set arms the trap, before the service starts, which may say all its first words before it is known: the service that is
// handed over then dies at the moment of this name, once it has come some times before.
func (tr *trap) set(verb string, skip int, later time.Duration, act fake.SMTPAct) (victim chan<- *service, sprung <-chan struct{}) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.verb, tr.skip, tr.later, tr.act = verb, skip, later, act
	tr.victim, tr.sprung = make(chan *service, 1), make(chan struct{})
	return tr.victim, tr.sprung
}

func (tr *trap) script(m fake.SMTPMoment) fake.SMTPAct {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if tr.victim == nil || m.Verb != tr.verb {
		return fake.SMTPAct{}
	}
	if tr.skip--; tr.skip >= 0 {
		return fake.SMTPAct{}
	}
	victim, sprung := <-tr.victim, tr.sprung
	tr.victim = nil
	kill := func() { victim.kill(syscall.SIGKILL); close(sprung) }
	if tr.later > 0 {
		time.AfterFunc(tr.later, kill) // the dialogue goes on meanwhile
		return fake.SMTPAct{}
	}
	kill()
	return tr.act
}

// TestKilledInTheDialogue kills the service again and again, at every phase of its dialogues with the mail server: nobody
// is lost, nobody gets a mail twice, and no more deliveries are uncertain than there were connections.
func TestKilledInTheDialogue(t *testing.T) {
	for name, store := range crashStores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killInTheDialogue(t, store)
		})
	}
}

func killInTheDialogue(t *testing.T, store string) {
	const people = 800
	cut := fake.SMTPAct{Cut: true}
	phases := []struct {
		verb  string
		later time.Duration
		act   fake.SMTPAct
	}{
		{"CONNECT", 0, cut}, {"EHLO", 0, cut}, {"MAIL", 0, cut}, {"RCPT", 0, cut}, {"DATA", 0, cut}, {"TEXT", 0, cut},
		{"DATA", time.Millisecond, cut}, {"TEXT", 500 * time.Microsecond, cut}, {"TEXT", 2 * time.Millisecond, cut}, // around the final dot
		{".", 0, cut}, {".", 0, fake.SMTPAct{Cut: true, Keep: true}}, {".", 300 * time.Microsecond, cut}, {".", 3 * time.Millisecond, cut},
	}
	tr := &trap{}
	sink := newSink(t, tr.script)
	s := newSite(t, store, sink.setting())
	args := []string{"--roster", s.writeRoster(t, people), "--now", "2019-05-10T16:59:59+02:00", "--speed", "2"}
	var slowest time.Duration
	for i := range crashes() {
		phase, skip := phases[i%len(phases)], 0
		if phase.verb != "CONNECT" && phase.verb != "EHLO" {
			skip = rand.IntN(8)
		}
		sink.Wait() // what the last one has said does not count
		opened := sink.Opened()
		victim, sprung := tr.set(phase.verb, skip, phase.later, phase.act)
		v := s.serve(t, args...)
		began := time.Now()
		victim <- v
		until(func() bool { return sink.Opened() > opened })
		if i > 0 { // the first time, the deadline comes after half a second
			slowest = max(slowest, time.Since(began))
		}
		select {
		case <-sprung:
		case <-time.After(20 * time.Second):
			t.Fatalf("kill %d, at %s: it never came there:\n%s", i+1, phase.verb, v.log())
		}
	}
	s.serve(t, args...)
	campaign := campaignWithin(t, s, "deadline", time.Minute)
	t.Logf("%d kills: %v; work went on after %s at most", crashes(), campaign.Counts, slowest.Round(time.Millisecond))
	sink.check(t, s, campaign, people, crashes())
	if slowest > 2*time.Second {
		t.Errorf("work went on %s after a restart", slowest)
	}
}

// TestTerminated stops the service in the middle of a campaign: it ends in time, and nothing is uncertain.
func TestTerminated(t *testing.T) {
	for name, store := range crashStores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const people = 60
			sink := newSink(t, func(m fake.SMTPMoment) fake.SMTPAct {
				if m.Verb == "." {
					time.Sleep(200 * time.Millisecond) // a relay that takes its time
				}
				return fake.SMTPAct{}
			})
			s := newSite(t, store, sink.setting())
			args := []string{"--roster", s.writeRoster(t, people), "--now", "2019-05-10T16:59:59+02:00", "--speed", "2"}
			v := s.serve(t, args...)
			until(func() bool { return sink.Count() >= 8 })
			began := time.Now()
			v.kill(syscall.SIGTERM)
			if took := time.Since(began); took > 5*time.Second || v.command.ProcessState.ExitCode() != exitOK {
				t.Errorf("it ended after %s with code %d", took, v.command.ProcessState.ExitCode())
			}
			if got := s.run(t, "campaign", "status", "deadline", "--json"); strings.Contains(got.out, "uncertain") || strings.Contains(got.out, "committing") {
				t.Errorf("something is uncertain:\n%s", got.out)
			}
			s.serve(t, args...)
			sink.check(t, s, campaignWithin(t, s, "deadline", 30*time.Second), people, 0)
		})
	}
}

// TestKilledAtTheDeadline kills the service at a random moment after the deadline was fired, and starts it again: every
// delivery ends once, and the deadline is fired once.
func TestKilledAtTheDeadline(t *testing.T) {
	for name, store := range map[string]func(*testing.T) string{"bbolt": func(*testing.T) string { return embedded() }, "redis": onRedis} {
		t.Run(name, func(t *testing.T) {
			for i := range min(crashes(), 5) {
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
	sink := newSink(t, nil)
	s := newSite(t, store, sink.setting())
	args := []string{"--roster", s.writeRoster(t, people), "--now", beforeDeadline, "--speed", "20"}
	first := s.serve(t, args...)
	first.await("occasion handled", 20*time.Second)
	time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
	first.kill(syscall.SIGKILL)

	second := s.serve(t, args...)
	campaign := campaignWithin(t, s, "deadline", time.Minute)
	sink.check(t, s, campaign, people, 1)
	second.kill(syscall.SIGTERM)
	if n := len(first.said("occasion handled")) + len(second.said("occasion handled")); n != 1 {
		t.Errorf("the deadline was handled %d times", n)
	}
}

// sink is a mail server that counts what it really got.
type sink struct{ *fake.SMTP }

func newSink(t *testing.T, script fake.SMTPScript) sink {
	t.Helper()
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: script})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return sink{server}
}

// sinkConnections is how many connections the services keep to a sink.
const sinkConnections = 4

func (s sink) setting() string {
	return fmt.Sprintf("mail: {outbox: outbox, connections: %d, relays: [{host: 127.0.0.1, port: %d, tls: none}]}", sinkConnections, s.Port())
}

// check holds that everybody was written to once: whoever counts as accepted got the mail, nobody got it twice, and nobody
// is missing but those named uncertain, of whom there are no more than connections at each kill; and that the states add
// up to the plan.
func (s sink) check(t *testing.T, place site, campaign campaignJSON, people, kills int) {
	t.Helper()
	accepted, uncertain := campaign.Counts[notifier.Accepted], campaign.Counts[notifier.Uncertain]
	if accepted+uncertain != people+1 || campaign.Planned != people+1 || uncertain > kills*sinkConnections {
		t.Errorf("%d people and a post, %d kills: %v", people, kills, campaign.Counts)
	}
	report := filepath.Join(place.dir, "report.csv")
	if got := place.run(t, "campaign", "report", campaign.ID, "--csv", report); got.code != exitOK {
		t.Fatalf("the report: code %d\n%s", got.code, got.err)
	}
	file, err := os.Open(report)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != people+2 {
		t.Fatalf("the report has %d lines: %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		email, state := row[2], notifier.State(row[4])
		if n := s.CountTo(email); n > 1 || email != "" && state == notifier.Accepted && n != 1 {
			t.Errorf("%s is %s and got %d mails", row[0], state, n)
		}
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

// TestReplicas lives the deadline with three processes on one Redis: one of them is frozen in the middle for two leases and wakes
// up then, and Redis itself is killed and restarted in the middle. Every delivery is settled once.
func TestReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while: leases run out in real time")
	}
	t.Parallel()
	liveWithReplicas(t, 3)
}

func liveWithReplicas(t *testing.T, n int) {
	const people = 600
	redis := newRedisServer(t)
	store := redis.store(t)
	sink := newSink(t, func(fake.SMTPMoment) fake.SMTPAct {
		time.Sleep(10 * time.Millisecond) // so that it takes a while
		return fake.SMTPAct{}
	})
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
	until(func() bool { return sink.Count() >= 60 })
	_ = frozen.command.Process.Signal(syscall.SIGSTOP)
	time.Sleep(200 * time.Millisecond)
	redis.kill()
	time.Sleep(time.Second)
	redis.start()
	time.Sleep(2*testLease - time.Second)
	_ = frozen.command.Process.Signal(syscall.SIGCONT)

	campaign := campaignWithin(t, sites[0], "deadline", 100*time.Second)
	fired := 0
	for _, replica := range replicas {
		replica.kill(syscall.SIGTERM)
		fired += len(replica.said("occasion handled"))
	}
	sink.check(t, sites[0], campaign, people, 2)
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
	if errors.Is(err, os.ErrNotExist) {
		return 0 // it has just ended
	}
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
