package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	ical "github.com/arran4/golang-ical"

	"digbot/internal/programme"
	"digbot/notifier"
)

// entryFile writes the date that a mail brings as an iCalendar file (RFC 5545): published, or cancelled (RFC 5546). A date
// without an hour is an entry of whole days.
func (c *Composer) entryFile(e notifier.Envelope) ([]byte, error) {
	method, status := ical.MethodPublish, ical.ObjectStatusConfirmed
	if e.Entry.Cancelled {
		method, status = ical.MethodCancel, ical.ObjectStatusCancelled
	}
	calendar := newCalendar("-//digbot//mail//"+strings.ToUpper(string(e.Language)), method)
	event := calendar.AddEvent(e.Entry.UID)
	event.SetDtStampTime(e.Date)
	event.SetSequence(e.Entry.Sequence)
	event.SetStatus(status)
	event.SetSummary(flat(e.Entry.Title), &ical.KeyValues{Key: string(ical.ParameterLanguage), Value: []string{string(e.Language)}})
	event.SetOrganizer("mailto:" + c.answersTo())
	if e.Entry.Cancelled {
		event.AddAttendee("mailto:" + e.To.Email) // RFC 5546, 3.2.5: whoever is to drop it
	}
	if e.Entry.Place != "" {
		event.SetLocation(flat(e.Entry.Place))
	}
	if e.Entry.Link != "" {
		event.SetURL(flat(e.Entry.Link))
	}
	event.SetTimeTransparency(ical.TransparencyTransparent)
	if e.Entry.Busy {
		event.SetTimeTransparency(ical.TransparencyOpaque)
	}
	place(event, e.Entry.When)
	return serialize(calendar)
}

func newCalendar(product string, method ical.Method) *ical.Calendar {
	calendar := ical.NewCalendar()
	calendar.SetProductId(product)
	calendar.SetCalscale("GREGORIAN")
	calendar.SetMethod(method)
	return calendar
}

func serialize(calendar *ical.Calendar) ([]byte, error) {
	var out strings.Builder
	if err := calendar.SerializeTo(&out, ical.WithNewLine("\r\n")); err != nil {
		return nil, fmt.Errorf("write calendar: %w", err)
	}
	return []byte(out.String()), nil
}

// flat is a text on one line, of readable bytes.
func flat(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\ufffd")), " ")
}

// answersTo is where people answer.
func (c *Composer) answersTo() string {
	if c.replyTo.Address != "" {
		return c.replyTo.Address
	}
	return c.from.Address
}

// alternatives begins the field that attach makes the header of a part.
const alternatives = "Content-Type: multipart/alternative;"

// attach puts a calendar file beside a composed message's alternatives. The library would do it with random boundaries,
// and what was shown to people would not be what is sent.
func attach(raw, file []byte, e notifier.Envelope) ([]byte, error) {
	head, body, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	at := bytes.Index(head, []byte(alternatives))
	if !found || at < 0 {
		return nil, errors.New("attach the calendar file: the message has no alternatives")
	}
	field, rest := cutField(head[at:])
	method := "PUBLISH"
	if e.Entry.Cancelled {
		method = "CANCEL"
	}
	outer := boundary(e.ID + "\ncalendar")
	var out bytes.Buffer
	out.Grow(len(raw) + 2*len(file))
	out.Write(head[:at])
	fmt.Fprintf(&out, "Content-Type: multipart/mixed;\r\n boundary=%s%s\r\n\r\n--%s\r\n%s\r\n\r\n", outer, rest, outer, field)
	out.Write(body)
	fmt.Fprintf(&out, "\r\n--%s\r\nContent-Type: text/calendar; charset=UTF-8; method=%s; name=%s\r\n", outer, method, entryName(e.Language))
	fmt.Fprintf(&out, "Content-Disposition: attachment; filename=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n", entryName(e.Language))
	writeBase64(&out, file)
	fmt.Fprintf(&out, "\r\n--%s--\r\n", outer)
	return out.Bytes(), nil
}

// cutField parts a header's first field, with the lines that continue it, from the others.
func cutField(head []byte) (field, rest []byte) {
	for i := 0; i < len(head); i++ {
		if bytes.HasPrefix(head[i:], []byte("\r\n")) && (i+2 == len(head) || head[i+2] != ' ' && head[i+2] != '\t') {
			return head[:i], head[i:]
		}
	}
	return head, nil
}

func entryName(language programme.Language) string {
	if language == programme.English {
		return "calendar.ics"
	}
	return "agenda.ics"
}

// writeBase64 breaks lines as RFC 2045, 6.8, asks.
func writeBase64(out *bytes.Buffer, file []byte) {
	const line = 76
	text := base64.StdEncoding.EncodeToString(file)
	for len(text) > line {
		out.WriteString(text[:line] + "\r\n")
		text = text[line:]
	}
	out.WriteString(text)
}
