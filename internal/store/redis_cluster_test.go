package store

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// TestRedisCluster runs the conformance suites on a Cluster of three.
func TestRedisCluster(t *testing.T) {
	t.Parallel()
	url := startCluster(t)
	log, lines := captured()
	s, err := OpenRedis(t.Context(), url, testPromotion(), WithLogger(log))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !strings.Contains(lines.String(), "store.wait_replicas") {
		t.Errorf("no word of caution: %s", lines)
	}
	if _, err := OpenRedis(t.Context(), url, testPromotion(), WaitReplicas(1)); !isSentence(err, ErrTooFewReplicas, "0 of 1") {
		t.Errorf("without replicas: %v", err)
	}
	testEngine(t, func(t *testing.T) engine { return redisAt(t, url, 0, redisRetries) })
	testStore(t, storesAt(url))
	testClusterCopies(t, s.engine.(*redisEngine), url)
}

// testClusterCopies gives the promotion's server a replica, and waits for it at each change.
func testClusterCopies(t *testing.T, e *redisEngine, url string) {
	server, err := e.server(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	master := server.(*redis.Client)
	id, err := master.ClusterMyID(t.Context()).Result()
	if err != nil {
		t.Fatal(err)
	}
	ports := freeAddresses(t, 2)
	_, bus, _ := net.SplitHostPort(ports[1])
	replica := redis.NewClient(&redis.Options{Addr: startRedis(t, ports[0], append(durable(), "--cluster-enabled", "yes", "--cluster-port", bus)...).address})
	defer replica.Close()
	host, port, _ := net.SplitHostPort(ports[0])
	if err := master.Do(t.Context(), "CLUSTER", "MEET", host, port, bus).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "replica of "+id, func() error { return replica.ClusterReplicate(t.Context(), id).Err() })
	s := openCopied(t, url)
	load := fireLoad(t, s)
	load.more(200)
	load.stop()
	load.check(s)
	if load.failures.Load() > 0 {
		t.Errorf("%d failures", load.failures.Load())
	}
}

func startCluster(t *testing.T) string {
	t.Helper()
	ports := freeAddresses(t, 6)
	var names []string
	var clients []*redis.Client
	for i := range 3 {
		_, bus, _ := net.SplitHostPort(ports[3+i])
		s := startRedis(t, ports[i], append(durable(), "--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-config-file", "nodes.conf")...)
		client := redis.NewClient(&redis.Options{Addr: s.address})
		t.Cleanup(func() { _ = client.Close() })
		clients, names = append(clients, client), append(names, s.address)
		if err := client.ClusterAddSlotsRange(t.Context(), i*5461, min(i*5461+5460, 16383)).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := clients[2].ClusterAddSlots(t.Context(), 16383).Err(); err != nil {
		t.Fatal(err)
	}
	for i, client := range clients[1:] {
		host, port, _ := net.SplitHostPort(clients[0].Options().Addr)
		_, bus, _ := net.SplitHostPort(ports[3])
		if err := client.Do(t.Context(), "CLUSTER", "MEET", host, port, bus).Err(); err != nil {
			t.Fatalf("server %d: %v", i+1, err)
		}
	}
	for _, client := range clients {
		eventually(t, 20*time.Second, "Cluster", func() error {
			info, err := client.ClusterInfo(t.Context()).Result()
			if err == nil && !strings.Contains(info, "cluster_state:ok") || !strings.Contains(info, "cluster_known_nodes:3") {
				err = fmt.Errorf("not ready: %s", info)
			}
			return err
		})
	}
	return "redis+cluster://" + strings.Join(names, ",")
}
