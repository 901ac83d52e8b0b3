package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"digbot/internal/programme"
)

// How long Redis may take, and how often a command is sent again that got no answer.
const (
	redisDial    = 2 * time.Second
	redisAnswer  = 3 * time.Second
	redisRetries = 2
	redisPool    = 16 // connections
	redisBuffer  = 16 << 10
)

// WaitReplicas lets every change in Redis wait until n replicas hold it; see ErrTooFewReplicas. Without it a failover
// may lose changes of the last moments.
func WaitReplicas(n int) Option { return func(o *options) { o.replicas = n } }

// WithLogger sets where a store says what does not keep it from working; otherwise nowhere.
func WithLogger(log *slog.Logger) Option { return func(o *options) { o.log = log } }

// OpenRedis opens the promotion's store in Redis; CheckRedisURL explains the URL. Several processes may share it.
//
// It refuses a Redis that cannot be reached (ErrUnreachable), does not let us in (ErrLogin), evicts (ErrEvicts), does
// not persist (ErrForgets), does not tell (ErrSilent), is of another kind than the URL says (ErrKind) or has another
// master (ErrMaster), too few replicas (ErrTooFewReplicas), and the records of a newer version (ErrNewer). A Volatile store is thrown away: it may lie in a Redis that forgets.
func OpenRedis(ctx context.Context, url string, promotion programme.Promotion, opts ...Option) (*Store, error) {
	o := newOptions(opts)
	address, err := parseRedisURL(url)
	if err != nil {
		return nil, fmt.Errorf("URL of the store on Redis: %w", err)
	}
	if promotion.ID == "" {
		return nil, fmt.Errorf("open store on Redis at %s: the promotion has no id", address)
	}
	redis.SetLogger(redisLog{o.log})
	engine := newRedis(address, promotion.ID, o.replicas, redisRetries)
	store, err := openOn(ctx, engine, promotion, o, address)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store on Redis at %s: %w", address, err), engine.Close())
	}
	return store, nil
}

func openOn(ctx context.Context, engine *redisEngine, promotion programme.Promotion, o options, address redisAddress) (*Store, error) {
	if err := engine.checkServers(ctx, o.volatile); err != nil {
		return nil, explain(err)
	}
	if address.kind != redisAlone && o.replicas == 0 {
		o.log.Warn("a failover of Redis may lose changes of the last moments: set store.wait_replicas to 1 or more", "redis", string(address.kind))
	}
	if n := engine.followers(ctx); o.replicas > 0 && n > o.replicas {
		o.log.Warn("a failover may choose a replica that lacks the changes of the last moments: set store.wait_replicas to the number of replicas",
			"wait_replicas", o.replicas, "replicas", n)
	}
	if o.replicas > 0 { // what another process left unconfirmed must be safe before it is read
		if _, err := engine.Apply(ctx, nil, nil); err != nil {
			return nil, explain(err)
		}
	}
	store, err := newStore(ctx, engine, promotion, o)
	return store, explain(err)
}

// newRedis makes the engine; nothing is connected yet.
func newRedis(address redisAddress, promotion string, copies, retries int) *redisEngine {
	r := &redisEngine{
		client: newRedisClient(address, retries), keys: newRedisKeys(promotion), copies: copies, waits: replicaPatience,
	}
	r.reads.send, r.writes.send = r.look, r.perform
	return r
}

func newRedisClient(a redisAddress, retries int) redis.UniversalClient {
	if retries == 0 {
		retries = -1 // to the client, 0 is its default
	}
	o := &redis.UniversalOptions{
		Addrs: a.hosts, DB: a.database, MasterName: a.master, TLSConfig: a.tls(),
		Username: a.user, Password: a.password, SentinelUsername: a.sentinelUser, SentinelPassword: a.sentinelPassword,
		DialTimeout: redisDial, DialerRetries: 1, ReadTimeout: redisAnswer, WriteTimeout: redisAnswer, ContextTimeoutEnabled: true,
		MaxRetries: retries, MinRetryBackoff: 20 * time.Millisecond, MaxRetryBackoff: 500 * time.Millisecond,
		PoolSize: redisPool, ReadBufferSize: redisBuffer, WriteBufferSize: redisBuffer, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
	switch a.kind {
	case redisSentinel:
		return redis.NewFailoverClient(o.Failover())
	case redisCluster:
		return redis.NewClusterClient(o.Cluster())
	default:
		return redis.NewClient(o.Simple())
	}
}

// redisLog takes the client's own remarks, which are for whoever looks for a fault.
type redisLog struct{ log *slog.Logger }

// Printf implements the client's logger.
func (l redisLog) Printf(ctx context.Context, format string, values ...any) {
	if l.log.Enabled(ctx, slog.LevelDebug) {
		l.log.DebugContext(ctx, "Redis client", "remark", fmt.Sprintf(format, values...))
	}
}
