package mail

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reportedID is the message that all of the testdata is about.
const reportedID = "6e0f1c2d3b4a59687f7e6d5c4b3a291807f6e5d4@dig.example.fr"

func TestReadReport(t *testing.T) {
	const camille = "camille@example.org"
	for _, test := range []struct {
		file, recipient, status string
		gone, permanent         bool
		id, to                  bool // the report holds them
	}{
		{"postfix-unknown-user", camille, "5.1.1", true, true, true, true},
		{"postfix-delayed", camille, "4.4.1", false, false, true, true},
		{"postfix-expired", camille, "4.4.7", true, false, true, true},
		{"postfix-mailbox-full", camille, "5.2.2", true, false, true, true},
		{"policy", camille, "5.7.26", true, false, true, true},
		{"forwarded", "c.exemple@elsewhere.example.net", "5.0.0", true, true, true, true},
		{"google", camille, "5.1.1", true, true, true, true},
		{"google-text", camille, "5.1.1", true, true, true, true},
		{"exim", camille, "5.0.0", true, true, true, true},
		{"exim-warning", camille, "4.7.1", false, false, false, false},
		{"qmail", camille, "5.1.1", true, true, true, true},
		{"exchange-text", camille, "5.1.1", true, true, true, false},
		{"exchange", camille, "5.1.10", true, true, true, true},
	} {
		t.Run(test.file, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join("testdata", "reports", test.file+".eml"))
			if err != nil {
				t.Fatal(err)
			}
			for name, raw := range map[string][]byte{"as it is": raw, "from a mailbox": append([]byte("From MAILER-DAEMON Fri May 10 17:00:09 2019\n"), raw...)} {
				returned, err := ReadReport(bytes.NewReader(raw))
				if err != nil || len(returned) != 1 {
					t.Fatalf("%s: %+v, %v", name, returned, err)
				}
				r := returned[0]
				if r.Recipient != test.recipient || r.Status != test.status || r.Gone != test.gone || r.Permanent() != test.permanent {
					t.Errorf("%s: %+v, permanent %t", name, r, r.Permanent())
				}
				if slices.Contains(r.MessageIDs, reportedID) != test.id || (r.To == camille) != test.to {
					t.Errorf("%s: ids %q, to %q", name, r.MessageIDs, r.To)
				}
			}
		})
	}
}

func TestReadReportRefusesWhatIsNone(t *testing.T) {
	for _, file := range []string{"absent", "answer", "delivered"} {
		raw, err := os.ReadFile(filepath.Join("testdata", "reports", file+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		if returned, err := ReadReport(bytes.NewReader(raw)); !errors.Is(err, ErrNoReport) {
			t.Errorf("%s: %+v, %v", file, returned, err)
		}
	}
	for _, raw := range []string{"", "\n\n", "no header at all", "Subject: x\n\n", "Content-Type: multipart/report; boundary=b\n\n--b\n"} {
		if returned, err := ReadReport(strings.NewReader(raw)); !errors.Is(err, ErrNoReport) {
			t.Errorf("%q: %+v, %v", raw, returned, err)
		}
	}
}

// TestReadReportOfSeveral holds that each recipient of one report has an entry.
func TestReadReportOfSeveral(t *testing.T) {
	raw := "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n" +
		"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\n" +
		"Final-Recipient: rfc822; b@example.org\nAction: relayed\nStatus: 2.0.0\n \n" +
		"Original-Recipient: <c@example.org>\nAction: failed (gave up)\nDiagnostic-Code: 450 4.2.0 try; later\n--b--\n"
	returned, err := ReadReport(strings.NewReader(raw))
	if err != nil || len(returned) != 2 || returned[0].Recipient != "a@example.org" || returned[1].Recipient != "c@example.org" || returned[1].Status != "4.2.0" {
		t.Errorf("%+v, %v", returned, err)
	}
}

// FuzzReadReport holds that no message makes the reader fail, and that what it finds can be recorded.
func FuzzReadReport(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "reports", "*.eml"))
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		returned, err := ReadReport(bytes.NewReader(raw))
		if (err == nil) != (len(returned) > 0) || err != nil && !errors.Is(err, ErrNoReport) {
			t.Fatalf("%d entries, error %v", len(returned), err)
		}
		for _, r := range returned {
			if r.Recipient == "" || !statusCode.MatchString(r.Status) {
				t.Errorf("%+v", r)
			}
		}
	})
}
