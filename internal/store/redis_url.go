package store

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// redisKind is how the servers of a Redis work together.
type redisKind string

// The kinds, as a URL names them after the plus sign.
const (
	redisAlone    redisKind = ""
	redisSentinel redisKind = "sentinel"
	redisCluster  redisKind = "cluster"
)

// redisAddress is what the URL of a Redis says.
type redisAddress struct {
	kind     redisKind
	secure   bool     // over TLS
	hosts    []string // host:port of the server, of the Sentinels, or of some servers of the Cluster
	master   string   // which master the Sentinels watch
	database int

	user, password                 string
	sentinelUser, sentinelPassword string
}

// CheckRedisURL reports all that is wrong with the URL of a Redis, without repeating it, for it may hold a password:
//
//	redis://[[user]:password@]host[:6379][/database]
//	redis+sentinel://[[user]:password@]host[:26379],host2,.../master[/database][?sentinel_user=...&sentinel_password=...]
//	redis+cluster://[[user]:password@]host[:6379],host2,...
//
// rediss instead of redis speaks TLS. Special characters in a password are written as in every URL: %40 is an at sign.
func CheckRedisURL(raw string) error {
	_, err := parseRedisURL(raw)
	return err
}

// redisForms ends the report of a URL that is not understood.
const redisForms = "write redis://host:6379/0, redis+sentinel://host:26379,host2:26379/master/0 or redis+cluster://host:7000,host2:7001, with rediss for TLS"

// parseRedisURL never puts an error of package url into its own, since those repeat the URL.
func parseRedisURL(raw string) (redisAddress, error) {
	scheme, rest, found := strings.Cut(raw, "://")
	protocol, kind, plus := strings.Cut(strings.ToLower(scheme), "+")
	a := redisAddress{kind: redisKind(kind), secure: protocol == "rediss"}
	known := a.kind == redisSentinel || a.kind == redisCluster || !plus
	if !found || !known || protocol != "redis" && protocol != "rediss" {
		return a, errors.New("it is no Redis URL: " + redisForms)
	}
	authority, tail := rest, ""
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority, tail = rest[:end], rest[end:]
	}
	login, hosts := "", authority
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		login, hosts = authority[:at+1], authority[at+1:]
	}
	// Several hosts are not a URL to package url: it sees the rest without them.
	parsed, err := url.Parse("redis://" + login + "host" + tail)
	if err != nil {
		return a, errors.New("its password, its path or its options are not written as in a URL: write special characters as %40 (an at sign), %2F (a slash), %23 (a hash), %25 (a percent sign)")
	}
	a.user = parsed.User.Username()
	a.password, _ = parsed.User.Password()
	return a, errors.Join(a.setHosts(hosts), a.setPath(parsed.Path), a.setOptions(parsed))
}

func (a *redisAddress) setHosts(text string) error {
	port := "6379"
	if a.kind == redisSentinel {
		port = "26379"
	}
	hosts := strings.Split(text, ",")
	if a.kind == redisAlone && len(hosts) > 1 {
		return errors.New("it names several hosts: write redis+sentinel:// or redis+cluster://, or leave one host")
	}
	var faults []error
	for i, text := range hosts {
		host, err := hostPort(text, port)
		if err != nil {
			faults = append(faults, fmt.Errorf("host %d: %w", i+1, err))
		}
		a.hosts = append(a.hosts, host)
	}
	return errors.Join(faults...)
}

// hostPort completes a host with the usual port.
func hostPort(text, usual string) (string, error) {
	parsed, err := url.Parse("redis://" + text)
	if err != nil || parsed.Host != text {
		return "", errors.New("it is not written as host:port, or [address]:port for IPv6")
	}
	host, port := parsed.Hostname(), parsed.Port()
	if port == "" {
		port = usual
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", errors.New("the port is not a number from 1 to 65535")
	}
	if host == "" {
		return "", errors.New("the name is missing")
	}
	return net.JoinHostPort(host, port), nil
}

func (a *redisAddress) setPath(path string) error {
	path = strings.Trim(path, "/")
	database := path
	switch a.kind {
	case redisSentinel:
		a.master, database, _ = strings.Cut(path, "/")
		if a.master == "" {
			return errors.New("the name of the master is missing: write redis+sentinel://host:26379/mymaster, as in the line \"sentinel monitor mymaster ...\" of sentinel.conf")
		}
	case redisCluster:
		if path != "" && path != "0" {
			return errors.New("a Cluster has no databases: remove the path")
		}
	case redisAlone:
	}
	if database == "" {
		return nil
	}
	n, err := strconv.Atoi(database)
	if err != nil || n < 0 {
		return errors.New("the database is not a number from 0: write it after the last slash")
	}
	a.database = n
	return nil
}

func (a *redisAddress) setOptions(parsed *url.URL) error {
	options, err := url.ParseQuery(parsed.RawQuery)
	if err != nil || parsed.Fragment != "" {
		return errors.New("what follows the path is not written as ?name=value&name=value: write special characters as %26 (an ampersand), %23 (a hash), %25 (a percent sign)")
	}
	var faults []error
	for name := range options {
		if a.kind != redisSentinel || name != "sentinel_user" && name != "sentinel_password" {
			faults = append(faults, errors.New("it has an unknown option: only redis+sentinel has some, sentinel_user and sentinel_password"))
			break
		}
	}
	a.sentinelUser, a.sentinelPassword = options.Get("sentinel_user"), options.Get("sentinel_password")
	return errors.Join(faults...)
}

// String names the servers, never the password.
func (a redisAddress) String() string {
	text := strings.Join(a.hosts, ",")
	if a.kind != redisAlone {
		text = string(a.kind) + " " + text
	}
	if a.master != "" {
		text += "/" + a.master
	}
	return text
}

func (a redisAddress) tls() *tls.Config {
	if !a.secure {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12} // the name to expect comes from each address
}
