package config

import (
	"fmt"
	"regexp"
	"strings"

	"digbot/internal/programme"
)

// value reads a node as one value without the space around it. It reports false when there is none.
func (r *reader) value(n *node) (string, bool) {
	switch {
	case n == nil:
		return "", false
	case n.kind != scalar:
		r.mistyped(n, scalar, "write one value on the line of the key")
		return "", false
	case n.broken:
		return "", false
	}
	text := strings.TrimSpace(n.value)
	if text == "" {
		r.fault(n, "is empty", "write a value, or delete the line")
	}
	return text, text != ""
}

// text reads a text; "" when it is not set.
func (s *section) text(key string) string { return s.textOr(key, "") }

// textOr reads a text that has a default.
func (s *section) textOr(key, otherwise string) string {
	if text, set := s.value(s.child(key)); set {
		return text
	}
	return otherwise
}

// texts reads a list of texts, each once.
func (s *section) texts(key string) []string {
	var texts []string
	for _, item := range s.distinct(key) {
		texts = append(texts, strings.TrimSpace(item.value))
	}
	return texts
}

// distinct reads the entries of a list of texts and reports those that stand in it twice.
func (s *section) distinct(key string) []*node {
	var items []*node
	first := map[string]*node{}
	for _, item := range s.items(key) {
		text, set := s.value(item)
		if !set {
			continue
		}
		if before, found := first[strings.ToLower(text)]; found {
			s.fault(item, fmt.Sprintf("%q stands in the list twice: already on line %d", item.raw, before.line), "keep one of the two")
			continue
		}
		first[strings.ToLower(text)] = item
		items = append(items, item)
	}
	return items
}

// words reads a text in both languages: a plain text is French only.
func (s *section) words(key string) programme.Text { return s.wordsOf(s.child(key)) }

func (r *reader) wordsOf(n *node) programme.Text {
	if n == nil || n.kind != mapping {
		text, _ := r.value(n)
		return programme.Text{FR: text}
	}
	s := r.sectionOf(n)
	text := s.bilingual()
	s.close()
	return text
}

// bilingual reads the keys fr and en of a section.
func (s *section) bilingual() programme.Text {
	s.require("fr", "write the French text; it is the programme's own language")
	return programme.Text{FR: s.text("fr"), EN: s.text("en")}
}

// choice reads one word of a few.
func (s *section) choice(key, otherwise string, allowed ...string) string {
	n := s.child(key)
	text, set := s.value(n)
	if !set || !s.isOneOf(n, text, allowed) {
		return otherwise
	}
	return text
}

func (r *reader) isOneOf(n *node, text string, allowed []string) bool {
	for _, word := range allowed {
		if text == word {
			return true
		}
	}
	fix := "write one of " + strings.Join(allowed, ", ")
	if near, found := nearest(text, allowed); found && !n.expanded {
		fix = "write " + near
	}
	r.fault(n, fmt.Sprintf("%q is not one of %s", n.raw, strings.Join(allowed, ", ")), fix)
	return false
}

// idForm is the form of ids: of challenges, facts, sources, members of the staff.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*([-_][a-z0-9]+)*$`)

// isID reports whether the key of an entry may be an id.
func (r *reader) isID(e entry) bool {
	if idForm.MatchString(e.key) {
		return true
	}
	r.fault(e.value, fmt.Sprintf("%q cannot be an id", e.key), "write small letters a-z, digits and hyphens, such as pole-emploi")
	return false
}
