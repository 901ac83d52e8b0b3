package config

import (
	"slices"
	"strings"
)

// supersedes says which settings of earlier files lose their meaning when a later file names a key, unless it names them
// as well. In a path, * stands for any key.
var supersedes = []struct {
	path, key string
	drops     []string
}{
	{"store", "file", []string{"redis", "redis_file", "wait_replicas"}},
	{"store", "redis", []string{"file"}},
	{"store", "redis_file", []string{"file"}},
	{"promotion.calendar.*", "date", []string{"month", "weekday"}},
	{"promotion.calendar.*", "month", []string{"date", "time", "weekday"}},
}

// merge lays a later file over an earlier one: maps merge, everything else is replaced. A key without a value takes the
// earlier value away, so that the default holds again.
func merge(base, over *node) *node {
	if base == nil || base.kind != mapping || over.kind != mapping {
		return over
	}
	merged := *base
	merged.entries = slices.DeleteFunc(slices.Clone(base.entries), func(entry entry) bool { return superseded(base.path, entry.key, over) })
	for _, entry := range over.entries {
		merged.put(entry)
	}
	return &merged
}

// put replaces the value of a key in its place, or appends it.
func (n *node) put(new entry) {
	for i, old := range n.entries {
		if old.key == new.key {
			n.entries[i].value = merge(old.value, new.value)
			return
		}
	}
	n.entries = append(n.entries, new)
}

// superseded reports whether a key of the earlier file is replaced by another key of the later one.
func superseded(path, key string, over *node) bool {
	if over.get(key) != nil {
		return false
	}
	if over.get(key+fileSuffix) != nil || strings.HasSuffix(key, fileSuffix) && over.get(strings.TrimSuffix(key, fileSuffix)) != nil {
		return true
	}
	for _, rule := range supersedes {
		if matches(rule.path, path) && over.get(rule.key) != nil && slices.Contains(rule.drops, key) {
			return true
		}
	}
	return false
}

// matches compares a path with a pattern in which * stands for one key.
func matches(pattern, path string) bool {
	wanted, keys := strings.Split(pattern, "."), strings.Split(path, ".")
	return slices.EqualFunc(wanted, keys, func(a, b string) bool { return a == "*" || a == b })
}
