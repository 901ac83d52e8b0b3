package templates

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/template/parse"

	"digbot/internal/programme"
)

// Check renders every answer and phrase over each view, in each language, and reports what cannot be rendered, sources
// that the promotion does not have, and dates that are wrong as typed. Mails need people; what is said to the staff, and to
// people about themselves, needs what they asked for.
func (l *Library) Check(views []View) Faults {
	keys := slices.Sorted(maps.Keys(l.texts))
	found := make([]Faults, len(keys))
	var checking sync.WaitGroup
	for i, key := range keys {
		checking.Go(func() { found[i] = l.check(key, views) })
	}
	checking.Wait()
	return slices.Concat(found...)
}

func (l *Library) check(key string, views []View) Faults {
	t := l.texts[key]
	faults := t.dateFaults()
	if needsMore(key) {
		return faults
	}
	made, _ := t.parse() // and forgotten again
	faults = append(faults, t.renderFaults(made, views)...)
	if len(views) > 0 {
		faults = append(faults, t.sourceFaults(views[0].Season.Sources)...)
	}
	return faults
}

// needsMore reports whether a text needs more than a season to be rendered.
func needsMore(key string) bool {
	return strings.HasPrefix(key, "mail/") || strings.HasPrefix(key, "chat/post-") || strings.HasPrefix(key, "chat/team-") ||
		strings.HasPrefix(key, "chat/desk-") || strings.HasPrefix(key, "chat/personal-")
}

func (t *text) renderFaults(made parsed, views []View) Faults {
	var faults Faults
	if made.fixed() {
		views = views[:min(1, len(views))]
	}
	for _, view := range views {
		body, err := t.run(made.body, view, 0)
		if err == nil {
			_, err = t.run(made.subject, view, 0)
		}
		switch {
		case err != nil:
			faults = append(faults, t.renderFault(view, err))
		case strings.TrimSpace(body) == "":
			faults = append(faults, Fault{File: t.file, What: "says nothing in the phase " + view.Phase(), Fix: "write what people are told then"})
		}
	}
	return unique(faults)
}

// fixed reports whether a text says the same whatever it is rendered over.
func (p parsed) fixed() bool {
	return p.subject == nil && !slices.ContainsFunc(p.body.Root.Nodes, func(n parse.Node) bool { return n.Type() != parse.NodeText })
}

// renderFault names the person by id: a report may be shown to many.
func (t *text) renderFault(view View, err error) Fault {
	var missing *MissingError
	if errors.As(err, &missing) {
		return Fault{File: t.file, What: fmt.Sprintf("person %s has no %s", view.Person.ID, strings.Join(missing.Fields, ", no ")),
			Fix: "complete the roster"}
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		if fault := faultOf(t.file, inner); fault.Line > 0 {
			return fault
		}
	}
	return Fault{File: t.file, What: err.Error()}
}

func (t *text) sourceFaults(sources map[string]programme.Source) Faults {
	var faults Faults
	for _, id := range t.front.Source {
		if _, known := sources[id]; !known {
			faults = append(faults, Fault{File: t.file, Line: 1, What: fmt.Sprintf("unknown source %q", id),
				Fix: "one of " + strings.Join(slices.Sorted(maps.Keys(sources)), ", ")})
		}
	}
	return faults
}

func unique(faults Faults) Faults {
	seen := map[Fault]bool{}
	return slices.DeleteFunc(faults, func(fault Fault) bool {
		known := seen[fault]
		seen[fault] = true
		return known
	})
}
