package store

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func TestCheckFacts(t *testing.T) {
	good := map[string]string{"redis_mode": "standalone", "role": "master", "maxmemory_policy": "noeviction", "aof_enabled": "1"}
	tests := []struct {
		name  string
		kind  redisKind
		facts map[string]string
		want  error
		says  string
	}{
		{"good", redisAlone, nil, nil, ""},
		{"good cluster", redisCluster, map[string]string{"redis_mode": "cluster"}, nil, ""},
		{"replica in a cluster", redisCluster, map[string]string{"redis_mode": "cluster", "role": "slave"}, nil, ""},
		{"evicts", redisAlone, map[string]string{"maxmemory_policy": "allkeys-lru"}, ErrEvicts, "CONFIG SET maxmemory-policy noeviction"},
		{"evicts what expires", redisAlone, map[string]string{"maxmemory_policy": "volatile-lru"}, ErrEvicts, "volatile-lru"},
		{"snapshots only", redisAlone, map[string]string{"aof_enabled": "0"}, ErrForgets, "CONFIG SET appendonly yes"},
		{"replica in a cluster that forgets", redisCluster, map[string]string{"role": "slave", "aof_enabled": "0"}, ErrForgets, "appendonly yes"},
		{"says nothing", redisAlone, map[string]string{"maxmemory_policy": "", "aof_enabled": ""}, ErrSilent, "+info"},
		{"replica", redisAlone, map[string]string{"role": "slave"}, ErrKind, "name its master"},
		{"sentinel", redisAlone, map[string]string{"redis_mode": "sentinel"}, ErrKind, "redis+sentinel://"},
		{"cluster", redisAlone, map[string]string{"redis_mode": "cluster"}, ErrKind, "redis+cluster://"},
	}
	for _, test := range tests {
		facts := maps.Clone(good)
		maps.Copy(facts, test.facts)
		err := checkFacts(facts, test.kind)
		if !errors.Is(err, test.want) || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want %v that says %q", test.name, err, test.want, test.says)
		}
	}
}

// TestOpenRedisOnce opens, writes, and finds it again, on a Redis that is thrown away.
func TestOpenRedisOnce(t *testing.T) {
	url := miniURL(t)
	for i := range 2 {
		s, err := OpenRedis(t.Context(), url, testPromotion(), Volatile())
		if err != nil {
			t.Fatal(err)
		}
		at, err := s.Activate(t.Context(), start.Add(time.Duration(i)*time.Hour))
		if !at.Equal(start) || err != nil {
			t.Errorf("activated at %v, %v", at, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRedisRefuses(t *testing.T) {
	locked := miniredis.RunT(t)
	locked.RequireUserAuth("digbot", "right")
	newer := miniredis.RunT(t)
	newer.HSet(newRedisKeys("dig-2019").records, schemaKey(), `{"version":99}`)
	alone := miniredis.RunT(t).Addr()
	tests := []struct {
		name, url string
		want      error
		options   []Option
	}{
		{"no URL", "localhost", nil, nil},
		{"nobody listens", "redis://:hunter2@" + closedPort(t), ErrUnreachable, nil},
		{"no such host", "redis://:hunter2@redis.invalid", ErrUnreachable, nil},
		{"no Sentinel", "redis+sentinel://:hunter2@" + closedPort(t) + "/m", ErrUnreachable, nil},
		{"no Cluster", "redis+cluster://:hunter2@" + closedPort(t), ErrUnreachable, nil},
		{"wrong password", "redis://digbot:hunter2@" + locked.Addr(), ErrLogin, nil},
		{"no password", "redis://" + locked.Addr(), ErrLogin, nil},
		{"newer", "redis://" + newer.Addr(), ErrNewer, []Option{Volatile()}},
		{"a Redis that tells nothing of its disk", "redis://" + alone, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			s, err := OpenRedis(t.Context(), test.url, testPromotion(), test.options...)
			if s != nil || err == nil {
				t.Fatalf("it opened, %v", err)
			}
			if test.want != nil && !errors.Is(err, test.want) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestOpenRedisGivesUp ends in time when a server takes the connection and never answers.
func TestOpenRedisGivesUp(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err = OpenRedis(ctx, "redis://:hunter2@"+listener.Addr().String(), testPromotion())
	if !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), "hunter2") || time.Since(began) > 2*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestOpenRedisNeedsAPromotion(t *testing.T) {
	promotion := testPromotion()
	promotion.ID = ""
	if _, err := OpenRedis(t.Context(), miniURL(t), promotion, Volatile()); err == nil || !strings.Contains(err.Error(), "no id") {
		t.Errorf("got %v", err)
	}
}

// captured is a logger whose lines a test reads.
func captured() (*slog.Logger, *bytes.Buffer) {
	var lines bytes.Buffer
	return slog.New(slog.NewTextHandler(&lines, nil)), &lines
}

// closedPort is an address at which nobody listens.
func closedPort(t *testing.T) string { return freeAddresses(t, 1)[0] }

// freeAddresses are different addresses on this machine at which nobody listens now.
func freeAddresses(t *testing.T, n int) []string {
	t.Helper()
	var addresses []string
	for range n {
		listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		addresses = append(addresses, listener.Addr().String())
	}
	return addresses
}
