package desk

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// cut shortens a text to a number of bytes, between two characters.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// threadOf reads what Poster.Post has returned.
func threadOf(platform, ref string) Thread {
	i := strings.LastIndex(ref, "/")
	return Thread{Platform: platform, Channel: ref[:max(i, 0)], Message: ref[i+1:]}
}

func sorted(channels map[string]string) []string { return slices.Sorted(maps.Keys(channels)) }
