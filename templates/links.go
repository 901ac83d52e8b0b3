package templates

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Link is a web address typed in a text.
type Link struct {
	File string
	Line int
	URL  string
}

var typedLink = regexp.MustCompile(`https?:[^\s)>\]"«»{}]+`)

// Links lists the web addresses typed in the texts; those that come from the configuration are not typed.
func (l *Library) Links() []Link {
	var links []Link
	for _, key := range slices.Sorted(maps.Keys(l.texts)) {
		t := l.texts[key]
		for i, line := range strings.Split(t.source, "\n") {
			for _, address := range typedLink.FindAllString(line, -1) {
				links = append(links, Link{t.file, i + 1, strings.TrimRight(address, ".,;:!?*")})
			}
		}
	}
	return links
}
