package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"html/template"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

func testComposer(t *testing.T) *Composer {
	t.Helper()
	layout := template.Must(template.New("layout").Parse(
		`<!DOCTYPE html><html lang="{{.Lang}}"><head><title>{{.Title}}</title></head><body>{{.Body}}</body></html>`))
	composer, err := NewComposer(
		notifier.Address{Name: "Équipe Designers d’intérêt général", Email: "robot@dig.example.fr"},
		notifier.Address{Email: "equipe@dig.example.fr"}, layout)
	if err != nil {
		t.Fatal(err)
	}
	return composer
}

func testEnvelope() notifier.Envelope {
	return notifier.Envelope{
		ID: "deadline-1d@20190509T1500Z.deadline-reminder.c-001", Language: programme.French,
		To:      notifier.Address{Name: "Camille Exemple", Email: "camille@example.org"},
		Subject: "Candidatures : il reste un jour, jusqu’au vendredi 10 mai 2019 à 17h (heure de Paris), pour postuler",
		Body:    templates.ParseMarkdown("Bonjour Camille Exemple,\n\n## Une échéance\n\n- vendredi 10 mai <2019> à 17h\n- [le formulaire](https://example.org/formulaire)\n"),
		Date:    time.Date(2019, time.May, 9, 15, 0, 0, 0, time.UTC),
	}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", file, got)
	}
}

func TestComposeGolden(t *testing.T) {
	for range 20 { // one envelope, always the same bytes
		raw, err := testComposer(t).Compose(testEnvelope())
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "reminder.eml", raw)
	}
}

func TestComposeIsReadByOthers(t *testing.T) {
	envelope := testEnvelope()
	raw, err := testComposer(t).Compose(envelope)
	if err != nil {
		t.Fatal(err)
	}
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil || subject != envelope.Subject {
		t.Errorf("subject %q, error %v; want %q", subject, err, envelope.Subject)
	}
	if date, err := message.Header.Date(); err != nil || !date.Equal(envelope.Date) {
		t.Errorf("date %v, error %v; want %v", date, err, envelope.Date)
	}
	for header, want := range map[string]string{"From": "robot@dig.example.fr", "Reply-To": "equipe@dig.example.fr", "To": "camille@example.org"} {
		list, err := message.Header.AddressList(header)
		if err != nil || len(list) != 1 || list[0].Address != want {
			t.Errorf("%s is %v, error %v; want %s", header, list, err, want)
		}
	}
	if got := message.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("Auto-Submitted is %q", got)
	}
	if got := message.Header.Get("Message-Id"); !strings.HasSuffix(got, "@dig.example.fr>") {
		t.Errorf("Message-ID is %q, want it at the sender's domain", got)
	}
	parts := readParts(t, message)
	if got := parts["text/plain"]; strings.TrimSpace(got) != strings.TrimSpace(crlf(envelope.Body.Plain())) {
		t.Errorf("text part:\n%s\nwant:\n%s", got, envelope.Body.Plain())
	}
	for _, want := range []string{`lang="fr"`, "<title>", "&lt;2019&gt;", `href="https://example.org/formulaire"`} {
		if !strings.Contains(parts["text/html"], want) {
			t.Errorf("HTML part lacks %s:\n%s", want, parts["text/html"])
		}
	}
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

func readParts(t *testing.T, message *netmail.Message) map[string]string {
	t.Helper()
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q, error %v", kind, err)
	}
	parts := map[string]string{}
	for reader := multipart.NewReader(message.Body, parameters["boundary"]); ; {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = part
		switch part.Header.Get("Content-Transfer-Encoding") {
		case "quoted-printable":
			body = quotedprintable.NewReader(part)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		parts[kind] = string(text)
	}
}

func TestComposeRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*notifier.Envelope){
		"a line break in the name":    func(e *notifier.Envelope) { e.To.Name = "Camille\r\nBcc: tous@example.org" },
		"a line feed in the name":     func(e *notifier.Envelope) { e.To.Name = "Camille\nExemple" },
		"a line break in the address": func(e *notifier.Envelope) { e.To.Email = "camille@example.org\r\nBcc: tous@example.org" },
		"two addresses":               func(e *notifier.Envelope) { e.To.Email = "camille@example.org, tous@example.org" },
		"a name in the address":       func(e *notifier.Envelope) { e.To.Email = "Camille <camille@example.org>" },
		"no address":                  func(e *notifier.Envelope) { e.To.Email = "" },
		"a line break in the subject": func(e *notifier.Envelope) { e.Subject = "Bonjour\r\nBcc: tous@example.org" },
	} {
		envelope := testEnvelope()
		spoil(&envelope)
		if raw, err := testComposer(t).Compose(envelope); !errors.Is(err, notifier.ErrRefused) {
			t.Errorf("%s: error %v and %d bytes, want a refusal", name, err, len(raw))
		}
	}
}

