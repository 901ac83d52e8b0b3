package trace

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strings"
)

// redacted stands for the value of a secret.
const redacted = "[redacted]"

// clean hides the attribute if its key names a secret; in a group, it hides the members that do.
func clean(a slog.Attr) slog.Attr {
	if namesSecret(a.Key) {
		return mark(a)
	}
	a.Value = a.Value.Resolve()
	if a.Value.Kind() != slog.KindGroup {
		return shortened(a)
	}
	members := make([]slog.Attr, 0, len(a.Value.Group()))
	for _, member := range a.Value.Group() {
		members = append(members, clean(member))
	}
	a.Value = slog.GroupValue(members...)
	return a
}

// shortened is an attribute that names somebody's conversation as its hash: lines of one message can still be told, and a
// line be found by what a platform calls the message, but nobody can be found by it.
func shortened(a slog.Attr) slog.Attr {
	if a.Key != "event" && a.Key != "conversation" {
		return a
	}
	sum := sha256.Sum256([]byte(a.Value.String()))
	return slog.String(a.Key, hex.EncodeToString(sum[:6]))
}

func mark(a slog.Attr) slog.Attr { return slog.String(a.Key, redacted) }

// namesSecret reports whether a key names something that must not be logged: it contains such a word, however it is
// written: bot_token, X-Api-Key, signingSecret.
func namesSecret(key string) bool {
	letters := strings.Map(func(r rune) rune {
		if strings.ContainsRune("_-. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(key))
	for _, word := range []string{
		"token", "password", "passwd", "passphrase", "secret", "authorization", "cookie", "apikey", "privatekey", "credential",
	} {
		if strings.Contains(letters, word) {
			return true
		}
	}
	return false
}
