package config

import (
	"fmt"
	"log/slog"
)

// Secret is a password, a token or a key. However it is printed, logged or encoded, only a mark appears; Reveal gives
// the value to the code that needs it.
type Secret struct{ value string }

const redacted = "[redacted]"

// NewSecret hides a value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal is the value itself: pass it on, never print it.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether the secret was not set.
func (s Secret) IsZero() bool { return s.value == "" }

// String is the mark, or nothing when the secret was not set.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString is what %#v prints.
func (s Secret) GoString() string { return s.String() }

// Format prints the mark whatever the verb, so that %x or %q show no more than %v.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(s.String())) }

// LogValue is what a structured log shows.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is what JSON, YAML and XML encoders write.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON is the mark as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", s.String()), nil }
