package config

import (
	"fmt"
	"slices"
	"strings"

	"digbot/internal/programme"
)

// sources reads the documents in which facts were published.
func (s *section) sources() map[string]programme.Source {
	sources := map[string]programme.Source{}
	for _, e := range s.entries("sources") {
		if !s.isID(e) {
			continue
		}
		source := s.sectionOf(e.value)
		source.require("title", "write the title of the document")
		sources[e.key] = programme.Source{Title: source.words("title"), URL: source.url("url", ""), Date: source.day("date")}
		source.close()
	}
	return sources
}

// facts reads what the programme has published, each fact with its sources.
func (s *section) facts(sources map[string]programme.Source) map[string]programme.Fact {
	facts := map[string]programme.Fact{}
	for _, e := range s.entries("facts") {
		if !s.isID(e) {
			continue
		}
		fact := s.sectionOf(e.value)
		s.stranger(e, "facts", "fr")
		fact.require("source", "write source: [the id of the document in promotion.sources]")
		facts[e.key] = programme.Fact{Value: fact.bilingual(), Sources: fact.mentions("source", known(sources), "source")}
		fact.close()
	}
	return facts
}

// stranger makes more of an entry that comes from a later file and lacks what every entry has: most likely its id is a
// slip, and another entry was meant.
func (s *section) stranger(e entry, key, must string) {
	if e.value.kind != mapping || e.value.get(must) != nil || e.value.file == s.child(key).file {
		return
	}
	var others []string
	for _, other := range s.child(key).entries {
		if other.key != e.key {
			others = append(others, other.key)
		}
	}
	fix := "write the id of one that exists, or add " + must + ":"
	if near, found := nearest(e.key, others); found {
		fix = "write " + near
	}
	s.lack(e.value, fmt.Sprintf("%q is unknown in %s of the earlier files", e.key, key), fix)
	e.value.broken = true
}

// mentions reads a list of ids, each of which must be known.
func (s *section) mentions(key string, known []string, what string) []string {
	var ids []string
	for _, item := range s.distinct(key) {
		id := strings.TrimSpace(item.value)
		s.mention(item, id, known, what)
		ids = append(ids, id)
	}
	return ids
}

// mention reports an id that is not known.
func (r *reader) mention(n *node, id string, known []string, what string) {
	if id == "" || slices.Contains(known, id) {
		return
	}
	fix := "write the id of a " + what + " of this configuration"
	if near, found := nearest(id, known); found {
		fix = "write " + near
	}
	r.lack(n, fmt.Sprintf("%q is no known %s", n.raw, what), fix)
}

func known[V any](entries map[string]V) []string {
	var ids []string
	for id := range entries {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