func fuzzComposer(t testing.TB) *Composer {
	t.Helper()
	layout := template.Must(template.New("layout").Parse(`<title>{{.Title}}</title>{{.Body}}`))
	composer, err := NewComposer(notifier.Address{Email: "robot@example.fr"}, notifier.Address{}, layout)
	if err != nil {
		t.Fatal(err)
	}
	return composer
}

// FuzzCompose tries to bring a header or a recipient into the message that was not asked for.
func FuzzCompose(f *testing.F) {
	f.Add("Camille\r\nBcc: x@example.org", "Objet", "texte")
	f.Add("\"Camille\" <x@example.org>", "=?utf-8?q?=0d=0aBcc:_x@example.org?=", "--=_\r\n\r\n.\r\n")
	composer := fuzzComposer(f)
	f.Fuzz(func(t *testing.T, name, subject, text string) {
		envelope := testEnvelope()
		envelope.To.Name, envelope.Subject, envelope.Body = name, subject, templates.ParseMarkdown(text)
		raw, err := composer.Compose(envelope)
		if err != nil {
			return
		}
		message, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("cannot be read back: %v\n%s", err, raw)
		}
		for header := range message.Header {
			switch header {
			case "From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "Content-Language", "Auto-Submitted":
			default:
				t.Errorf("unexpected header %s:\n%s", header, raw)
			}
		}
		if list, err := message.Header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != envelope.To.Email {
			t.Errorf("recipients %v, error %v", list, err)
		}
	})
}

