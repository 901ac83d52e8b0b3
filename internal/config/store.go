package config

import "net/url"

// Store says where the state is kept: in one file, or in Redis.
type Store struct {
	File         string // path of the embedded store, relative to the working folder; used while Redis is not set
	Redis        Secret // URL, which may hold a password
	WaitReplicas int    // how many Redis replicas must confirm a write before it counts
}

// defaultFile is the embedded store when the configuration names none.
const defaultFile = "digbot.db"

func (r *reader) store(s *section) Store {
	s.exclusive("file", "redis")
	s.exclusive("file", "redis"+fileSuffix)
	store := Store{
		File:         s.textOr("file", defaultFile),
		Redis:        s.secret("redis"),
		WaitReplicas: s.number("wait_replicas", 0, 10, 0),
	}
	s.redisURL(store.Redis)
	if s.has("wait_replicas") && !s.has("redis") && !s.has("redis"+fileSuffix) {
		s.fault(s.child("wait_replicas"), "needs Redis: a file has no replicas", "delete it, or write store.redis")
	}
	s.close()
	return store
}

// redisURL checks the URL without showing it.
func (s *section) redisURL(secret Secret) {
	if secret.IsZero() {
		return
	}
	parsed, err := url.Parse(secret.Reveal())
	known := err == nil && (parsed.Scheme == "redis" || parsed.Scheme == "rediss") && parsed.Hostname() != ""
	if !known {
		s.fault(s.secretNode("redis"), "is no Redis URL", "write redis://host:6379/0, or rediss:// for TLS")
	}
}
