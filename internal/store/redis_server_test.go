package store

import (
	"fmt"
	"strings"
	"testing"
)

func TestOpenRedisChecksTheServer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		args   []string
		login  string
		change string // what the error says to do; empty when it opens
		want   error
	}{
		{"sound", durable(), "", "", nil},
		{"evicts", append(durable(), "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"), "", "CONFIG SET maxmemory-policy noeviction", ErrEvicts},
		{"evicts once it gets a limit", append(durable(), "--maxmemory-policy", "volatile-ttl"), "", "maxmemory-policy noeviction", ErrEvicts},
		{"snapshots only", []string{"--save", "60 1"}, "", "CONFIG SET appendonly yes", ErrForgets},
		{"with a password", append(durable(), "--requirepass", "hunter2"), ":hunter2@", "", nil},
		{"wrong password", append(durable(), "--requirepass", "right"), ":hunter2@", "correct the user and the password", ErrLogin},
		{"no password", append(durable(), "--requirepass", "right"), "", "correct the user and the password", ErrLogin},
		{"password not asked for", durable(), "digbot:hunter2@", "correct the user and the password", ErrLogin},
		{"no INFO", append(durable(), "--rename-command", "INFO", ""), "", "+info", ErrSilent},
		{"INFO not allowed", append(durable(), "--user", "digbot", "on", ">hunter2", "~*", "&*", "+@all", "-info"), "digbot:hunter2@", "+info", ErrSilent},
		{"server of a Cluster", append(durable(), "--cluster-enabled", "yes"), "", "redis+cluster://", ErrKind},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := startRedis(t, closedPort(t), clusterPort(t, test.args)...)
			store, err := OpenRedis(t.Context(), "redis://"+test.login+s.address, testPromotion())
			if test.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				_ = store.Close()
				return
			}
			if !isSentence(err, test.want, test.change) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("no Cluster", func(t *testing.T) {
		s := startRedis(t, closedPort(t), durable()...)
		_, err := OpenRedis(t.Context(), "redis+cluster://"+s.address, testPromotion())
		if !isSentence(err, ErrKind, "redis:// instead of redis+cluster://") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no replica", func(t *testing.T) {
		s := startRedis(t, closedPort(t), durable()...)
		_, err := OpenRedis(t.Context(), s.url(), testPromotion(), WaitReplicas(1))
		if !isSentence(err, ErrTooFewReplicas, "store.wait_replicas") {
			t.Errorf("got %v", err)
		}
	})
}

// isSentence says whether an error is the wanted one, on one line, with what to do and without the password.
func isSentence(err, want error, change string) bool {
	if err == nil || want == nil {
		return false
	}
	text := err.Error()
	return strings.Contains(text, want.Error()) && strings.Contains(text, change) && !strings.Contains(text, "hunter2") && !strings.Contains(text, "\n")
}

// TestRedisKilled kills a Redis in the middle of the work and starts it again: everything that was acknowledged is there.
func TestRedisKilled(t *testing.T) {
	t.Parallel()
	server := startRedis(t, closedPort(t), durable()...)
	s, err := OpenRedis(t.Context(), server.url(), testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	load := fireLoad(t, s)
	for range 3 {
		load.more(200)
		server.kill()
		load.failure()
		server.start()
		load.more(200)
	}
	load.stop()
	load.check(s)
}

// TestRedisFull gets no room for a change: it is refused as a whole, and what stands can be read.
func TestRedisFull(t *testing.T) {
	t.Parallel()
	server := startRedis(t, closedPort(t), append(durable(), "--maxmemory", "3mb")...)
	s, err := OpenRedis(t.Context(), server.url(), testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	acknowledged := 0
	for err == nil && acknowledged < 100000 {
		key := fmt.Sprintf("k%06d", acknowledged)
		if _, err = s.engine.Apply(t.Context(), nil, []write{put(key, make([]byte, 2000)), add("n", 1)}); err == nil {
			acknowledged++
		}
	}
	if err == nil || !strings.Contains(err.Error(), "OOM") || acknowledged == 0 {
		t.Fatalf("%d changes, %v", acknowledged, err)
	}
	content := dump(t, s.engine)
	if content["n"] != fmt.Sprint(acknowledged) || len(content) != acknowledged+2 {
		t.Errorf("%s counted and %d records, %d were acknowledged", content["n"], len(content), acknowledged)
	}
}
