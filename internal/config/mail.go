package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"digbot/internal/programme"
	delivery "digbot/notifier/mail"
)

// Mail says how mails leave. Without a relay they are written as .eml files into Outbox.
type Mail struct {
	From        Mailbox // default: the programme's name and the promotion's contact
	ReplyTo     Mailbox
	Relays      []Relay // tried in order
	Connections int     // kept open to each relay; default 4
	Limits      []Limit // of each relay
	Only        []string
	Outbox      string // folder of the .eml files; default "outbox"
	DKIM        DKIM
}

// Relay is an SMTP server that takes our mails.
type Relay struct {
	Host     string
	Port     int
	TLS      TLS
	User     string
	Password Secret
}

// TLS says how the connection to a relay is protected.
type TLS string

// The ways of protection.
const (
	Mandatory TLS = "mandatory" // STARTTLS, or nothing is sent
	Implicit  TLS = "implicit"  // TLS from the first byte
	Plain     TLS = "none"      // none: for a relay on the same machine
)

// Limit allows so many mails in any stretch of time of that length.
type Limit struct {
	Messages int
	Per      time.Duration
}

// DKIM signs mails. The zero DKIM signs none.
type DKIM struct {
	Domain   string
	Selector string
	Key      Secret // PEM
}

func (r *reader) mail(s *section, promotion programme.Promotion) Mail {
	mail := Mail{
		From:        s.mailbox("from"),
		ReplyTo:     s.mailbox("reply_to"),
		Connections: s.number("connections", 1, 64, 4),
		Only:        s.recipients("only"),
		Outbox:      s.textOr("outbox", "outbox"),
	}
	for _, item := range s.items("relays") {
		mail.Relays = append(mail.Relays, r.relay(r.sectionOf(item)))
	}
	for _, item := range s.items("limits") {
		mail.Limits = append(mail.Limits, r.limit(r.sectionOf(item)))
	}
	if len(mail.Relays) > 0 {
		s.require("from", "write the sender of the mails, such as from: "+"Équipe DIG <equipe@example.fr>")
	}
	if mail.From.IsZero() {
		mail.From = Mailbox{Name: promotion.Programme.FR, Address: promotion.Contact}
	}
	mail.DKIM = r.dkim(s.section("dkim"), mail.From.domain())
	s.close()
	return mail
}

func (r *reader) relay(s *section) Relay {
	s.require("host", "write the name of the SMTP server")
	relay := Relay{
		Host:     s.host("host"),
		TLS:      TLS(s.choice("tls", string(Mandatory), string(Mandatory), string(Implicit), string(Plain))),
		User:     s.text("user"),
		Password: s.secret("password"),
	}
	ports := map[TLS]int{Mandatory: 587, Implicit: 465, Plain: 25}
	relay.Port = s.number("port", 1, 65535, ports[relay.TLS])
	if relay.TLS == Plain && relay.Host != "" && !delivery.OnThisMachine(relay.Host) {
		s.fault(s.child("tls"), "none is for a relay on this machine, at localhost or 127.0.0.1: anyone on the way could read the mails", "write mandatory or implicit")
	}
	if s.has("user") {
		s.requireSecret("password")
	}
	if s.has("password") || s.has("password"+fileSuffix) {
		s.require("user", "write the user to whom the password belongs")
	}
	s.close()
	return relay
}

// host reads the name or the address of a server.
func (s *section) host(key string) string {
	n := s.child(key)
	text, set := s.value(n)
	if set && (!delivery.PlainWord(text) || strings.ContainsAny(text, "/:@") && strings.Count(text, ":") < 2) {
		s.fault(n, fmt.Sprintf("%q is no name of a server", n.raw), "write the name alone, such as smtp.example.fr; the port has its own line")
	}
	return text
}

func (r *reader) limit(s *section) Limit {
	s.require("messages", "write how many mails may leave, such as messages: 500")
	s.require("per", "write in how much time, such as per: 1h")
	limit := Limit{Messages: s.number("messages", 1, 1_000_000, 0), Per: s.duration("per", 0)}
	if n := s.child("per"); n != nil && limit.Per == 0 {
		s.fault(n, fmt.Sprintf("%q is no length of time in which mails leave", n.raw), "write one such as per: 1h")
	}
	s.close()
	return limit
}

// selectorForm is a part of a domain name, in which an underscore may stand, too.
var selectorForm = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`)

// dkim reads how mails are signed. Receivers want the domain that signs to be that of the sender, or one above or below.
func (r *reader) dkim(s *section, sender string) DKIM {
	s.require("domain", "write the domain that signs, such as domain: example.fr")
	s.require("selector", "write the selector under which the public key is published")
	s.requireSecret("key")
	dkim := DKIM{Domain: s.text("domain"), Selector: s.text("selector"), Key: s.secret("key")}
	if n := s.child("domain"); dkim.Domain != "" && !isDomain(dkim.Domain) {
		s.fault(n, fmt.Sprintf("%q cannot be a domain", n.raw), "write a domain such as example.fr")
	} else if dkim.Domain != "" && sender != "" && !delivery.Aligned(dkim.Domain, sender) {
		s.lack(n, fmt.Sprintf("%q is not the domain of the sender: receivers want them to agree", n.raw), "write the domain of mail.from, or send from this one")
	}
	if n := s.child("selector"); dkim.Selector != "" && !selectorForm.MatchString(dkim.Selector) {
		s.fault(n, fmt.Sprintf("%q cannot be a selector", n.raw), "write the name under which the public key is published, such as dig2019")
	}
	if !dkim.Key.IsZero() {
		if err := delivery.CheckDKIMKey(dkim.Key.Reveal()); err != nil {
			s.fault(s.secretNode("key"), "cannot sign mails: "+err.Error(), "make one with openssl genpkey -algorithm ed25519 -out FILE, and name that file in key_file")
		}
	}
	s.close()
	return dkim
}

// recipients reads a list of addresses and domains.
func (s *section) recipients(key string) []string {
	items := s.distinct(key)
	if n := s.child(key); n != nil && n.kind == list && len(n.items) == 0 {
		s.fault(n, "names nobody to write to", "write the addresses or domains of the trial, or delete the line: then everybody is written to")
	}
	var recipients []string
	for _, item := range items {
		text := strings.TrimSpace(item.value)
		if !isAddress(text) && !isDomain(strings.TrimPrefix(text, "@")) {
			s.fault(item, fmt.Sprintf("%q is neither a mail address nor a domain", item.raw), "write camille@example.org or example.org")
			continue
		}
		recipients = append(recipients, strings.TrimPrefix(text, "@"))
	}
	return recipients
}
