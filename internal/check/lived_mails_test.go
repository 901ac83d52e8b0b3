package check

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"digbot/internal/programme"
	"digbot/notifier"
)

// TestMailsOfASeason lives a season through a mail server, and looks at every mail that arrived there.
func TestMailsOfASeason(t *testing.T) {
	if underRace {
		t.Skip("a season of a thousand mails takes minutes under the race detector; it is lived without it")
	}
	l := live(t)
	letters := l.letters(t)
	t.Logf("%d mails arrived", len(letters))
	t.Run("nobody else in trial mode", func(t *testing.T) { nobodyElse(t, l, letters) })
	t.Run("every mailing", func(t *testing.T) { everyMailing(t, letters) })
	t.Run("sent as shown", func(t *testing.T) { sentAsShown(t, l, letters) })
	t.Run("signed", func(t *testing.T) { signed(t, l, letters) })
	t.Run("headers", func(t *testing.T) { headers(t, letters) })
	for name, first := range firsts(letters) {
		t.Run("page "+name, func(t *testing.T) { readable(t, first) })
	}
	t.Run("spamassassin", func(t *testing.T) { wanted(t, firsts(letters)) })
}

// nobodyElse holds that the server saw no foreign address, and that the ledger tells whom the trial kept out.
func nobodyElse(t *testing.T, l *lived, letters []letter) {
	for _, each := range letters {
		if !strings.HasSuffix(each.sent.To, "@example.org") || bytes.Contains(each.sent.Text, []byte("To: <x"+foreign)) {
			t.Errorf("%s went to %s", each.delivery.ID, each.sent.To)
		}
	}
	campaigns, err := l.store.Campaigns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	arrived, refused := 0, 0
	for _, campaign := range campaigns {
		report, err := l.app.Notifier.Report(t.Context(), campaign.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !report.Balanced() || report.Waiting > 0 || campaign.State != notifier.CampaignDone {
			t.Errorf("%s is %s: %v", campaign.ID, campaign.State, report.Counts)
		}
		arrived += report.Counts[notifier.Accepted]
		for _, line := range report.Unreached {
			if refused++; line.State != notifier.Refused || !strings.Contains(line.Note, "trial mode") {
				t.Errorf("%s of %s: %s, %s", line.Mailing, campaign.ID, line.State, line.Note)
			}
		}
	}
	if posts := arrived - len(letters); posts <= 0 || posts > 20 || refused == 0 {
		t.Errorf("%d accepted and %d refused, while %d mails arrived", arrived, refused, len(letters))
	}
}

// everyMailing holds that the season and its notices leave no mail out of sight.
func everyMailing(t *testing.T, letters []letter) {
	seen := map[string]bool{}
	for _, each := range letters {
		seen[each.delivery.Mailing+"."+string(each.envelope.Language)] = true
	}
	for _, name := range mailNames(t) {
		for _, language := range programme.Languages() {
			if !seen[name+"."+string(language)] {
				t.Errorf("no %s arrived in %q", name, language)
			}
		}
	}
}

// sentAsShown holds that what people look at before they approve is, byte for byte, what leaves. Only the date is that of
// the sending.
func sentAsShown(t *testing.T, l *lived, letters []letter) {
	recorded := l.hashes(t)
	for _, each := range letters {
		shown := l.shown[each.delivery.ID]
		date, err := each.header.Date()
		if err != nil || shown.Changed || shown.Why != "" {
			t.Errorf("%s: date %v, changed %t, %s", each.delivery.ID, err, shown.Changed, shown.Why)
			continue
		}
		shown.Envelope.Date = date
		want, err := l.composer.Compose(shown.Envelope)
		if err != nil {
			t.Fatal(err)
		}
		if got := withoutSignature(each.sent.Text); !bytes.Equal(got, want) {
			t.Errorf("%s was sent as\n%s\nand shown as\n%s", each.delivery.ID, got, want)
		}
		if recorded[each.delivery.ID] != shown.Delivery.Hash {
			t.Errorf("%s: the ledger's hash has changed", each.delivery.ID)
		}
	}
}

// hashes are the ledger's, by delivery.
func (l *lived) hashes(t *testing.T) map[string]string {
	t.Helper()
	campaigns, err := l.store.Campaigns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hashes := map[string]string{}
	for _, campaign := range campaigns {
		deliveries, err := l.store.Deliveries(t.Context(), campaign.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range deliveries {
			hashes[d.ID] = d.Hash
		}
	}
	return hashes
}

// withoutSignature takes the field off that the mailer put before the message.
func withoutSignature(raw []byte) []byte {
	if !bytes.HasPrefix(raw, []byte("DKIM-Signature:")) {
		return raw
	}
	for at := 0; ; {
		i := bytes.Index(raw[at:], []byte("\r\n"))
		if i < 0 {
			return nil
		}
		at += i + 2
		if at < len(raw) && raw[at] != ' ' && raw[at] != '\t' {
			return raw[at:]
		}
	}
}

func signed(t *testing.T, l *lived, letters []letter) {
	lookup := func(domain string) ([]string, error) {
		if domain != "dig2019._domainkey.example.fr" {
			return nil, fmt.Errorf("nothing is published at %s", domain)
		}
		return []string{l.key}, nil
	}
	for _, each := range letters {
		verified, err := dkim.VerifyWithOptions(bytes.NewReader(each.sent.Text), &dkim.VerifyOptions{LookupTXT: lookup})
		if err != nil || len(verified) != 1 || verified[0].Err != nil {
			t.Errorf("%s: %v, %+v", each.delivery.ID, err, verified)
			continue
		}
		for _, field := range []string{"From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post"} {
			if !slices.Contains(verified[0].HeaderKeys, field) {
				t.Errorf("%s: %s is not signed", each.delivery.ID, field)
			}
		}
	}
}

// headers holds that every mail says that a program sent it, and that only reminders and calls can be refused.
func headers(t *testing.T, letters []letter) {
	ids := map[string]bool{}
	for _, each := range letters {
		if ids[each.header.Get("Message-Id")] {
			t.Errorf("%s has another's id", each.delivery.ID)
		}
		ids[each.header.Get("Message-Id")] = true
		if each.header.Get("Auto-Submitted") != "auto-generated" || each.header.Get("Content-Language") != string(each.envelope.Language) {
			t.Errorf("%s: %v", each.delivery.ID, each.header)
		}
		refusable := each.delivery.Mailing == "opening" || each.delivery.Mailing == "deadline-reminder"
		list, one := each.header.Get("List-Unsubscribe"), each.header.Get("List-Unsubscribe-Post")
		if refusable != (list != "") || refusable != (one != "") {
			t.Errorf("%s can be refused: %q, %q", each.delivery.ID, list, one)
		}
	}
}

// mailNames are the templates of mails, but for their parts.
func mailNames(t *testing.T) []string {
	t.Helper()
	names := map[string]bool{}
	for _, file := range glob(t, "../../templates/mail/*.fr.md") {
		if name := strings.TrimSuffix(file, ".fr.md"); !strings.HasPrefix(name, "part-") {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
