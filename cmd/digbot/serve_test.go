package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// beforeDeadline is ten seconds before the deadline of 2019.
const beforeDeadline = "2019-05-10T16:59:50+02:00"

func embedded() string { return "store: {file: digbot.db}" }

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServe(t *testing.T) {
	s := newSite(t, embedded())
	v := s.serve(t, "--roster", s.writeRoster(t, 5), "--now", beforeDeadline)
	door := "http://" + v.await("digbot serves", time.Second).fields["door"].(string)

	t.Run("the door", func(t *testing.T) {
		if code, body := get(t, door+"/healthz"); code != http.StatusOK || body != "ok\n" {
			t.Errorf("healthz: %d %q", code, body)
		}
		if code, body := get(t, door+"/readyz"); code != http.StatusOK || !strings.Contains(body, `"store"`) || !strings.Contains(body, `"calendar"`) {
			t.Errorf("readyz: %d %s", code, body)
		}
		if _, body := get(t, door+"/metrics"); !strings.Contains(body, `digbot_firings_total{outcome="handled"} 0`) {
			t.Errorf("the metrics do not begin at 0:\n%s", body)
		}
	})
	t.Run("subcommands beside it", func(t *testing.T) {
		for _, args := range [][]string{{"status"}, {"status", "--json"}, {"calendar"}, {"check"}} {
			began := time.Now()
			if got := s.run(t, args...); got.code != exitOK {
				t.Errorf("%v: code %d\n%s%s", args, got.code, got.out, got.err)
			}
			t.Logf("%v took %s", args, time.Since(began).Round(time.Millisecond))
		}
		if got := s.run(t, "calendar", "--json"); !strings.Contains(got.out, `"now": "2019-05-10T`) {
			t.Errorf("the calendar does not live by the store's clock:\n%s", got.out)
		}
	})
	t.Run("a health check", func(t *testing.T) {
		listen := strings.TrimPrefix(door, "http://")
		at := filepath.Join(s.dir, "at.yaml")
		asking := site{dir: s.dir, config: s.config + "\x00" + at}
		for _, test := range []struct {
			listen, says string
			code         int
		}{{listen, "The service is ready.", exitOK}, {"127.0.0.1:1", "no service answers", exitFailed}} {
			if err := os.WriteFile(at, []byte("http: {listen: \""+test.listen+"\"}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := asking.run(t, "ready"); got.code != test.code || !strings.Contains(got.out+got.err, test.says) {
				t.Errorf("at %s: code %d\n%s%s", test.listen, got.code, got.out, got.err)
			}
		}
	})
	t.Run("a second service", func(t *testing.T) {
		if got := s.run(t, "serve", "--no-console", "--now", beforeDeadline); got.code != exitFailed || !strings.Contains(got.err, "another process holds the store") {
			t.Errorf("code %d\n%s", got.code, got.err)
		}
	})
	began := time.Now()
	v.kill(syscall.SIGTERM)
	if took := time.Since(began); took > 5*time.Second || v.command.ProcessState.ExitCode() != exitOK {
		t.Errorf("it stopped after %s with code %d:\n%s", took, v.command.ProcessState.ExitCode(), v.log())
	}
	if _, err := os.Stat(filepath.Join(s.dir, "digbot.db.sock")); !os.IsNotExist(err) {
		t.Error("the socket is still there")
	}
}

// TestTheClockOfAStore starts in another time, and then in ways that do not go with it.
func TestTheClockOfAStore(t *testing.T) {
	driven, real := newSite(t, embedded()), newSite(t, embedded())
	driven.serve(t, "--now", "2019-05-12T08:00:00+02:00").kill(syscall.SIGTERM)
	real.serve(t).kill(syscall.SIGTERM)
	for _, test := range []struct {
		name string
		site site
		args []string
		says string
	}{
		{"driven, then real", driven, nil, "was started with --now"},
		{"real, then driven", real, []string{"--now", "2019-05-12"}, "lives in real time"},
		{"another speed", driven, []string{"--now", "2019-05-12", "--speed", "5"}, "at another speed"},
	} {
		if got := test.site.run(t, append([]string{"serve", "--no-console"}, test.args...)...); got.code != exitUsage || !strings.Contains(got.err, test.says) {
			t.Errorf("%s: code %d\n%s", test.name, got.code, got.err)
		}
	}
	v := driven.serve(t, "--now", "2019-01-01")
	if now, _ := v.await("digbot serves", time.Second).fields["now"].(string); !strings.HasPrefix(now, "2019-05-12T08:00") {
		t.Errorf("a restart goes on at %s, want 12 May 8:00", now)
	}
	const ignored = "the season goes on from where this store stands, and --now does not change that"
	told := v.await(ignored, time.Second).fields
	if now, _ := told["now"].(string); told["asked"] != "2019-01-01T00:00:00+01:00" || !strings.HasPrefix(now, "2019-05-12T08:00") {
		t.Errorf("it tells %v", told)
	}
	v.kill(syscall.SIGTERM)
	if v = driven.serve(t, "--now", "2019-05-12T08:00:00+02:00"); len(v.said(ignored)) > 0 {
		t.Error("it warns of the instant that the season began at")
	}
}

// TestDecisionsThatNobodyCanRead starts a service without the key with which they were stored.
func TestDecisionsThatNobodyCanRead(t *testing.T) {
	s := newSite(t, embedded())
	for _, name := range []string{"right.key", "wrong.key"} {
		if made := s.run(t, "decisions", "key", name); made.code != exitOK {
			t.Fatal(made.err)
		}
	}
	decidedRoster(t, s)
	if got := s.keyed(t, "right.key").run(t, "people", "import", "decided.csv", "--yes"); got.code != exitOK {
		t.Fatal(got.out, got.err)
	}
	for _, test := range []struct {
		name, reason string
		site         site
	}{
		{"the right key", "", s.keyed(t, "right.key")},
		{"another key", "another key is set", s.keyed(t, "wrong.key")},
		{"no key", "no key is set", s},
	} {
		v := test.site.serve(t)
		code, body := get(t, "http://"+v.await("digbot serves", time.Second).fields["door"].(string)+"/readyz")
		if code != http.StatusOK || !strings.Contains(body, `"decisions"`) {
			t.Errorf("%s: readyz: %d %s", test.name, code, body)
		}
		if told := strings.Contains(body, "the stored decisions cannot be read"); told != (test.reason != "") || !strings.Contains(body, test.reason) || strings.Contains(body, "record ") {
			t.Errorf("%s: readyz: %s", test.name, body)
		}
		if warned := len(v.said("results cannot be told")); warned != map[bool]int{true: 1}[test.reason != ""] {
			t.Errorf("%s: warned %d times", test.name, warned)
		}
		v.kill(syscall.SIGTERM)
	}
}

// keyed is the same place with a key for decisions.
func (s site) keyed(t *testing.T, name string) site {
	t.Helper()
	path := filepath.Join(s.dir, name+".yaml")
	if err := os.WriteFile(path, []byte("decisions: {key_file: "+name+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.config += "\x00" + path
	return s
}

// TestAFaultyStart finds what is wrong before anything runs, in one sentence.
func TestAFaultyStart(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, test := range []struct {
		name, config string
		spoil        func(t *testing.T, s site)
		args         []string
		code         int
		says         string
	}{
		{"a port already taken", "http: {listen: \"" + listener.Addr().String() + "\"}", nil, nil, exitFailed, "another program has this port"},
		{"a truncated store", "", truncatedStore, nil, exitFailed, "the store is damaged"},
		{"an unreachable Redis", "store: {redis: \"redis://127.0.0.1:1/0\"}", nil, nil, exitFailed, "Redis"},
		{"a roster with decisions", "", decidedRoster, []string{"--roster", "decided.csv"}, exitUsage, "decisions of the jury"},
		{"another time for real people", "mail: {from: a@example.org, relays: [{host: smtp.example.org, port: 587, tls: mandatory}]}", nil,
			[]string{"--now", "2019-05-10"}, exitUsage, "mail.only"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, embedded())
			if test.config != "" {
				extra := filepath.Join(s.dir, "extra.yaml")
				if err := os.WriteFile(extra, []byte(test.config+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				s.config += "\x00" + extra
			}
			if test.spoil != nil {
				test.spoil(t, s)
			}
			got := s.run(t, append([]string{"serve", "--no-console"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.err, test.says) {
				t.Errorf("code %d, want %d, and %q:\n%s", got.code, test.code, test.says, got.err)
			}
		})
	}
}

func truncatedStore(t *testing.T, s site) {
	t.Helper()
	s.serve(t).kill(syscall.SIGTERM)
	if err := os.Truncate(filepath.Join(s.dir, "digbot.db"), 9000); err != nil {
		t.Fatal(err)
	}
}

func decidedRoster(t *testing.T, s site) {
	t.Helper()
	text := "id,role,name,email,status,challenge,decision\nx,candidate,Camille Exemple,x@example.org,preselected,shom,laureate\n"
	if err := os.WriteFile(filepath.Join(s.dir, "decided.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// campaignWithin reads the status until the campaign of an occasion is done.
func campaignWithin(t *testing.T, s site, occasion string, patience time.Duration) campaignJSON {
	t.Helper()
	var last string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(250 * time.Millisecond) {
		got := s.run(t, "status", "--json")
		last = got.out + got.err
		var status statusJSON
		if json.Unmarshal([]byte(got.out), &status) != nil {
			continue
		}
		for _, c := range status.Campaigns {
			if c.Occasion == occasion && c.State == "done" {
				return c
			}
		}
	}
	t.Fatalf("the campaign of %s is not done:\n%s", occasion, last)
	return campaignJSON{}
}
