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
		"list":   func(items []string) string { return enumerate(language, items) },
		"plural": func(n int, one, many string) string { return plural(language, n, one, many) },
		"upper":  strings.ToUpper,
	}
}

// enumerate joins "a, b et c".
func enumerate(language programme.Language, items []string) string {
	and := map[programme.Language]string{programme.French: " et ", programme.English: " and "}[language]
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + and + items[last]
}

// plural picks the form that goes with n. In French zero is singular.
func plural(language programme.Language, n int, one, many string) string {
	if n == 1 || n == 0 && language == programme.French {
		return one
	}
	return many
}
