package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Errors on which callers decide when they open a store on Redis. Each says what to do.
var (
	ErrUnreachable = errors.New("Redis cannot be reached: start it, or correct the host and the port in store.redis")
	ErrLogin       = errors.New("Redis does not let us in: correct the user and the password in store.redis")
	ErrEvicts      = errors.New("Redis throws records away when its memory is full: run `redis-cli CONFIG SET maxmemory-policy noeviction` and write the line `maxmemory-policy noeviction` into redis.conf")
	ErrForgets     = errors.New("Redis loses what it holds when it stops: run `redis-cli CONFIG SET appendonly yes` and write the line `appendonly yes` into redis.conf")
	ErrKind        = errors.New("store.redis names another kind of Redis than it finds")
	ErrMaster      = errors.New("the Sentinels watch no master of this name: write the name of the line `sentinel monitor <name> ...` in sentinel.conf behind the hosts of store.redis")
	ErrSilent      = errors.New("Redis does not tell its settings: allow the command with `redis-cli ACL SETUSER <user> +info`")
)

// checkServers makes sure that every server keeps what it is given. A volatile store does not ask for that.
func (r *redisEngine) checkServers(ctx context.Context, volatile bool) error {
	if cluster, ok := r.client.(*redis.ClusterClient); ok {
		if err := cluster.Ping(ctx).Err(); err != nil {
			return err
		}
		return cluster.ForEachShard(ctx, func(ctx context.Context, server *redis.Client) error {
			return checkServer(ctx, server, redisCluster, volatile)
		})
	}
	if err := r.client.Ping(ctx).Err(); err != nil {
		return err
	}
	return checkServer(ctx, r.client, redisAlone, volatile)
}

func checkServer(ctx context.Context, server redis.UniversalClient, kind redisKind, volatile bool) error {
	if volatile {
		return nil
	}
	facts := map[string]string{}
	for _, section := range []string{"server", "memory", "persistence", "replication"} {
		text, err := server.Info(ctx, section).Result()
		if err != nil {
			return err
		}
		for line := range strings.Lines(text) {
			if name, value, found := strings.Cut(strings.TrimSpace(line), ":"); found {
				facts[name] = value
			}
		}
	}
	return checkFacts(facts, kind)
}

// followers is the number of replicas that the server has now; 0 where it does not tell, as in a Cluster.
func (r *redisEngine) followers(ctx context.Context) int {
	if _, isCluster := r.client.(*redis.ClusterClient); isCluster {
		return 0
	}
	text, err := r.client.Info(ctx, "replication").Result()
	if err != nil {
		return 0
	}
	for line := range strings.Lines(text) {
		if value, found := strings.CutPrefix(strings.TrimSpace(line), "connected_slaves:"); found {
			n, _ := strconv.Atoi(value) // 0 where it is no number
			return n
		}
	}
	return 0
}

// checkFacts judges what a server says of itself.
func checkFacts(facts map[string]string, kind redisKind) error {
	mode, policy := facts["redis_mode"], facts["maxmemory_policy"]
	switch {
	case mode == "sentinel":
		return fmt.Errorf("this is a Sentinel: write redis+sentinel://host:26379/master: %w", ErrKind)
	case mode == "cluster" && kind != redisCluster:
		return fmt.Errorf("this is a server of a Cluster: write redis+cluster://host:6379: %w", ErrKind)
	case facts["role"] == "slave" && kind != redisCluster:
		return fmt.Errorf("this is a replica: name its master, or write redis+sentinel://host:26379/master: %w", ErrKind)
	case policy == "" || facts["aof_enabled"] == "":
		return ErrSilent
	case policy != "noeviction":
		return fmt.Errorf("maxmemory-policy is %s: %w", policy, ErrEvicts)
	case facts["aof_enabled"] != "1":
		return ErrForgets
	}
	return nil
}

// explain names the reason for which Redis cannot be used, where it is one that callers know.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var network *net.OpError
	text := err.Error()
	says := func(codes ...string) bool {
		for _, code := range codes {
			if strings.Contains(text, code) {
				return true
			}
		}
		return false
	}
	switch {
	case says("WRONGPASS", "NOAUTH", "invalid password", "without any password configured", "no password is set"):
		return fmt.Errorf("%w (%w)", ErrLogin, err)
	case says("NOPERM", "unknown command") && says("info"):
		return fmt.Errorf("%w (%w)", ErrSilent, err)
	case says("all sentinels") && says("redis: nil"): // at least one answered, and knows none
		return fmt.Errorf("%w (%w)", ErrMaster, err)
	case says("cluster support disabled"):
		return fmt.Errorf("this Redis is no Cluster: write redis:// instead of redis+cluster://: %w (%w)", ErrKind, err)
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, context.DeadlineExceeded), says("all sentinels are unreachable", "CLUSTERDOWN", "i/o timeout"):
		return fmt.Errorf("%w (%w)", ErrUnreachable, err)
	}
	return err
}
