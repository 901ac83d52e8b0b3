package config

import "digbot/internal/store"

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
	settings := Store{
		File:         s.textOr("file", defaultFile),
		Redis:        s.secret("redis"),
		WaitReplicas: s.number("wait_replicas", 0, 10, 0),
	}
	s.redisURL(settings.Redis)
	if s.has("wait_replicas") && !s.has("redis") && !s.has("redis"+fileSuffix) {
		s.lack(s.child("wait_replicas"), "needs Redis: a file has no replicas", "delete it, or write store.redis")
	}
	s.close()
	return settings
}

// redisURL checks the URL without showing it.
func (s *section) redisURL(secret Secret) {
	if secret.IsZero() {
		return
	}
	if err := store.CheckRedisURL(secret.Reveal()); err != nil {
		s.fault(s.secretNode("redis"), "is no address of a Redis: "+err.Error(), "write redis://host:6379/0, or rediss:// for TLS")
	}
}
