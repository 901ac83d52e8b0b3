package store

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseRedisURL(t *testing.T) {
	tests := map[string]redisAddress{
		"redis://127.0.0.1":             {hosts: []string{"127.0.0.1:6379"}},
		"redis://localhost:6380/2":      {hosts: []string{"localhost:6380"}, database: 2},
		"rediss://:p%40ss@host/":        {secure: true, hosts: []string{"host:6379"}, password: "p@ss"},
		"REDIS://user:a@b@host:1":       {hosts: []string{"host:1"}, user: "user", password: "a@b"},
		"redis://user:p%2Fq%23r@[::1]":  {hosts: []string{"[::1]:6379"}, user: "user", password: "p/q#r"},
		"redis+cluster://a:7000,b,c:1/": {kind: redisCluster, hosts: []string{"a:7000", "b:6379", "c:1"}},
		"rediss+cluster://u:p@a,[::1]:7000": {
			kind: redisCluster, secure: true, hosts: []string{"a:6379", "[::1]:7000"}, user: "u", password: "p",
		},
		"redis+sentinel://a,b:26380/mymaster": {kind: redisSentinel, hosts: []string{"a:26379", "b:26380"}, master: "mymaster"},
		"redis+sentinel://:p@a/m/3?sentinel_user=u&sentinel_password=s%26t": {
			kind: redisSentinel, hosts: []string{"a:26379"}, master: "m", database: 3, password: "p", sentinelUser: "u", sentinelPassword: "s&t",
		},
	}
	for url, want := range tests {
		got, err := parseRedisURL(url)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %#v, %v\nwant %#v", url, got, err, want)
		}
	}
}

// TestCheckRedisURL lists every fault of a URL, and never what stands where a password does.
func TestCheckRedisURL(t *testing.T) {
	tests := []struct {
		url  string
		want []string
	}{
		{"", []string{"no Redis URL"}},
		{"localhost:6379", []string{"no Redis URL"}},
		{"http://hunter2@host", []string{"no Redis URL"}},
		{"redis+ring://:hunter2@host", []string{"no Redis URL"}},
		{"redis+://:hunter2@host", []string{"no Redis URL"}},
		{"redis://", []string{"host 1: the name is missing"}},
		{"redis://:hunter2@:6379", []string{"host 1: the name is missing"}},
		{"redis://:hunter2@host:0", []string{"host 1: the port"}},
		{"redis://:hunter2@host:70000", []string{"host 1: the port"}},
		{"redis://:hunter2@ho st", []string{"host 1: it is not written as host:port"}},
		{"redis://:hunter2%zz@host", []string{"not written as in a URL", "%25"}},
		{"redis://:hunter2@a,b", []string{"several hosts", "redis+cluster://"}},
		{"redis://:hunter2@host/first", []string{"database is not a number"}},
		{"redis://:hunter2@host/-1", []string{"database is not a number"}},
		{"redis://:hunter2@host?read_timeout=hunter2", []string{"unknown option"}},
		{"redis://:hunter2@host#hunter2", []string{"?name=value", "%23"}},
		{"redis+sentinel://:hunter2@a,b", []string{"name of the master is missing"}},
		{"redis+sentinel://a/m/x", []string{"database is not a number"}},
		{"redis+sentinel://a:b,,c:0/m/x?hunter2=1", []string{"host 1", "host 2", "host 3", "database", "unknown option"}},
		{"redis+cluster://:hunter2@a/1", []string{"no databases"}},
	}
	for _, test := range tests {
		err := CheckRedisURL(test.url)
		if err == nil {
			t.Errorf("%s: no fault", test.url)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v; want %q", test.url, err, want)
			}
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

// FuzzCheckRedisURL tells no secret and takes no URL that names no server.
func FuzzCheckRedisURL(f *testing.F) {
	for _, seed := range []string{"redis://:%s@h", "redis+sentinel://u:%s@a,b:1/m/0?sentinel_password=%s", "redis+cluster://[::1]:7000,%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, err := parseRedisURL(strings.ReplaceAll(text, "%s", "hunter2"))
		if err == nil && len(address.hosts) == 0 {
			t.Error("no host")
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("told %v", err)
		}
	})
}
