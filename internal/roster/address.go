package roster

import (
	"net/url"
	"regexp"
	"strings"
)

// Mail addresses as RFC 5321 allows them without quotation, to a named host.
var (
	mailbox = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*$`)
	host    = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$`)
)

// addressFault is the key of the words that say why a text cannot be the mail address of one person; empty when it can.
func addressFault(text string) string {
	local, domain, found := strings.Cut(text, "@")
	switch {
	case !found:
		return "address_at"
	case strings.Contains(domain, "@"), strings.ContainsAny(text, " ,;<>"):
		return "address_alone"
	case strings.ContainsFunc(text, func(r rune) bool { return r > '~' }):
		return "address_accents"
	case len(local) > 64 || len(domain) > 253 || !mailbox.MatchString(local):
		return "address_local"
	case !host.MatchString(domain):
		return "address_host"
	}
	return ""
}

// mailKey makes equal the addresses that reach the same person.
func mailKey(address string) string { return strings.ToLower(address) }

// identifier is what an id may be: safe in a key and in a file's name, and no address.
var identifier = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// linkFault is the key of the words that say why a text cannot be followed; empty when it can.
func linkFault(text string) string {
	target, err := url.Parse(text)
	if err != nil || target.Host == "" || strings.Contains(text, " ") {
		return "no_link"
	}
	return ""
}
