package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	rewritePatience = 30 * time.Second // for a log to be written anew
	rewriteLook     = 50 * time.Millisecond
)

// errRewrite says what to do when Redis does not do it for us.
var errRewrite = errors.New("Redis keeps what was erased in the log that it appends to: run `redis-cli BGREWRITEAOF` on it, and allow the command with `redis-cli ACL SETUSER <user> +bgrewriteaof`")

// Compact implements compacter: every server writes its append-only file anew, from what it holds now.
func (r *redisEngine) Compact(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, rewritePatience)
	defer cancel()
	switch client := r.client.(type) {
	case *redis.ClusterClient:
		return client.ForEachShard(ctx, rewrite)
	case *redis.Client:
		return rewrite(ctx, client)
	}
	return errRewrite
}

// rewrite asks one server, and waits until it is done. One that is at it already begins again afterwards: what it writes
// may be older than what was erased.
func rewrite(ctx context.Context, server *redis.Client) error {
	for {
		err := server.BgRewriteAOF(ctx).Err()
		if err == nil {
			return rewritten(ctx, server)
		}
		if !strings.Contains(err.Error(), "in progress") {
			return fmt.Errorf("%w: %w", errRewrite, err)
		}
		if err := rewritten(ctx, server); err != nil {
			return err
		}
	}
}

func rewritten(ctx context.Context, server *redis.Client) error {
	for {
		info, err := server.Info(ctx, "persistence").Result()
		if err != nil {
			return err
		}
		if !strings.Contains(info, "aof_rewrite_in_progress:1") && !strings.Contains(info, "aof_rewrite_scheduled:1") {
			return nil
		}
		if wait(ctx, rewriteLook); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
