package mail

import (
	"net/textproto"
	"regexp"
	"strings"

	"digbot/notifier"
)

func canonical(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }

// statusEntries reads a message/delivery-status: groups of fields, the first about the message, the others about one
// recipient each. Recipients whom the message has reached are left out.
func statusEntries(text string) []notifier.Returned {
	var entries []notifier.Returned
	for group := range strings.SplitSeq(blankLines.ReplaceAllString(text, "\n\n"), "\n\n") {
		h := looseHeader(group)
		action := strings.ToLower(firstWord(h.get("Action")))
		recipient := strings.Trim(typed(h.get("Final-Recipient")), "<>")
		if recipient == "" {
			recipient = strings.Trim(typed(h.get("Original-Recipient")), "<>")
		}
		if recipient == "" || action != "failed" && action != "delayed" {
			continue
		}
		diagnostic := typed(h.get("Diagnostic-Code"))
		status := statusCode.FindString(h.get("Status"))
		if status == "" || strings.HasSuffix(status, ".0.0") {
			status = statusOf(diagnostic, status, action == "failed")
		}
		entries = append(entries, notifier.Returned{Recipient: recipient, Status: status, Gone: action == "failed", Text: diagnostic})
	}
	return entries
}

var (
	blankLines = regexp.MustCompile(`\n[ \t\r]*\n`)

	// typeName is what stands before the semicolon of a typed field.
	typeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]*$`)

	// statusCode is an enhanced status code, RFC 3463.
	statusCode = regexp.MustCompile(`\b[45]\.[0-9]{1,3}\.[0-9]{1,3}\b`)

	// replyCode is a server's reply that refuses, RFC 5321.
	replyCode = regexp.MustCompile(`\b([45])[0-9][0-9][ -]`)
)

// statusOf finds the most exact code in a server's words. otherwise stands when they hold none; without it, a message that
// was given up counts as refused for good.
func statusOf(words, otherwise string, gone bool) string {
	if code := statusCode.FindString(words); code != "" {
		return code
	}
	if otherwise != "" {
		return otherwise
	}
	if reply := replyCode.FindStringSubmatch(words); reply != nil {
		return reply[1] + ".0.0"
	}
	if gone {
		return "5.0.0"
	}
	return "4.0.0"
}

// typed is the value of a field such as "rfc822; camille@example.org", whose type some leave out.
func typed(field string) string {
	if kind, value, found := strings.Cut(field, ";"); found && typeName.MatchString(strings.TrimSpace(kind)) {
		field = value
	}
	return strings.TrimSpace(field)
}

func firstWord(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
