package slack

import (
	"regexp"
	"strings"
)

// token is what stands between angle brackets in a text of Slack: a mention, a channel, a link.
// https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
var token = regexp.MustCompile(`<([^<>]*)>`)

var (
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	escaper  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// readable is a text of Slack as people see it, without the mention of the bot itself.
func readable(text, me string) string {
	if !strings.ContainsAny(text, "<&") { // like most of what people write
		return strings.TrimSpace(text)
	}
	text = token.ReplaceAllStringFunc(text, func(found string) string { return shown(found[1:len(found)-1], me) })
	return strings.TrimSpace(unescape.Replace(text))
}

// shown is a token as people see it.
func shown(token, me string) string {
	target, label, labelled := strings.Cut(token, "|")
	switch {
	case target == "@"+me:
		return ""
	case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "#"):
		if labelled && label != "" {
			return target[:1] + strings.TrimPrefix(label, target[:1])
		}
		return target
	case strings.HasPrefix(target, "!"):
		if labelled {
			return label
		}
		return "@" + strings.TrimPrefix(target, "!")
	}
	return shownLink(target, label)
}

// shownLink is a link's text, and its address where the text does not tell it.
func shownLink(target, label string) string {
	address := strings.TrimPrefix(target, "mailto:")
	switch {
	case label == "":
		return address
	case strings.Contains(address, strings.TrimSuffix(label, "/")):
		return label
	}
	return label + " (" + address + ")"
}

// escape makes a text of ours or of others plain text in Slack's markup: no mention, no link.
func escape(text string) string { return escaper.Replace(text) }
