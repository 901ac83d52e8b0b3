package mail

import (
	"net/url"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"digbot/notifier"
)

// refusable says to mail programs how the mail can be refused: RFC 2369 and, with one click, RFC 8058.
func (c *Composer) refusable(message *gomail.Msg, refusal notifier.Refusal) {
	if refusal.List == "" {
		return
	}
	ways := "<mailto:" + url.PathEscape(c.answersTo()) + "?subject=" + url.PathEscape("unsubscribe "+string(refusal.List)) + ">"
	if refusal.Link != "" {
		ways = "<" + refusal.Link + ">, " + ways
	}
	if strings.HasPrefix(refusal.Link, "https://") { // RFC 8058 takes no other
		message.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	message.SetGenHeader(gomail.HeaderListUnsubscribe, ways)
}
