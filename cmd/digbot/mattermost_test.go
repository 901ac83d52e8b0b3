package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"digbot/internal/fake"
)

// room is a Mattermost on which digbot is to serve.
type room struct {
	server *fake.Mattermost
	team   string
	admin  string // token of an administrator
	people []string
	public string // id of the channel
}

func newRoom(t testing.TB, options fake.MattermostOptions, people int) room {
	t.Helper()
	options.Internal = "127.0.0.1"
	server, err := fake.NewMattermost(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	r := room{server: server, admin: server.AddAdmin("root")}
	for n := range people {
		r.people = append(r.people, server.AddUser(fmt.Sprintf("personne%d", n), fmt.Sprintf("p%d@example.org", n)))
	}
	r.team = server.AddTeam("dig", r.people...)
	r.public = server.AddChannel(r.team, "annonces", r.people...)
	server.AddChannel(r.team, "equipe", r.people...)
	return r
}

// in makes a folder from which digbot serves on the room. Its door has a fixed port: the server must know it.
func (r room) in(t testing.TB, store string) site {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	door := listener.Addr().String()
	listener.Close()
	s := newSite(t, store, fmt.Sprintf("mattermost: {url: %q, team: dig}", r.server.URL()))
	return s.with(t, fmt.Sprintf("http: {listen: %q, public_url: \"http://%s\"}", door, door))
}

// with lays another file over the configuration.
func (s site) with(t testing.TB, settings string) site {
	t.Helper()
	extra := filepath.Join(t.TempDir(), "extra.yaml")
	if err := os.WriteFile(extra, []byte(settings+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.config += "\x00" + extra
	return s
}

// setUp runs digbot mattermost setup.
func (s site) setUp(t testing.TB, token string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	command := s.command(t, append([]string{"mattermost", "setup"}, args...)...)
	command.Env = append(command.Env, adminTokenVariable+"="+token)
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited { //nolint:errorlint // Run returns it as it is
		t.Fatal(err)
	}
	return result{command.ProcessState.ExitCode(), out.String(), errs.String()}
}

// bot is the id of the account that the setup has made.
func (r room) bot(t testing.TB) string {
	t.Helper()
	user, found := r.server.User("digbot")
	if !found {
		t.Fatal("there is no account for the bot")
	}
	return user.ID
}

// answers waits until the bot has written n posts in a channel.
func (r room) answers(t testing.TB, channel string, n int, patience time.Duration) []fake.MattermostPost {
	t.Helper()
	bot := r.bot(t)
	var posts []fake.MattermostPost
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		posts = slices.DeleteFunc(r.server.Posts(channel), func(p fake.MattermostPost) bool { return p.UserID != bot })
		if len(posts) >= n {
			return posts
		}
	}
	t.Fatalf("the bot has said %d things, want %d: %v", len(posts), n, posts)
	return nil
}

func (r room) listened(t testing.TB, lines int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); r.server.Lines() < lines; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d lines are open, want %d", r.server.Lines(), lines)
		}
	}
}

func TestMattermostSetup(t *testing.T) {
	r := newRoom(t, fake.MattermostOptions{}, 1)
	s := r.in(t, embedded())
	first := s.setUp(t, r.admin)
	if first.code != exitOK || strings.Count(first.out, "\n- ") != 7 || !strings.Contains(first.out, "Mattermost 5.37.0") {
		t.Errorf("code %d\n%s%s", first.code, first.out, first.err)
	}
	if second := s.setUp(t, r.admin); second.code != exitOK || !strings.Contains(second.out, "Nothing was changed.") {
		t.Errorf("code %d\n%s%s", second.code, second.out, second.err)
	}
	if strings.Contains(first.out+first.err, r.admin) {
		t.Error("the token is shown")
	}
	for _, test := range []struct {
		name, token string
		args        []string
		code        int
		says        string
	}{
		{"no token", "", nil, exitUsage, adminTokenVariable},
		{"a wrong token", "faux-jeton", nil, exitFailed, "the server refuses it"},
		{"no file", "", []string{"--admin-token-file", "absent"}, exitUsage, "--admin-token-file"},
		{"a setting that is off", r.admin, nil, exitUsage, "EnableBotAccountCreation"},
	} {
		r.server.SetOptions(func(o *fake.MattermostOptions) { o.NoBots = test.name == "a setting that is off" })
		if got := s.setUp(t, test.token, test.args...); got.code != test.code || !strings.Contains(got.err, test.says) {
			t.Errorf("%s: code %d, want %d and %q:\n%s", test.name, got.code, test.code, test.says, got.err)
		}
	}
}

