package store

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// startReplicas starts replicas of a master and waits until it knows them.
func startReplicas(t *testing.T, master *server, addresses []string) []*server {
	t.Helper()
	host, port, _ := net.SplitHostPort(master.address)
	var replicas []*server
	for _, address := range addresses {
		replicas = append(replicas, startRedis(t, address, append(durable(), "--replicaof", host+" "+port)...))
	}
	client := redis.NewClient(&redis.Options{Addr: master.address})
	defer client.Close()
	eventually(t, 10*time.Second, "replicas", func() error {
		info, err := client.Info(t.Context(), "replication").Result()
		if err == nil && strings.Count(info, "state=online") != len(addresses) {
			err = fmt.Errorf("not online: %s", info)
		}
		return err
	})
	return replicas
}

// openCopied opens a store whose changes wait for a replica. On a busy machine one that was just started takes a while to
// hold what the master does: until then the store says so.
func openCopied(t *testing.T, url string, options ...Option) (s *Store) {
	t.Helper()
	eventually(t, 10*time.Second, "a store with a replica", func() (err error) {
		s, err = OpenRedis(t.Context(), url, testPromotion(), append(options, WaitReplicas(1))...)
		return err
	})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// startSentinel starts a master, a replica and a Sentinel, and returns the master and the URL.
func startSentinel(t *testing.T) (*server, string) {
	t.Helper()
	ports := freeAddresses(t, 3)
	master := startRedis(t, ports[0], durable()...)
	startReplicas(t, master, ports[1:2])
	host, port, _ := net.SplitHostPort(master.address)
	sentinel := filepath.Join(t.TempDir(), "sentinel.conf")
	lines := fmt.Sprintf("sentinel monitor season %s %s 1\nsentinel down-after-milliseconds season 500\nsentinel failover-timeout season 5000\n", host, port)
	if err := os.WriteFile(sentinel, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	watcher := startRedis(t, ports[2], sentinel, "--sentinel")
	asked := redis.NewSentinelClient(&redis.Options{Addr: watcher.address})
	defer asked.Close()
	eventually(t, 20*time.Second, "Sentinel", func() error {
		replicas, err := asked.Replicas(t.Context(), "season").Result()
		if err == nil && len(replicas) != 1 {
			err = fmt.Errorf("knows %d replicas", len(replicas))
		}
		return err
	})
	return master, "redis+sentinel://" + watcher.address + "/season/0"
}

// TestRedisFailover kills the master under load while every firing waits for the replica: none that was acknowledged is
// lost when the replica takes over, and the work goes on once the old master is back as its replica. With more replicas
// than are waited for, the Sentinels may choose one that lacks the last changes: a store that is opened so says it.
func TestRedisFailover(t *testing.T) {
	t.Parallel()
	master, url := startSentinel(t)
	if _, err := OpenRedis(t.Context(), strings.TrimSuffix(strings.Replace(url, "+sentinel", "", 1), "/season/0"), testPromotion()); !isSentence(err, ErrKind, "redis+sentinel://") {
		t.Errorf("a Sentinel taken for a Redis: %v", err)
	}
	if _, err := OpenRedis(t.Context(), strings.Replace(url, "/season", "/winter", 1), testPromotion()); !isSentence(err, ErrMaster, "sentinel monitor") {
		t.Errorf("another master: %v", err)
	}
	s := openCopied(t, url)
	load := fireLoad(t, s)
	load.more(300)
	master.kill()
	load.failure()
	master.start()
	load.more(300)
	load.stop()
	load.check(s)
	load.check(openCopied(t, url))
}

// TestRedisFrozenReplicas stops every replica for a while. What is written meanwhile stands on the master alone: it is not
// acknowledged, and not read either, until a replica holds it.
func TestRedisFrozenReplicas(t *testing.T) {
	t.Parallel()
	ports := freeAddresses(t, 3)
	master := startRedis(t, ports[0], durable()...)
	replicas := startReplicas(t, master, ports[1:])
	var said strings.Builder
	s := openCopied(t, master.url(), WithLogger(slog.New(slog.NewTextHandler(&said, nil))))
	if !strings.Contains(said.String(), "wait_replicas=1 replicas=2") {
		t.Errorf("nothing says that a replica may lack changes: %q", said.String())
	}
	s.engine.(*redisEngine).waits = 100 * time.Millisecond
	if _, err := OpenRedis(t.Context(), replicas[0].url(), testPromotion()); !isSentence(err, ErrKind, "name its master") {
		t.Errorf("a replica: %v", err)
	}
	fire := func() error { _, err := s.Fire(t.Context(), testOccasion(start), start); return err }
	for _, replica := range replicas {
		replica.signal(syscall.SIGSTOP)
	}
	for range 3 {
		if err := fire(); !errors.Is(err, ErrTooFewReplicas) {
			t.Errorf("fired on the master alone: %v", err)
		}
		if fired, err := s.Fired(t.Context()); !errors.Is(err, ErrTooFewReplicas) {
			t.Errorf("listed %v, %v", fired, err)
		}
	}
	replicas[0].signal(syscall.SIGCONT)
	eventually(t, 5*time.Second, "fired on a replica", fire)
	if fired, err := s.Fired(t.Context()); len(fired) != 1 || err != nil {
		t.Errorf("listed %v, %v", fired, err)
	}
}
