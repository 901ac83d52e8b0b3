package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"digbot/notifier"
)

// RelaysConfig says through which relays messages leave, and how.
type RelaysConfig struct {
	Relays      []RelayConfig // tried in order
	Connections int           // messages under way at the same time, and connections kept to each relay; 0: 4
	Hello       string        // the name by which we present ourselves; "": the machine's, else the sender's domain
	ReturnPath  string        // the address to which delivery reports come back; "": the sender's
	Only        []string      // trial mode: the addresses and domains that may be written to; empty: all
	DKIM        DKIMConfig    // zero: messages are not signed
	Timeouts    Timeouts

	Limits []notifier.Window // of each relay; none: as fast as it goes
	Quota  Quota             // keeps count for the limits; needed where there are any

	Roots *x509.CertPool // of the relays' certificates; nil: the system's
	Dial  Dial           // nil: TCP
}

// RelayConfig is one SMTP server that takes our messages.
type RelayConfig struct {
	Host     string
	Port     int    // 0: 587, 465 or 25, after TLS
	TLS      TLS    // "": Mandatory
	User     string // "": no authentication
	Password string
}

// TLS says how the connection to a relay is protected: with TLS 1.2 at least, and a certificate that is verified.
type TLS string

// The ways of protection.
const (
	Mandatory TLS = "mandatory" // STARTTLS, or nothing is sent
	Implicit  TLS = "implicit"  // TLS from the first byte
	None      TLS = "none"      // none, which is for a relay on the same machine
)

// Timeouts are the longest waits, each 0 for its default.
type Timeouts struct {
	Dial    time.Duration // for a connection; 15 s
	Command time.Duration // for the greeting, for TLS, for the reply to a command; 30 s
	Data    time.Duration // for handing over a message's text; 60 s
	Reply   time.Duration // for the reply to a whole message; 60 s. After it the message is uncertain.
	Idle    time.Duration // a connection that was not used for so long is closed; 30 s
}

// Dial opens a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

func (c RelaysConfig) withDefaults(composer *Composer) RelaysConfig {
	if c.Connections <= 0 {
		c.Connections = 4
	}
	if c.Hello == "" {
		c.Hello = hostname(composer.domain)
	}
	if c.ReturnPath == "" {
		c.ReturnPath = composer.from.Address
	}
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	c.Timeouts = c.Timeouts.withDefaults()
	relays := make([]RelayConfig, len(c.Relays)) // the caller's stay as they are
	for i, relay := range c.Relays {
		relays[i] = relay.withDefaults()
	}
	c.Relays = relays
	return c
}

// hostname is the machine's, where it is a full name such as servers want to hear.
func hostname(otherwise string) string {
	name, err := os.Hostname()
	if err != nil || !strings.Contains(name, ".") || !PlainWord(name) {
		return otherwise
	}
	return name
}

func (t Timeouts) withDefaults() Timeouts {
	for _, one := range []struct {
		value    *time.Duration
		standard time.Duration
	}{
		{&t.Dial, 15 * time.Second}, {&t.Command, 30 * time.Second}, {&t.Data, time.Minute},
		{&t.Reply, time.Minute}, {&t.Idle, 30 * time.Second},
	} {
		if *one.value <= 0 {
			*one.value = one.standard
		}
	}
	return t
}

func (c RelayConfig) withDefaults() RelayConfig {
	if c.TLS == "" {
		c.TLS = Mandatory
	}
	if c.Port == 0 {
		c.Port = map[TLS]int{Mandatory: 587, Implicit: 465, None: 25}[c.TLS]
	}
	return c
}

func (c RelayConfig) address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

// faults lists all that is wrong with a configuration that has its defaults.
func (c RelaysConfig) faults() []error {
	var faults []error
	if len(c.Relays) == 0 {
		faults = append(faults, errors.New("relays: there is none: name an SMTP server"))
	}
	if !PlainWord(c.Hello) {
		faults = append(faults, fmt.Errorf("hello: %q is no name of a machine: write one such as mail.example.fr", c.Hello))
	}
	if _, err := address(notifier.Address{Email: c.ReturnPath}); err != nil {
		faults = append(faults, fmt.Errorf("return path: %w", err))
	}
	if len(c.Limits) > 0 && c.Quota == nil {
		faults = append(faults, errors.New("limits: nobody keeps count for them"))
	}
	for _, limit := range c.Limits {
		if limit.Messages <= 0 || limit.Per <= 0 {
			faults = append(faults, fmt.Errorf("limits: %d messages in %s is no limit: write one such as 500 in 1h", limit.Messages, limit.Per))
		}
	}
	for i, relay := range c.Relays {
		for _, fault := range relay.faults() {
			faults = append(faults, fmt.Errorf("relay %d (%s): %w", i+1, relay.Host, fault))
		}
	}
	return faults
}

func (c RelayConfig) faults() []error {
	var faults []error
	if !PlainWord(c.Host) {
		faults = append(faults, errors.New("host: write the name of the SMTP server, such as smtp.example.fr"))
	}
	if c.Port < 0 || c.Port > 65535 {
		faults = append(faults, fmt.Errorf("port: %d is none: write one such as 587", c.Port))
	}
	if c.TLS != Mandatory && c.TLS != Implicit && c.TLS != None {
		faults = append(faults, fmt.Errorf("tls: %q is unknown: write mandatory, implicit or none", c.TLS))
	}
	if (c.User == "") != (c.Password == "") {
		faults = append(faults, errors.New("user and password: give both, or none"))
	}
	if c.TLS == None && !OnThisMachine(c.Host) {
		faults = append(faults, errors.New("tls: none is for a relay on this machine: write mandatory or implicit"))
	}
	return faults
}

// PlainWord tells whether a text can be a word of a command: it neither ends the command nor begins another one.
func PlainWord(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// OnThisMachine tells whether a name or an address means this machine by itself: only there may mails go unprotected.
func OnThisMachine(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

// loopback tells whether a connection stays on this machine. A name may mean anything: only the connection itself knows.
func loopback(conn net.Conn) bool {
	remote, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	return err == nil && remote.Addr().Unmap().IsLoopback()
}