// TestServeOnMattermost prepares a server, serves on it with the tokens that the setup has stored, and talks.
func TestServeOnMattermost(t *testing.T) {
	r := newRoom(t, fake.MattermostOptions{}, 2)
	s := r.in(t, embedded())
	if got := s.setUp(t, r.admin); got.code != exitOK {
		t.Fatalf("code %d\n%s%s", got.code, got.out, got.err)
	}
	v := s.serve(t, "--now", "2019-04-20T10:00:00+02:00")
	r.listened(t, 1)
	camille, dominique := r.people[0], r.people[1]
	direct := r.server.Direct(camille, r.bot(t))
	r.server.Say(camille, direct, "", "Combien gagne un designer d'intérêt général ?")
	if got := r.answers(t, direct, 1, 20*time.Second)[0]; got.RootID != "" || !strings.Contains(got.Message, "3\u202f500") && !strings.Contains(got.Message, "3 500") && !strings.Contains(got.Message, "3500") && !strings.Contains(got.Message, "3\u00a0500") {
		t.Errorf("the direct question was answered %+v", got)
	}
	question := r.server.Say(camille, r.public, "", "@digbot jusqu'à quand puis-je postuler ?")
	got := r.answers(t, r.public, 1, 10*time.Second)[0]
	if got.RootID != question || !strings.Contains(got.Message, "10 mai") {
		t.Errorf("the mention was answered %+v", got)
	}
	r.server.Say(dominique, r.public, question, "combien on est payé ?")
	if got := r.answers(t, r.public, 2, 10*time.Second)[1]; got.RootID != question {
		t.Errorf("the follow-up was answered %+v", got)
	}
	said, err := r.server.Slash(camille, r.public, "dig", "jusqu'à quand puis-je postuler ?")
	if err != nil || !strings.Contains(said, "10 mai") {
		t.Errorf("the command was answered %q, %v", said, err)
	}
	if code, body := get(t, "http://"+v.await("digbot serves", time.Second).fields["door"].(string)+"/readyz"); code != 200 || !strings.Contains(body, `"mattermost"`) {
		t.Errorf("readyz: %d %s", code, body)
	}
	if err := r.server.Violations(); err != nil {
		t.Errorf("the rules of the API were broken: %v", err)
	}
	time.Sleep(300 * time.Millisecond)
	if n := len(r.server.PostsOf(r.bot(t))); n != 3 {
		t.Errorf("the bot has written %d posts, want 3", n)
	}
	v.kill(syscall.SIGTERM)
	if v.command.ProcessState.ExitCode() != exitOK {
		t.Errorf("it ended with code %d:\n%s", v.command.ProcessState.ExitCode(), v.log())
	}
}

func TestServeRefusesAWrongToken(t *testing.T) {
	r := newRoom(t, fake.MattermostOptions{}, 1)
	s := r.in(t, embedded())
	if got := s.run(t, "serve", "--no-console"); got.code != exitUsage || !strings.Contains(got.err, "digbot mattermost setup") {
		t.Errorf("without a token: code %d\n%s", got.code, got.err)
	}
	s = s.with(t, "mattermost: {token: faux-jeton}")
	if got := s.run(t, "serve", "--no-console"); got.code != exitUsage || !strings.Contains(got.err, "mattermost.token") || strings.Contains(got.err, "faux-jeton") {
		t.Errorf("with a wrong one: code %d\n%s", got.code, got.err)
	}
}

