package bot

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// listPrefix begins the topics that stand for some of the challenges: "challenges:ministry=ministère+des+Armées".
const listPrefix = "challenges:"

// listing says which of the challenges somebody asked for.
type listing struct {
	ministry  string   // its French name
	place     string   // normalised name of a place
	theme     []string // words in the singular
	shortest  int      // months
	longest   int
	designers int
	superlative
	count  bool   // how many, rather than which
	absent string // a place or ministry, as it was written, that has no challenge
}

// superlative is the most or the least of something.
type superlative string

const (
	theLongest  superlative = "longest"
	theShortest superlative = "shortest"
)

// outsideParis is the place that is any but the Paris region.
const outsideParis = "outside"

// topic is the listing as the id of a topic, which listingOf reads.
func (l listing) topic() string {
	values := url.Values{}
	set := func(key, value string) {
		if value != "" && value != "0" {
			values.Set(key, value)
		}
	}
	set("ministry", l.ministry)
	set("place", l.place)
	set("theme", strings.Join(l.theme, " "))
	set("from", strconv.Itoa(l.shortest))
	set("to", strconv.Itoa(l.longest))
	set("designers", strconv.Itoa(l.designers))
	set("most", string(l.superlative))
	set("absent", l.absent)
	if l.count {
		set("count", "yes")
	}
	return listPrefix + values.Encode()
}

// listingOf reads what topic wrote.
func listingOf(topic string) (listing, bool) {
	query, isList := strings.CutPrefix(topic, listPrefix)
	if !isList {
		return listing{}, false
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return listing{}, false
	}
	atoi := func(key string) int {
		n, _ := strconv.Atoi(values.Get(key)) // 0 when it is missing
		return n
	}
	return listing{
		ministry: values.Get("ministry"), place: values.Get("place"), theme: strings.Fields(values.Get("theme")),
		shortest: atoi("from"), longest: atoi("to"), designers: atoi("designers"),
		superlative: superlative(values.Get("most")), count: values.Get("count") != "", absent: values.Get("absent"),
	}, true
}

// isOpen reports whether the listing restricts nothing.
func (l listing) isOpen() bool {
	l.count = false
	return l.topic() == listPrefix
}

// narrowed is the listing with what a follow-up adds; what is said of the same thing is replaced.
func (l listing) narrowed(more listing) listing {
	if more.ministry != "" {
		l.ministry, l.absent = more.ministry, ""
	}
	if more.place != "" {
		l.place, l.absent = more.place, ""
	}
	if len(more.theme) > 0 {
		l.theme = more.theme
	}
	if more.shortest+more.longest > 0 || more.superlative != "" {
		l.shortest, l.longest, l.superlative = more.shortest, more.longest, more.superlative
	}
	if more.designers > 0 {
		l.designers = more.designers
	}
	if more.absent != "" {
		l = more
	}
	l.count = more.count
	return l
}

// selection is the listing in the terms of the promotion.
func (g *guide) selection(l listing, promotion programme.Promotion, now time.Time) programme.Selection {
	s := programme.Selection{Ministry: l.ministry, Shortest: l.shortest, Longest: l.longest, Designers: l.designers}
	switch shortest, longest := promotion.Lengths(now); l.superlative {
	case theLongest:
		s.Shortest, s.Longest = longest, 0
	case theShortest:
		s.Shortest, s.Longest = 0, shortest
	}
	switch {
	case l.place == outsideParis:
		s.Without = g.outside
	case l.place != "":
		s.Places = append([]string{""}, g.places[l.place]...) // a place without a challenge wants none of them
	}
	for i, word := range l.theme {
		ids := g.themes[word]
		if i > 0 {
			ids = slices.DeleteFunc(slices.Clone(s.Among), func(id string) bool { return !slices.Contains(ids, id) })
		}
		s.Among = append([]string{""}, ids...)
	}
	return s
}
