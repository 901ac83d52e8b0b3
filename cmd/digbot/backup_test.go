package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/internal/fake"
	"digbot/internal/store"
)

// TestMovedInACampaign moves a service from the embedded file to Redis, and another one back, in the middle of a campaign:
// the old one ends, the new one goes on, nobody is lost and nobody gets a mail twice.
func TestMovedInACampaign(t *testing.T) {
	for _, back := range []bool{false, true} {
		t.Run(map[bool]string{false: "file to Redis", true: "Redis to file"}[back], func(t *testing.T) {
			t.Parallel()
			redis := newRedisServer(t).store(t)
			_, promotion, _ := strings.Cut(redis, "\n")
			from, to := embedded()+"\n"+promotion, redis
			if back {
				from, to = to, from
			}
			moveInACampaign(t, from, to)
		})
	}
}

func moveInACampaign(t *testing.T, from, to string) {
	t.Helper()
	const people = 200
	sink := newSink(t, func(m fake.SMTPMoment) fake.SMTPAct {
		if m.Verb == "." {
			time.Sleep(10 * time.Millisecond) // a relay that takes its time
		}
		return fake.SMTPAct{}
	})
	old, fresh := newSite(t, from, sink.setting()), newSite(t, to, sink.setting())
	args := []string{"--roster", old.writeRoster(t, people), "--now", "2019-05-10T16:59:59+02:00", "--speed", "2"}
	v := old.serve(t, args...)
	until(func() bool { return sink.Count() >= 40 })
	hot := filepath.Join(old.dir, "hot.copy")
	if got := old.run(t, "backup", hot); got.code != exitOK {
		t.Fatalf("a copy beside the service: %d %s", got.code, got.err)
	}
	moved := filepath.Join(old.dir, "moved.copy")
	got := old.run(t, "backup", moved, "--move", "--json")
	var copied store.Copied
	if err := json.Unmarshal([]byte(got.out), &copied); got.code != exitOK || err != nil || !copied.Moved {
		t.Fatalf("moved: %d %s%s", got.code, got.out, got.err)
	}
	left := sink.Count()
	select {
	case <-v.ended:
	case <-time.After(15 * time.Second): // what cannot be recorded is tried for some seconds
		t.Fatalf("the old service goes on:\n%s", v.log())
	}
	if v.kill(0); v.command.ProcessState.ExitCode() != exitUsage {
		t.Errorf("the old service ended with code %d:\n%s", v.command.ProcessState.ExitCode(), v.log())
	}
	if more := sink.Count() - left; more > sinkConnections {
		t.Errorf("%d mails left after the move", more)
	}
	got = fresh.run(t, "restore", moved, "--json")
	var restored store.Restored
	if err := json.Unmarshal([]byte(got.out), &restored); got.code != exitOK || err != nil || restored.Hash != copied.Hash || restored.Records != copied.Records {
		t.Fatalf("restored: %d %s%s; want %+v", got.code, got.out, got.err, copied)
	}
	fresh.serve(t, args...)
	campaign := campaignWithin(t, fresh, "deadline", 30*time.Second)
	sink.check(t, fresh, campaign, people, 1)
	t.Logf("%d of %d had left: %v", left, people, campaign.Counts)
}

// TestCopies holds what the commands refuse, and that a copy of a running season waits for a person's decision.
func TestCopies(t *testing.T) {
	s := newSite(t, embedded(), newSink(t, nil).setting())
	v := s.serve(t, "--roster", s.writeRoster(t, 20), "--now", "2019-05-10T17:00:00+02:00", "--speed", "2")
	campaignWithin(t, s, "deadline", 20*time.Second)
	path := filepath.Join(s.dir, "a.copy")
	expect := func(code int, says string, args ...string) {
		t.Helper()
		if got := s.run(t, args...); got.code != code || !strings.Contains(got.out+got.err, says) {
			t.Errorf("%v: %d\n%s%s", args, got.code, got.out, got.err)
		}
	}
	expect(exitOK, "records of dig-2019", "backup", path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy's rights: %v, %v", info, err)
	}
	expect(exitUsage, "exists already", "backup", path, "--move")
	expect(exitUsage, "name the file", "backup")
	expect(exitFailed, "holds the store", "restore", path)
	v.kill(9)
	expect(exitUsage, "holds something already", "restore", path)
	expect(exitOK, "records of dig-2019", "restore", path, "--look")
	expect(exitUsage, "no complete copy", "restore", filepath.Join(s.dir, "site.yaml"))
	expect(exitUsage, "no such file", "restore", filepath.Join(s.dir, "none"))
	if err := os.Rename(filepath.Join(s.dir, "digbot.db"), filepath.Join(s.dir, "old.db")); err != nil {
		t.Fatal(err)
	}
	expect(exitOK, "nothing leaves by itself", "restore", path)
	expect(exitOK, "The store takes no change any more", "backup", filepath.Join(s.dir, "b.copy"), "--move")
	expect(exitUsage, "is retired", "serve", "--now", "2019-05-10T17:00:00+02:00", "--no-console")
	expect(exitOK, "can be used again", "backup", "--stay")
	expect(exitOK, "nothing was done", "backup", "--stay")
}
