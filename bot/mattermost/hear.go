package mattermost

import (
	"regexp"
	"strings"
)

var (
	codeBlock  = regexp.MustCompile("(?s)```.*?(```|$)|`[^`\n]*`")
	otherFirst = regexp.MustCompile(`^\s*@[\pL\pN]`)
)

// named finds the mentions of one account: neither as the beginning of a longer name, nor in an address.
func named(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|[^\pL\pN_@.-])@` + regexp.QuoteMeta(name) + `([.:_-]*)($|[^\pL\pN._@-])`)
}

// mentions reports whether a text names the bot outside of code.
func (w identity) mentions(text string) bool {
	return strings.Contains(text, "@") && w.mention.MatchString(codeBlock.ReplaceAllString(text, " "))
}

// speaksToOther reports whether a text begins with the name of somebody else.
func (w identity) speaksToOther(text string) bool {
	return otherFirst.MatchString(text) && !w.mentions(text)
}

var (
	stars  = regexp.MustCompile(`(^|[\s(«"'])\*{1,3}([^\s*](?:[^*\n]*[^\s*])?)\*{1,3}($|[\s)».,;:!?"'])`)
	strike = regexp.MustCompile(`(^|\s)~~([^~\n]+)~~($|[\s.,;:!?])`)
	ticks  = regexp.MustCompile("(^|\\s)`([^`\n]+)`($|[\\s.,;:!?])")
	spaces = regexp.MustCompile(`[ \t]{2,}`)
	commas = regexp.MustCompile(`[ \t]*,([ \t]*,)*`)
)

// plain is what somebody wrote, without the bot's name and without emphasis.
func (w identity) plain(text string) string {
	if w.mention.MatchString(text) {
		text = commas.ReplaceAllString(spaces.ReplaceAllString(w.mention.ReplaceAllString(text, "$1$3"), " "), ",")
	}
	if strings.ContainsAny(text, "*~`") {
		for _, markup := range []*regexp.Regexp{stars, stars, strike, strike, ticks, ticks} { // twice: neighbours share the space between
			text = markup.ReplaceAllString(text, "$1$2$3")
		}
	}
	return strings.TrimSpace(strings.TrimLeft(text, " \t\r\n,:"))
}