func TestNewComposerRefuses(t *testing.T) {
	layout := template.Must(template.New("layout").Parse(""))
	good := notifier.Address{Email: "robot@example.fr"}
	for name, make := range map[string]func() (*Composer, error){
		"no layout":      func() (*Composer, error) { return NewComposer(good, good, nil) },
		"no sender":      func() (*Composer, error) { return NewComposer(notifier.Address{}, good, layout) },
		"a bad reply-to": func() (*Composer, error) { return NewComposer(good, notifier.Address{Email: "équipe"}, layout) },
	} {
		if _, err := make(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOutboxSend(t *testing.T) {
	lost := errors.New("taken over")
	for _, test := range []struct {
		name      string
		id        string
		beforeDot error
		wantFile  bool
		wantErr   error
	}{
		{"a message", "opening@20190411T0700Z.opening.c-001", nil, true, nil},
		{"the ledger says no", "opening@20190411T0700Z.opening.c-001", lost, false, lost},
		{"an id that leaves the folder", "../c-001", nil, false, notifier.ErrRefused},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			outbox, err := NewOutbox(filepath.Join(dir, "mail"), filepath.Join(dir, "posts"), testComposer(t))
			if err != nil {
				t.Fatal(err)
			}
			envelope := testEnvelope()
			envelope.ID = test.id
			err = outbox.Send(context.Background(), envelope, func() error {
				if _, err := os.Stat(outbox.MailFile(test.id)); err == nil {
					t.Error("the message has its name before it was committed")
				}
				return test.beforeDot
			})
			if !errors.Is(err, test.wantErr) {
				t.Errorf("error %v, want %v", err, test.wantErr)
			}
			files, _ := os.ReadDir(filepath.Join(dir, "mail"))
			if got := len(files) == 1; got != test.wantFile {
				t.Errorf("files %v, want one: %v", files, test.wantFile)
			}
			if !test.wantFile {
				return
			}
			written, _ := os.ReadFile(outbox.MailFile(test.id))
			if want, _ := testComposer(t).Compose(envelope); !bytes.Equal(written, want) {
				t.Errorf("the file holds:\n%s", written)
			}
		})
	}
}

func TestOutboxSendIsWorthAnotherTry(t *testing.T) {
	dir := t.TempDir()
	outbox, err := NewOutbox(filepath.Join(dir, "mail"), filepath.Join(dir, "posts"), testComposer(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "mail")); err != nil {
		t.Fatal(err)
	}
	called := false
	err = outbox.Send(context.Background(), testEnvelope(), func() error { called = true; return nil })
	if !errors.Is(err, notifier.ErrTemporary) || called {
		t.Errorf("error %v, committed %v; want a temporary one before the commit", err, called)
	}
}

func TestOutboxPostsOnce(t *testing.T) {
	dir := t.TempDir()
	outbox, err := NewOutbox(dir, filepath.Join(dir, "posts"), testComposer(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Premier texte", "Second texte"} {
		ref, err := outbox.Post(context.Background(), "public", "opening.public", templates.ParseMarkdown(text))
		if err != nil || ref != outbox.PostFile("opening.public") {
			t.Fatalf("ref %q, error %v", ref, err)
		}
	}
	written, err := os.ReadFile(outbox.PostFile("opening.public"))
	if want := "---\nchannel: \"public\"\n---\n\nPremier texte\n"; err != nil || string(written) != want {
		t.Errorf("the post holds %q, error %v; want %q", written, err, want)
	}
}

func calendarSeason(t *testing.T, moments map[programme.Milestone]string) programme.Season {
	t.Helper()
	calendar := programme.Calendar{}
	for milestone, text := range moments {
		moment, err := programme.ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		calendar[milestone] = moment
	}
	return programme.Season{Promotion: programme.Promotion{
		ID: "dig-2019", Contact: "equipe@example.fr", CallURL: "https://example.fr/appel",
		Calendar: calendar, HandledAt: programme.Clock{Hour: 9},
	}}
}

func TestCalendar(t *testing.T) {
	season := calendarSeason(t, map[programme.Milestone]string{
		programme.Opening: "2019-04-11", programme.Deadline: "2019-05-10T17:00", programme.JuryDay: "2019-12-31",
		programme.Announcement: "2019-12-10T17:00", programme.Start: "2019-12",
	})
	words := CalendarWords{Name: "Designers d’intérêt général", Titles: map[programme.Milestone]string{
		programme.Opening: "Ouverture", programme.Deadline: "Fin des candidatures ; 17h, heure de Paris", programme.JuryDay: "Jury",
		programme.Announcement: "Annonce", programme.Start: "Prise de poste des designers d’intérêt général dans l’administration, à la date convenue avec chacune et chacun",
	}}
	now := time.Date(2019, time.April, 1, 8, 0, 0, 0, time.UTC)
	raw, err := Calendar(season, words, programme.French, now)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "season.ics", raw)
	if _, err := ical.ParseCalendar(bytes.NewReader(raw)); err != nil {
		t.Errorf("cannot be read back: %v", err)
	}
	text := string(raw)
	for _, want := range []string{
		"DTSTART:20190510T150000Z", // summer time
		"DTSTART:20191210T160000Z", // winter time
		"DTSTART;VALUE=DATE:20190411\r\nDTEND;VALUE=DATE:20190412",
		"DTSTART;VALUE=DATE:20191231\r\nDTEND;VALUE=DATE:20200101",
		"DTSTART;VALUE=DATE:20191201\r\nDTEND;VALUE=DATE:20200101", // a month stays a month
		"UID:dig-2019-deadline@example.fr",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if strings.Contains(text, "T07") || strings.Contains(text, "T09") {
		t.Error("the hour at which milestones are handled is told")
	}
}

func TestCalendarKeepsItsEntries(t *testing.T) {
	uids := func(deadline string) string {
		season := calendarSeason(t, map[programme.Milestone]string{programme.Deadline: deadline})
		words := CalendarWords{Titles: map[programme.Milestone]string{programme.Deadline: "Fin", programme.JuryDay: "Jury"}}
		raw, err := Calendar(season, words, programme.English, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.SplitSeq(string(raw), "\r\n") {
			if strings.HasPrefix(line, "UID:") {
				lines = append(lines, line)
			}
		}
		return strings.Join(lines, "\n")
	}
	before, after := uids("2019-05-10T17:00"), uids("2019-05-24")
	if before != after || before != "UID:dig-2019-deadline@example.fr" {
		t.Errorf("UIDs %q and %q, want one that stays", before, after)
	}
}
