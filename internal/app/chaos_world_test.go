package app_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"digbot/internal/fake"
)

// The chaos run lives a season with real processes, a real Redis, and chats and a mail relay of our own.

// chaosWorld is all that the replicas live in.
type chaosWorld struct {
	t          *testing.T
	dir        string
	binary     string
	redisPort  string
	redis      *exec.Cmd
	slack      *fake.Slack
	mattermost *fake.Mattermost
	mails      *fake.SMTP
	relayDown  atomic.Bool
	calm       atomic.Bool // the harm is over: the relay does not fail any more
	botUser    string      // on Mattermost
	town       string      // the public channel there
	replicas   []*replica
	diary      *slog.Logger // what was done to it, and when
}

// replica is one process of digbot serve, which dies and comes back.
type replica struct {
	w    *chaosWorld
	name string
	args []string

	mu      sync.Mutex
	command *exec.Cmd
	ended   chan struct{}
}

const (
	chaosSlackStaff = "U0CAMILLE"
	chaosPublic     = "C0PUBLIC"
)

func newChaosWorld(t *testing.T, seed uint64) *chaosWorld {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed: no chaos without a real Redis")
	}
	w := &chaosWorld{t: t, dir: *chaosKeep}
	if w.dir == "" {
		w.dir = t.TempDir()
	}
	w.build()
	w.openDiary()
	w.redisPort = freePort(t)
	w.startRedis()
	t.Cleanup(w.stopRedis)
	w.openChats()
	w.openRelay(seed)
	w.write("people.csv", chaosRoster(seed))
	w.run("", "decisions", "key", "decisions.key")
	w.configure()
	return w
}

// build makes the program that is tried: processes are killed, so that the test itself cannot be one of them.
func (w *chaosWorld) build() {
	w.t.Helper()
	w.binary = filepath.Join(w.dir, "digbot")
	if out, err := exec.CommandContext(w.t.Context(), "go", "build", "-o", w.binary, "digbot/cmd/digbot").CombinedOutput(); err != nil {
		w.t.Fatalf("build: %v\n%s", err, out)
	}
}

