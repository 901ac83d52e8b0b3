package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"digbot/notifier"
)

// step is a point of the dialogue with a relay.
type step string

// The steps on which something depends: how we are known, then those of a message.
const (
	stepAuth  step = "AUTH"
	stepLimit step = "the limits"
	stepMail  step = "MAIL"
	stepRcpt  step = "RCPT"
	stepData  step = "DATA"
	stepText  step = "the text" // handing it over, up to its final dot
	stepDot   step = "the dot"  // from the final dot to the relay's answer
)

// setback is why a message was not taken, or may not have been. Its text holds neither address nor name.
type setback struct {
	relay     string
	step      step
	kind      error // notifier.ErrTemporary, ErrRefused or ErrUncertain
	elsewhere bool  // another relay may take the message now
	lost      bool  // the connection is of no use any more
	cause     error
	personal  []string // what its text leaves out
}

func (s *setback) Error() string {
	return fmt.Sprintf("%v: %s: %s: %s", s.kind, s.relay, s.step, explain(s.cause, s.personal))
}

func (s *setback) Unwrap() []error { return []error{s.kind, s.cause} }

// ofRelay is a setback before there was a message.
func ofRelay(host string, at step, cause error) *setback {
	return &setback{relay: host, step: at, kind: notifier.ErrTemporary, elsewhere: true, lost: true, cause: cause}
}

// Codes that are about the relay, or about our standing with it, whatever the command: RFC 5321 and RFC 4954.
const (
	closingChannel   = 421
	authRequired     = 530
	mechanismTooWeak = 534
	authRejected     = 535
	needsEncryption  = 538
)

// judge says what an error at a step means for the message. Another relay is asked only where nothing was said about the
// recipient: one that is greylisted here would have to wait again there. After the final dot no other relay is asked.
func judge(at step, err error) *setback {
	back := &setback{step: at, cause: err}
	var reply *textproto.Error
	code := 0
	if errors.As(err, &reply) {
		code = reply.Code
	}
	switch {
	case errors.Is(err, notifier.ErrRefused):
		back.kind = notifier.ErrRefused
	case at == stepDot && (code < 400 || code > 599):
		back.kind, back.lost = notifier.ErrUncertain, true
	case code == closingChannel, code < 400, code > 599:
		back.kind, back.lost, back.elsewhere = notifier.ErrTemporary, true, at != stepDot
	case code == authRequired, code == mechanismTooWeak, code == authRejected, code == needsEncryption:
		back.kind, back.elsewhere = notifier.ErrTemporary, at != stepDot
	case code < 500:
		back.kind, back.elsewhere = notifier.ErrTemporary, at == stepMail || at == stepData
	default:
		back.kind = notifier.ErrRefused
	}
	return back
}

// refusesUs tells whether a relay took neither our name nor our password.
func refusesUs(err error) bool {
	var back *setback
	var reply *textproto.Error
	return errors.As(err, &back) && back.step == stepAuth && errors.As(back.cause, &reply) && reply.Code >= 500
}

// How much of a relay's text is looked at, and how much is kept, in bytes.
const (
	longestHeard = 600
	longestReply = 200
)

// enhanced is a status code of RFC 3463, which begins a line of a reply.
var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}(?:\s|$)`)

// explain is an error's text, on one line, without what is personal. A relay's reply is its code, its enhanced status
// code if it has one, and its words.
func explain(err error, personal []string) string {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return anonymous(err.Error(), personal)
	}
	status, words := "", []string{}
	for line := range strings.SplitSeq(reply.Msg, "\n") {
		if found := enhanced.FindString(line); found != "" {
			line, status = line[len(found):], strings.TrimSpace(found)
		}
		words = append(words, strings.Fields(line)...)
	}
	text := anonymous(strings.Join(words, " "), personal)
	return strings.TrimSpace(strings.Join(strings.Fields(fmt.Sprintf("%d %s %s", reply.Code, status, text)), " "))
}

// addresses are mail addresses as servers quote them: in brackets, in quotes, encoded.
var addresses = regexp.MustCompile(`<?(?:"[^"]*"|[^\s<>"]+)(?:@|%40|=40|&#64;)[^\s<>"]+>?`)

// anonymous leaves out every mail address and the personal words, and what cannot be printed.
func anonymous(text string, personal []string) string {
	if len(text) > longestHeard { // up to a whole word: half an address may not look like one
		text = text[:longestHeard]
		text = text[:strings.LastIndexByte(text, ' ')+1]
	}
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	text = addresses.ReplaceAllString(text, "<address>")
	for _, word := range personal {
		for range 2 { // two that share what stands between them are found one after the other
			text = whole(word).ReplaceAllString(text, "${1}<recipient>${2}")
		}
	}
	return shorten(text, longestReply)
}

// whole finds a word, whatever its case, that is not a part of a longer one.
func whole(word string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|[^\pL\pN])` + regexp.QuoteMeta(word) + `($|[^\pL\pN])`)
}

// personal lists the words, other than the address, that tell who a recipient is.
func personal(to notifier.Address) []string {
	local, _, _ := strings.Cut(to.Email, "@")
	var words []string
	for _, word := range []string{to.Name, local} {
		if utf8.RuneCountInString(word) > 2 { // shorter ones mean nobody, and are everywhere
			words = append(words, word)
		}
	}
	return words
}

func shorten(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	for !utf8.RuneStart(text[longest]) {
		longest--
	}
	return text[:longest] + "…"
}
