package config

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// linkForm finds the links in a text.
var linkForm = regexp.MustCompile(`https?:[^\s)>\]"«»,;]*[^\s)>\]"«»,;.!?:]`)

// shortest is the length of a host up to which two different ones may well be spelt nearly the same.
const shortest = 8

// link is one URL of the configuration.
type link struct {
	at   *node
	text string
	host string
}

// links checks every URL that stands in a text of the promotion, and hosts that differ from another one by a letter or
// two: a form host with a letter missing has been published before.
func (r *reader) links(promotion *node) {
	var links []link
	count := map[string]int{}
	promotion.walk(func(n *node) {
		if n.kind != scalar || n.broken || n.expanded {
			return
		}
		for _, text := range linkForm.FindAllString(n.value, -1) {
			if what := urlFault(text); what != "" {
				r.fault(n, shownURL(text)+" "+what, "write the whole address, such as https://www.example.fr/page")
				continue
			}
			host := hostOf(text)
			count[host]++
			links = append(links, link{n, text, host})
		}
	})
	for _, link := range links {
		if other, near := Lookalike(link.host, count); near {
			r.lack(link.at, fmt.Sprintf("the host %s looks like %s with a slip", link.host, other), "write "+other+", or spell both the same way")
		}
	}
}

func hostOf(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return strings.ToLower(parsed.Hostname())
}

// Lookalike finds a host that stands more often than the given one and is spelt nearly the same. count says how often each
// known host stands.
func Lookalike(host string, count map[string]int) (string, bool) {
	for _, other := range slices.Sorted(maps.Keys(count)) {
		if other != host && count[other] > count[host] && len(host) > shortest && distance(host, other) <= 2 {
			return other, true
		}
	}
	return "", false
}
