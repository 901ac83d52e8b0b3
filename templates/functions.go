package templates

import (
	"strings"
	"text/template"

	"digbot/internal/programme"
)

// functions are those that a text may call, beside the methods of View.
func functions(language programme.Language) template.FuncMap {
	return template.FuncMap{
		"md":     new(addresses).escape,
		"list":   func(items []string) string { return enumerate(language, items, andWord) },
		"either": func(items []string) string { return enumerate(language, items, orWord) },
		"plural": func(n int, one, many string) string { return plural(language, n, one, many) },
		"upper":  strings.ToUpper,
	}
}

// What stands before the last of several: all of them, or any.
var (
	andWord = programme.Text{FR: "et", EN: "and"}
	orWord  = programme.Text{FR: "ou", EN: "or"}
)

// enumerate joins "a, b et c".
func enumerate(language programme.Language, items []string, before programme.Text) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + before.In(language) + " " + items[last]
}

// plural picks the form that goes with n. In French zero is singular.
func plural(language programme.Language, n int, one, many string) string {
	if n == 1 || n == 0 && language == programme.French {
		return one
	}
	return many
}
