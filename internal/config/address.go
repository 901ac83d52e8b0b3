package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Mailbox is a mail address with the name that stands beside it.
type Mailbox struct {
	Name    string
	Address string
}

// IsZero reports whether there is none.
func (m Mailbox) IsZero() bool { return m.Address == "" }

// domain is what stands behind the @.
func (m Mailbox) domain() string { return m.Address[strings.LastIndexByte(m.Address, '@')+1:] }

const mailFix = "write an address such as equipe@example.fr"

// address reads a bare mail address.
func (s *section) address(key string) string {
	n := s.child(key)
	text, set := s.value(n)
	if !set {
		return ""
	}
	if !isAddress(text) {
		s.fault(n, fmt.Sprintf("%q cannot be a mail address", n.raw), mailFix)
		return ""
	}
	return text
}

// mailbox reads an address, with or without a name: Équipe DIG <equipe@example.fr>.
func (s *section) mailbox(key string) Mailbox {
	n := s.child(key)
	text, set := s.value(n)
	if !set {
		return Mailbox{}
	}
	name, address := "", text
	if before, after, found := strings.Cut(text, "<"); found {
		name, address = strings.Trim(strings.TrimSpace(before), `"`), strings.TrimSuffix(after, ">")
	}
	if !isAddress(address) || strings.ContainsAny(name, "\"<>") || strings.ContainsFunc(name, unicode.IsControl) {
		s.fault(n, fmt.Sprintf("%q cannot be a mail address", n.raw), mailFix+" or Équipe DIG <equipe@example.fr>")
		return Mailbox{}
	}
	return Mailbox{Name: name, Address: address}
}

var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z]$`)

// isAddress is stricter than the standard: no comments, no quoted local part, a domain with a dot.
func isAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || parsed.Name != "" {
		return false
	}
	local, domain, _ := strings.Cut(text, "@")
	return !strings.ContainsAny(local, "\" ") && isDomain(domain)
}

func isDomain(text string) bool {
	return len(text) <= 253 && domainForm.MatchString(strings.ToLower(text)) && !strings.Contains(text, "..")
}

// url reads an https address. Plain http is for the machine itself only.
func (s *section) url(key, otherwise string) string {
	n := s.child(key)
	text, set := s.value(n)
	if !set {
		return otherwise
	}
	if what := urlFault(text); what != "" {
		s.fault(n, shownURL(n.raw)+" "+what, "write the whole address, such as https://www.example.fr/page")
		return otherwise
	}
	return text
}

// shownURL is a URL as a fault may show it: one that may hold a password is not shown.
func shownURL(raw string) string {
	if strings.Contains(raw, "@") {
		return "the URL"
	}
	return fmt.Sprintf("%q", raw)
}

// urlFault says what is wrong with an address; "" when nothing is.
func urlFault(text string) string {
	parsed, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, " \t\n<>\"'`|\\^{}"):
		return "is no URL"
	case parsed.Scheme == "":
		return "does not begin with https://"
	case parsed.Hostname() == "":
		return "names no host"
	case parsed.User != nil:
		return "holds a name or a password"
	case parsed.Scheme == "http" && isLoopback(parsed.Hostname()):
		return ""
	case parsed.Scheme != "https":
		return "does not begin with https://"
	case !isLoopback(parsed.Hostname()) && net.ParseIP(parsed.Hostname()) == nil && !isDomain(parsed.Hostname()):
		return "names a host that cannot exist"
	}
	return ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// listen reads host:port, the place where a server listens.
func (s *section) listen(key, otherwise string) string {
	n := s.child(key)
	text, set := s.value(n)
	if !set {
		return otherwise
	}
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		s.fault(n, fmt.Sprintf("%q is no address to listen on", n.raw), "write host:port, such as 127.0.0.1:8080")
		return otherwise
	}
	return text
}
