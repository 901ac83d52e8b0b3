package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"

	ical "github.com/arran4/golang-ical"

	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/notifier"
)

func testEntry(t *testing.T, when string) *notifier.Entry {
	t.Helper()
	entry := &notifier.Entry{
		UID: "dig-2019-hearing-0123456789abcdef@example.fr", Sequence: 2, Title: "Designers : audition devant le jury",
		Place: "Salle Lilas, 1 rue de l’Exemple ; Paris", Link: "https://visio.example.org/audition-001", Busy: true,
	}
	if when == "" {
		return entry
	}
	var err error
	if entry.When, err = programme.ParseMoment(when); err != nil {
		t.Fatal(err)
	}
	return entry
}

// calendarIn reads the one event of a message's attached file, after the alternatives.
func calendarIn(t *testing.T, raw []byte) (*ical.Calendar, *ical.VEvent, map[string]string) {
	t.Helper()
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatalf("content type %q, %v", kind, err)
	}
	reader := multipart.NewReader(message.Body, parameters["boundary"])
	alternatives, err := reader.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(alternatives)
	if err != nil {
		t.Fatal(err)
	}
	texts := readParts(t, &netmail.Message{Header: netmail.Header(alternatives.Header), Body: bytes.NewReader(body)})
	part, err := reader.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	kind, parameters, err = mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil || kind != "text/calendar" {
		t.Fatalf("attached is %q, %v", kind, err)
	}
	file, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.NextPart(); !errors.Is(err, io.EOF) {
		t.Errorf("after the file: %v", err)
	}
	calendar, err := ical.ParseCalendar(bytes.NewReader(file))
	if err != nil || len(calendar.Events()) != 1 {
		t.Fatalf("%v in\n%s", err, file)
	}
	if method := property(calendar, "METHOD"); method != parameters["method"] {
		t.Errorf("the file says %s, its part %s", method, parameters["method"])
	}
	for line := range bytes.SplitSeq(file, []byte("\r\n")) {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes: %s", len(line), line)
		}
	}
	return calendar, calendar.Events()[0], texts
}

func property(calendar *ical.Calendar, name string) string {
	for _, p := range calendar.CalendarProperties {
		if p.IANAToken == name {
			return p.Value
		}
	}
	return ""
}

func TestEntryOfAMail(t *testing.T) {
	for _, test := range []struct {
		name, when string
		cancelled  bool
		want       map[ical.ComponentProperty]string
	}{
		{"an instant in summer", "2019-05-15T14:30", false, map[ical.ComponentProperty]string{"DTSTART": "20190515T123000Z", "STATUS": "CONFIRMED", "SEQUENCE": "2"}},
		{"a day", "2019-06-03", false, map[ical.ComponentProperty]string{"DTSTART": "20190603", "DTEND": "20190604", "TRANSP": "OPAQUE"}},
		{"cancelled", "2019-05-15T14:30", true, map[ical.ComponentProperty]string{"DTSTART": "20190515T123000Z", "STATUS": "CANCELLED", "ATTENDEE": "mailto:camille@example.org"}},
		{"cancelled, no longer known", "", true, map[ical.ComponentProperty]string{"STATUS": "CANCELLED"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			envelope := testEnvelope()
			envelope.Entry = testEntry(t, test.when)
			envelope.Entry.Cancelled = test.cancelled
			raw, err := testComposer(t).Compose(envelope)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := testComposer(t).Compose(envelope); !bytes.Equal(raw, again) {
				t.Error("one envelope gives different bytes")
			}
			calendar, event, texts := calendarIn(t, raw)
			if method := property(calendar, "METHOD"); method != map[bool]string{false: "PUBLISH", true: "CANCEL"}[test.cancelled] {
				t.Errorf("method %s", method)
			}
			test.want["UID"], test.want["DTSTAMP"], test.want["ORGANIZER"] = envelope.Entry.UID, "20190509T150000Z", "mailto:equipe@dig.example.fr"
			test.want["LOCATION"] = `Salle Lilas\, 1 rue de l’Exemple \; Paris`
			for name, want := range test.want {
				if got := event.GetProperty(name); got == nil || got.Value != want && ical.FromText(got.Value) != ical.FromText(want) {
					t.Errorf("%s is %+v, want %s", name, got, want)
				}
			}
			if texts["text/plain"] == "" || !strings.Contains(texts["text/html"], "<html") {
				t.Errorf("the alternatives are %v", texts)
			}
		})
	}
}

func TestEntryIsSigned(t *testing.T) {
	key := testKey(t, 0)
	server := startSMTP(t, fake.SMTPOptions{})
	config := local(server)
	config.DKIM = DKIMConfig{Domain: "dig.example.fr", Selector: "dig2019", Key: pkcs8(t, key)}
	envelope := testEnvelope()
	envelope.Entry = testEntry(t, "2019-05-15T14:30")
	if err := newRelays(t, config).Send(t.Context(), envelope, yes); err != nil {
		t.Fatal(err)
	}
	if _, err := verify(t, server.Messages()[0].Text, record(t, key)); err != nil {
		t.Error(err)
	}
	calendarIn(t, server.Messages()[0].Text)
}

// FuzzEntry tries to bring a header, a part or a second event into the message.
func FuzzEntry(f *testing.F) {
	f.Add("Audition", "Salle Lilas", "https://example.org", "dig-2019@example.fr")
	f.Add("x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a\nb\\n;,", "https://x\r\nATTENDEE:y", "\r\n--part\r\n")
	f.Fuzz(func(t *testing.T, title, where, link, subject string) {
		composer := fuzzComposer(t)
		envelope := testEnvelope()
		envelope.Subject = subject
		envelope.Entry = testEntry(t, "2019-05-15T14:30")
		envelope.Entry.Title, envelope.Entry.Place, envelope.Entry.Link = title, where, link
		raw, err := composer.Compose(envelope)
		if err != nil {
			return
		}
		_, event, _ := calendarIn(t, raw)
		if uid := event.GetProperty("UID"); uid == nil || uid.Value != envelope.Entry.UID || event.GetProperty("ATTENDEE") != nil {
			t.Errorf("the event is %+v", event)
		}
	})
}
