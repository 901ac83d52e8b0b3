package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary behave as digbot itself, so that tests can kill a real process.
const asProgram = "DIGBOT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(program())
	}
	if os.Getenv(asEcho) != "" {
		echo()
	}
	if os.Getenv(asPlatform) != "" {
		platform()
		os.Exit(exitOK)
	}
	if configs := os.Getenv(asBench); configs != "" {
		if err := bench(configs); err != nil {
			panic(err)
		}
		os.Exit(0)
	}
	forget, err := keepEngines()
	if err != nil {
		panic(err)
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "20"); err != nil { // the parallel ones wait for processes, not for processors
		panic(err)
	}
	code := m.Run()
	forget()
	os.Exit(code)
}

// keepEngines lets the processes of the tests share what they train, and nobody else, until forget is called; the runs of
// .ci/run share it with each other: under the race detector training takes most of the time of these tests.
func keepEngines() (forget func(), err error) {
	if shared := os.Getenv("DIGBOT_TEST_CACHE"); shared != "" {
		return func() {}, os.Setenv("XDG_CACHE_HOME", shared)
	}
	cache, err := os.MkdirTemp("", "digbot-test-cache-")
	if err != nil {
		return nil, err
	}
	return func() { _ = os.RemoveAll(cache) }, os.Setenv("XDG_CACHE_HOME", cache) // nothing can be done about what stays
}

// testLease is how long the processes of the tests hold a delivery: what they wait for when one of them dies.
const testLease = 3 * time.Second

// program is main with short leases.
func program() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv, Lease: testLease})
}

// site is a folder with a configuration, in which processes run.
type site struct {
	dir    string
	config string
	out    io.Writer // what services say on standard output; nil: lost
}

// newSite makes a folder whose configuration is the example with other settings, and a door of its own.
func newSite(t testing.TB, settings ...string) site {
	t.Helper()
	if underRace {
		t.Skip("processes are tried without the race detector: it slows them down many times, and sees nothing of what they share")
	}
	dir := t.TempDir()
	source, err := filepath.Abs(example)
	if err != nil {
		t.Fatal(err)
	}
	override := filepath.Join(dir, "site.yaml")
	text := strings.Join(append(settings, "http: {listen: \"127.0.0.1:0\"}"), "\n") + "\n"
	if err := os.WriteFile(override, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return site{dir: dir, config: source + "\x00" + override}
}

// writeRoster writes n candidates who have applied.
func (s site) writeRoster(t testing.TB, n int) string {
	t.Helper()
	var out bytes.Buffer
	fmt.Fprintln(&out, "id;rôle;nom;courriel;statut")
	for i := range n {
		fmt.Fprintf(&out, "c-%04d;candidat;Camille Exemple %d;c%04d@example.org;candidature déposée\n", i, i, i)
	}
	path := filepath.Join(s.dir, "people.csv")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s site) command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	for _, file := range strings.Split(s.config, "\x00") {
		args = append(args, "--config", file)
	}
	command := exec.CommandContext(t.Context(), os.Args[0], args...)
	command.Dir = s.dir
	command.Env = append(os.Environ(), asProgram+"=1")
	return command
}

// run carries out a subcommand in a process of its own.
func (s site) run(t testing.TB, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	command := s.command(t, args...)
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited { //nolint:errorlint // Run returns it as it is
		t.Fatal(err)
	}
	return result{command.ProcessState.ExitCode(), out.String(), errs.String()}
}

// service is a running digbot serve.
type service struct {
	t       testing.TB
	command *exec.Cmd
	ended   chan struct{}

	mu    sync.Mutex
	lines []logLine
	raw   strings.Builder
}

type logLine struct {
	Message string `json:"msg"`
	fields  map[string]any
}

// serve starts a service without a conversation and waits until it serves.
func (s site) serve(t testing.TB, args ...string) *service {
	t.Helper()
	return s.start(t, nil, append([]string{"serve", "--no-console"}, args...)...)
}

// start runs a service; in may be nil.
func (s site) start(t testing.TB, in io.Reader, args ...string) *service {
	t.Helper()
	v := &service{t: t, command: s.command(t, args...), ended: make(chan struct{})}
	v.command.Stdin, v.command.Stdout = in, s.out
	stderr, err := v.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.kill(syscall.SIGKILL) })
	go func() {
		defer close(v.ended)
		for scanner := bufio.NewScanner(stderr); scanner.Scan(); {
			v.note(scanner.Bytes())
		}
		_ = v.command.Wait() // how it ended is the test's business
	}()
	v.await("digbot serves", 10*time.Second)
	return v
}

func (v *service) note(line []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.raw.Write(append(line, '\n'))
	l := logLine{}
	if json.Unmarshal(line, &l.fields) == nil {
		l.Message, _ = l.fields["msg"].(string)
		v.lines = append(v.lines, l)
	}
}

// said counts the log lines with a message.
func (v *service) said(message string) []logLine {
	v.mu.Lock()
	defer v.mu.Unlock()
	var found []logLine
	for _, line := range v.lines {
		if line.Message == message {
			found = append(found, line)
		}
	}
	return found
}

// await waits for a log line.
func (v *service) await(message string, patience time.Duration) logLine {
	v.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if found := v.said(message); len(found) > 0 {
			return found[0]
		}
		select {
		case <-v.ended:
			if found := v.said(message); len(found) > 0 {
				return found[0]
			}
			v.t.Fatalf("the service ended before it said %q:\n%s", message, v.log())
		default:
		}
	}
	v.t.Fatalf("the service did not say %q within %s:\n%s", message, patience, v.log())
	return logLine{}
}

func (v *service) log() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.raw.String()
}

// kill sends a signal and waits for the end.
func (v *service) kill(signal syscall.Signal) {
	_ = v.command.Process.Signal(signal) // it may have ended already
	<-v.ended
}

// until waits for a condition, though not for ever: the test will say what came of it.
func until(come func() bool) {
	for deadline := time.Now().Add(20 * time.Second); !come() && time.Now().Before(deadline); {
		time.Sleep(2 * time.Millisecond)
	}
}
