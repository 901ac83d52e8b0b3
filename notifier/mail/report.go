package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"

	"digbot/notifier"
)

// ErrNoReport means that a message is no delivery report, or none that can be understood.
var ErrNoReport = errors.New("not a delivery report that can be read")

// The most that is read of a report. Returned messages may be cut: their header comes first.
const (
	longestReport = 4 << 20
	deepestPart   = 5  // parts inside of parts
	mostParts     = 50 // of one message
)

// ReadReport reads a delivery report, as a mail server hands it to a program: RFC 3464, and what qmail, exim, Exchange,
// Google and others write instead. It gives one entry for each recipient. ErrNoReport when the message is something else,
// such as somebody's answer.
func ReadReport(r io.Reader) ([]notifier.Returned, error) {
	raw, err := io.ReadAll(io.LimitReader(r, longestReport))
	if err != nil {
		return nil, fmt.Errorf("read a delivery report: %w", err)
	}
	message, err := netmail.ReadMessage(bytes.NewReader(trimEnvelope(raw)))
	if err != nil {
		return nil, fmt.Errorf("%w: it has no header", ErrNoReport)
	}
	var p parts
	p.walk(header(message.Header), message.Body, 0)
	returned := p.entries(header(message.Header))
	if len(returned) == 0 {
		return nil, ErrNoReport
	}
	return returned, nil
}

// trimEnvelope drops the line "From sender date" that a mailbox puts before a message, and empty lines.
func trimEnvelope(raw []byte) []byte {
	raw = bytes.TrimLeft(raw, "\r\n")
	if bytes.HasPrefix(raw, []byte("From ")) {
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	return raw
}

// header are the fields of a message or of a part.
type header map[string][]string

func (h header) get(key string) string { return netmail.Header(h).Get(key) }

// parts are what a report consists of.
type parts struct {
	count    int
	texts    []string // what people read
	statuses []string // what programs read, RFC 3464
	returned []string // headers of the message that came back
}

// walk gathers the parts. What cannot be read is left out.
func (p *parts) walk(h header, body io.Reader, depth int) {
	if p.count++; p.count > mostParts || depth > deepestPart {
		return
	}
	kind, parameters, err := mime.ParseMediaType(h.get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		p.walkAll(multipart.NewReader(body, parameters["boundary"]), depth)
	case kind == "message/delivery-status", kind == "message/global-delivery-status":
		p.statuses = append(p.statuses, decoded(h, body))
	case kind == "message/rfc822", kind == "text/rfc822-headers", kind == "message/global", kind == "message/global-headers", kind == "text/rfc822":
		p.returned = append(p.returned, decoded(h, body))
	case kind == "text/plain":
		p.texts = append(p.texts, decoded(h, body))
	}
}

func (p *parts) walkAll(reader *multipart.Reader, depth int) {
	for p.count <= mostParts {
		part, err := reader.NextRawPart()
		if err != nil {
			return
		}
		p.walk(header(part.Header), part, depth+1)
	}
}

// decoded is a part's text. One that is cut gives what there is of it.
func decoded(h header, body io.Reader) string {
	switch strings.ToLower(strings.TrimSpace(h.get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, _ := io.ReadAll(io.LimitReader(body, longestReport))
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// entries are what the parts say, for programs first.
func (p *parts) entries(top header) []notifier.Returned {
	var entries []notifier.Returned
	for _, status := range p.statuses {
		entries = append(entries, statusEntries(status)...)
	}
	text := strings.Join(p.texts, "\n\n")
	if len(p.statuses) == 0 {
		said, copied := splitCopy(text)
		p.returned = append(p.returned, copied)
		entries = append(entries, textEntries(said, top)...)
	}
	ids, to := p.identify(top)
	for i := range entries {
		entries[i].MessageIDs, entries[i].To = ids, to
	}
	return entries
}

// identify finds the ids and the recipient in the returned message's header. A report whose servers kept nothing of the
// message may still answer it.
func (p *parts) identify(top header) (ids []string, to string) {
	for _, returned := range p.returned {
		h := looseHeader(returned)
		ids = append(ids, messageIDs(h.get("Message-Id"))...)
		if list, err := netmail.ParseAddressList(h.get("To")); err == nil && to == "" && len(list) == 1 {
			to = list[0].Address
		}
	}
	if len(ids) == 0 {
		ids = append(messageIDs(top.get("In-Reply-To")), messageIDs(top.get("References"))...)
	}
	return ids, to
}

// messageIDs are the ids of a field, without their angle brackets.
func messageIDs(field string) []string {
	var ids []string
	for _, word := range strings.FieldsFunc(field, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }) {
		if id := strings.Trim(word, "<>"); strings.Contains(id, "@") {
			ids = append(ids, id)
		}
	}
	return ids
}

// looseHeader reads the fields that a text begins with. Lines that are none are passed over: what comes back was copied,
// quoted and cut by many hands.
func looseHeader(text string) header {
	h, last := header{}, ""
	for line := range strings.SplitSeq(strings.TrimLeft(text, "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			if len(h) > 0 {
				return h
			}
			continue
		}
		if strings.ContainsAny(line[:1], " \t") && last != "" {
			h[last][len(h[last])-1] += " " + strings.TrimSpace(line)
			continue
		}
		name, value, isField := strings.Cut(line, ":")
		if last = ""; isField && PlainWord(name) {
			last = canonical(name)
			h[last] = append(h[last], strings.TrimSpace(value))
		}
	}
	return h
}