// openDiary begins the diary, which is written as the replicas write their logs.
func (w *chaosWorld) openDiary() {
	w.t.Helper()
	file, err := os.Create(filepath.Join(w.dir, "diary.log"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { file.Close() })
	w.diary = slog.New(slog.NewJSONHandler(file, nil))
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

func (w *chaosWorld) startRedis() {
	w.redis = exec.Command("redis-server", "--port", w.redisPort, "--bind", "127.0.0.1", "--dir", w.dir, "--appendonly", "yes",
		"--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", "")
	if err := w.redis.Start(); err != nil {
		w.t.Fatal(err)
	}
	for range 200 {
		conn, err := net.DialTimeout("tcp", "127.0.0.1:"+w.redisPort, time.Second)
		if err == nil {
			conn.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	w.t.Error("redis-server did not start")
}

func (w *chaosWorld) stopRedis() {
	_ = w.redis.Process.Kill() // it may have ended already
	_ = w.redis.Wait()
}

func (w *chaosWorld) openChats() {
	w.slack = fake.NewSlack(fake.SlackOptions{Keep: true})
	w.t.Cleanup(w.slack.Close)
	w.slack.AddChannel(chaosPublic, "annonces", false, fake.SlackBotUser)
	w.slack.AddChannel("C0STAFF", "dig-equipe", true, fake.SlackBotUser, chaosSlackStaff)
	server, err := fake.NewMattermost(fake.MattermostOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(server.Close)
	w.mattermost = server
	var token string
	w.botUser, token = server.AddBot("digbot")
	team := server.AddTeam("dig", w.botUser)
	w.town = server.AddChannel(team, "annonces", w.botUser)
	server.AddChannel(team, "equipe", w.botUser)
	w.t.Setenv("MM_TOKEN", token)
}

// openRelay counts mails; a relay that is down refuses to talk, and until all is calm it fails from time to time anyhow.
func (w *chaosWorld) openRelay(seed uint64) {
	faulty := fake.Failing(seed, 0.004, fake.SMTPAct{Reply: "421 4.3.2 Closing"}, fake.SMTPAct{Reply: "451 4.3.0 Try again"}, fake.SMTPAct{Cut: true})
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: func(m fake.SMTPMoment) fake.SMTPAct {
		switch {
		case w.relayDown.Load():
			return fake.SMTPAct{Cut: true}
		case w.calm.Load():
			return fake.SMTPAct{}
		}
		return faulty(m)
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(server.Close)
	w.mails = server
}

func (w *chaosWorld) write(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *chaosWorld) configure() {
	w.write("ours.yaml", fmt.Sprintf(`store: {redis: "redis://127.0.0.1:%s/0"}
http: {listen: "127.0.0.1:0"}
approvals: {undo: 0s}
decisions: {key_file: decisions.key}
mail: {relays: [{host: 127.0.0.1, port: %d, tls: none}]}
slack: {bot_token: %s, app_token: %s, api_url: "%s", staff_channel: dig-equipe}
mattermost: {url: "%s", team: dig, token: "${MM_TOKEN}", staff_channel: equipe}
`, w.redisPort, w.mails.Port(), fake.SlackBotToken, fake.SlackAppToken, w.slack.APIURL(), w.mattermost.URL()))
}

func (w *chaosWorld) command(args ...string) *exec.Cmd {
	example, err := filepath.Abs("../../config.example.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	args = append(args, "--config", example)
	if _, err := os.Stat(filepath.Join(w.dir, "ours.yaml")); err == nil {
		args = append(args, "--config", filepath.Join(w.dir, "ours.yaml"))
	}
	command := exec.CommandContext(context.WithoutCancel(w.t.Context()), w.binary, args...)
	command.Dir = w.dir
	return command
}

// run carries out a subcommand beside the replicas, and gives what it printed.
func (w *chaosWorld) run(in string, args ...string) (string, error) {
	command := w.command(args...)
	var out bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(in), &out, &out
	err := command.Run()
	return out.String(), err
}

// addReplica starts one more process.
func (w *chaosWorld) addReplica(args ...string) {
	w.t.Helper()
	r := &replica{w: w, name: fmt.Sprintf("replica-%d", len(w.replicas)+1), args: append([]string{"serve", "--no-console"}, args...)}
	r.start()
	w.replicas = append(w.replicas, r)
	w.t.Cleanup(func() { r.end(syscall.SIGKILL) })
}

func (r *replica) start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.command = r.w.command(r.args...)
	log, err := os.OpenFile(filepath.Join(r.w.dir, r.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		r.w.t.Error(err)
		return
	}
	defer log.Close()
	r.command.Stderr = log
	if err := r.command.Start(); err != nil {
		r.w.t.Error(err)
		return
	}
	command, ended := r.command, make(chan struct{})
	r.ended = ended
	go func() { _ = command.Wait(); close(ended) }()
}

// end sends a signal and waits for the process to be gone.
func (r *replica) end(signal syscall.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.command.Process.Signal(syscall.SIGCONT) // one that is frozen would not end
	_ = r.command.Process.Signal(signal)
	<-r.ended
}

// freeze stops the process without ending it.
func (r *replica) freeze(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.command.Process.Signal(syscall.SIGSTOP)
	time.Sleep(d)
	_ = r.command.Process.Signal(syscall.SIGCONT)
}

// revive starts the process again if it has ended by itself, as systemd does.
func (r *replica) revive() bool {
	r.mu.Lock()
	ended := r.ended
	r.mu.Unlock()
	select {
	case <-ended:
		r.start()
		return true
	default:
		return false
	}
}

// logs are what all replicas have written.
func (w *chaosWorld) logs() string {
	var all strings.Builder
	for _, r := range w.replicas {
		text, err := os.ReadFile(filepath.Join(w.dir, r.name+".log"))
		if err != nil {
			w.t.Error(err)
		}
		all.Write(text)
	}
	return all.String()
}