// TestTwoReplicasOnMattermost lets two services hear every post of a thousand questions, and kills one in the middle.
func TestTwoReplicasOnMattermost(t *testing.T) {
	if testing.Short() {
		t.Skip("two services, and the time of a lease")
	}
	t.Parallel()
	const people, each = 250, 4
	redis := newRedisServer(t)
	r := newRoom(t, fake.MattermostOptions{}, people)
	store := redis.store(t)
	first, second := r.in(t, store), r.in(t, store)
	if got := first.setUp(t, r.admin); got.code != exitOK {
		t.Fatalf("code %d\n%s%s", got.code, got.out, got.err)
	}
	dies, lives := first.serve(t), second.serve(t)
	r.listened(t, 2)
	for n := range each {
		for _, person := range r.people {
			r.server.Say(person, r.server.Direct(person, r.bot(t)), "", "Combien gagne un designer d'intérêt général ?")
			time.Sleep(4 * time.Millisecond)
		}
		if n == each/2-1 {
			dies.kill(syscall.SIGKILL)
		}
	}
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline) && len(r.server.PostsOf(r.bot(t))) < people*each; {
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(2 * time.Second) // a second answer would come by now
	lives.kill(syscall.SIGTERM)
	for _, person := range r.people {
		channel := r.server.Direct(person, r.bot(t))
		if got := len(r.answers(t, channel, 0, time.Second)); got != each {
			t.Errorf("%s has %d answers to %d questions", person, got, each)
		}
	}
	t.Logf("answered: %d by the one that died, %d by the other", len(dies.said("message answered")), len(lives.said("message answered")))
}

// BenchmarkMattermost asks 200 questions a second for 20 seconds, over 2,000 conversations.
func BenchmarkMattermost(b *testing.B) {
	const rate, seconds, people = 200, 20, 2000
	for b.Loop() {
		var mu sync.Mutex
		asked := map[string]time.Time{} // by channel
		var took []time.Duration
		answered := func(p fake.MattermostPost) {
			mu.Lock()
			defer mu.Unlock()
			if at, waits := asked[p.ChannelID]; waits && p.Props["from_bot"] == "true" {
				took = append(took, time.Since(at))
				delete(asked, p.ChannelID)
			}
		}
		r := newRoom(b, fake.MattermostOptions{Forget: true, Answered: answered}, people)
		s := r.in(b, embedded())
		if got := s.setUp(b, r.admin); got.code != exitOK {
			b.Fatalf("code %d\n%s%s", got.code, got.out, got.err)
		}
		v := s.serve(b)
		r.listened(b, 1)
		bot := r.bot(b)
		var channels []string
		for _, person := range r.people {
			channels = append(channels, r.server.Direct(person, bot))
		}
		idle := rested(b, v.command.Process.Pid)
		ticker := time.NewTicker(time.Second / rate)
		for n := range rate * seconds {
			<-ticker.C
			i := n % people
			mu.Lock()
			asked[channels[i]] = time.Now()
			mu.Unlock()
			r.server.Say(r.people[i], channels[i], "", "Combien gagne un designer d'intérêt général ?")
		}
		ticker.Stop()
		time.Sleep(2 * time.Second)
		held := anonymous(b, v.command.Process.Pid)
		v.kill(syscall.SIGTERM)
		cpu := v.command.ProcessState.UserTime() + v.command.ProcessState.SystemTime()
		mu.Lock()
		slices.Sort(took)
		if len(took) != rate*seconds {
			b.Errorf("%d answers, want %d", len(took), rate*seconds)
		}
		if len(took) > 0 {
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
		}
		mu.Unlock()
		b.ReportMetric(float64(idle)/1000, "MB-RssAnon-idle")
		b.ReportMetric(float64(held)/1000, "MB-RssAnon")
		b.ReportMetric(cpu.Seconds(), "CPU-s")
	}
}

// rested waits until a service has trained, and is the anonymous memory that it holds then, in kB.
func rested(b *testing.B, pid int) int {
	b.Helper()
	held := anonymous(b, pid)
	for same := 0; same < 6; time.Sleep(500 * time.Millisecond) {
		same++
		if now := anonymous(b, pid); now != held {
			held, same = now, 0
		}
	}
	return held
}
