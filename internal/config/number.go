package config

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// number reads a whole number between two limits.
func (s *section) number(key string, least, most, otherwise int) int {
	n := s.child(key)
	if n == nil {
		return otherwise
	}
	return s.numberOf(n, least, most)
}

func (r *reader) numberOf(n *node, least, most int) int {
	text, set := r.value(n)
	if !set {
		return 0
	}
	fix := fmt.Sprintf("write a whole number from %d to %d, without quotes", least, most)
	number, err := strconv.Atoi(text)
	switch {
	case err != nil, n.quoted && !n.expanded:
		r.fault(n, fmt.Sprintf("%q is no whole number", n.raw), fix)
		return 0
	case number < least, number > most:
		r.fault(n, fmt.Sprintf("%s is out of range", n.raw), fix)
		return 0
	}
	return number
}

// flag reads true or false.
func (s *section) flag(key string) bool {
	n := s.child(key)
	text, set := s.value(n)
	switch {
	case !set:
		return false
	case n.quoted && !n.expanded, text != "true" && text != "false":
		s.fault(n, fmt.Sprintf("%q is neither true nor false", n.raw), "write true or false, without quotes")
	}
	return text == "true"
}

var durationForm = regexp.MustCompile(`^([0-9]{1,6})(s|m|h|d)$`)

// duration reads 60s, 90m, 24h or 30d, a day being 24 hours.
func (s *section) duration(key string, otherwise time.Duration) time.Duration {
	n := s.child(key)
	text, set := s.value(n)
	if !set {
		return otherwise
	}
	parts := durationForm.FindStringSubmatch(text)
	if parts == nil {
		s.fault(n, fmt.Sprintf("%q is no length of time", n.raw), "write a number and its unit: 60s, 90m, 24h or 30d")
		return otherwise
	}
	units := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	count, _ := strconv.Atoi(parts[1]) // at most six digits
	return time.Duration(count) * units[parts[2]]
}
