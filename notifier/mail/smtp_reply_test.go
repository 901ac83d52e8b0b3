package mail

import (
	"errors"
	"net/textproto"
	"strings"
	"testing"
	"unicode/utf8"

	"digbot/notifier"
)

func TestExplain(t *testing.T) {
	who := personal(notifier.Address{Name: "Camille Exemple", Email: "c.exemple@example.org"})
	for _, test := range []struct {
		code      int
		msg, want string
	}{
		{550, "5.1.1 <c.exemple@example.org>: unknown", "550 5.1.1 <address>: unknown"},
		{550, "5.1.1 one\n5.1.1 two", "550 5.1.1 one two"},
		{550, "No such user C.Exemple here", "550 No such user <recipient> here"},
		{550, "Mailbox of Camille Exemple is full", "550 Mailbox of <recipient> is full"},
		{550, `5.1.1 "c d"@example.org unknown`, "550 5.1.1 <address> unknown"},
		{550, "see https://example.net/why?to=c.exemple%40example.org", "550 see <address>"},
		{550, "SRS0=x=example.org=c.exemple=40example.org@example.net no", "550 <address> no"},
		{550, "bounces+c.exemple=example.org@example.net", "550 <address>"},
		{451, "4.7.1\n", "451 4.7.1"},
		{450, "tab\there \x1b[31mred\x00 \xff", "450 tab here [31mred"},
		{554, "", "554"},
		{550, strings.Repeat("x", 5000) + "@example.org", "550"},
		{550, "c.exemple c.exemple c.exemple", "550 <recipient> <recipient> <recipient>"},
		{550, "c.exempleux is somebody else", "550 c.exempleux is somebody else"},
	} {
		if got := explain(&textproto.Error{Code: test.code, Msg: test.msg}, who); got != test.want {
			t.Errorf("%q: %q, want %q", test.msg, got, test.want)
		}
	}
}

// A long text is cut between words, so that no half of an address is left.
func TestAnonymousCutsBetweenWords(t *testing.T) {
	for before := longestHeard - 30; before < longestHeard+2; before++ {
		text := strings.Repeat(" ", before) + "dominique.modele@example.net"
		if got := strings.TrimSpace(anonymous(text, nil)); strings.Contains(got, "dom") {
			t.Errorf("after %d bytes: %q", before, got)
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add("5.1.1 <c.exemple@example.org>: unknown", 550)
	f.Add("5.1.1 c.exemple @example.org\nc.exemple", 450)
	f.Add(strings.Repeat("é", 300), 421)
	f.Fuzz(func(t *testing.T, msg string, code int) {
		got := explain(&textproto.Error{Code: code, Msg: msg}, []string{"c.exemple"})
		if strings.Contains(got, "c.exemple@example.org") || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00") || len(got) > longestReply+40 {
			t.Errorf("%q became %q", msg, got)
		}
	})
}

func TestJudge(t *testing.T) {
	reply := func(code int) error { return &textproto.Error{Code: code} }
	lost := errors.New("EOF")
	for _, test := range []struct {
		at              step
		err             error
		kind            error
		elsewhere, lost bool
	}{
		{stepMail, lost, notifier.ErrTemporary, true, true},
		{stepMail, reply(421), notifier.ErrTemporary, true, true},
		{stepMail, reply(451), notifier.ErrTemporary, true, false},
		{stepMail, reply(535), notifier.ErrTemporary, true, false},
		{stepMail, reply(553), notifier.ErrRefused, false, false},
		{stepMail, reply(220), notifier.ErrTemporary, true, true},
		{stepMail, reply(999), notifier.ErrTemporary, true, true},
		{stepRcpt, reply(450), notifier.ErrTemporary, false, false},
		{stepRcpt, reply(550), notifier.ErrRefused, false, false},
		{stepData, reply(451), notifier.ErrTemporary, true, false},
		{stepText, lost, notifier.ErrTemporary, true, true},
		{stepDot, lost, notifier.ErrUncertain, false, true},
		{stepDot, reply(354), notifier.ErrUncertain, false, true},
		{stepDot, reply(421), notifier.ErrTemporary, false, true},
		{stepDot, reply(452), notifier.ErrTemporary, false, false},
		{stepDot, reply(530), notifier.ErrTemporary, false, false},
		{stepDot, reply(550), notifier.ErrRefused, false, false},
		{stepDot, reply(600), notifier.ErrUncertain, false, true},
	} {
		got := judge(test.at, test.err)
		if !errors.Is(got, test.kind) || got.elsewhere != test.elsewhere || got.lost != test.lost {
			t.Errorf("%v at %s: %+v, want %v, elsewhere %v, lost %v", test.err, test.at, got, test.kind, test.elsewhere, test.lost)
		}
	}
}

func TestNetworkLines(t *testing.T) {
	for raw, want := range map[string]string{
		"a\r\nb\r\n": "a\r\nb\r\n", "a\nb\n": "a\r\nb\r\n", "a\rb": "a\r\nb", "a\r\r\n": "a\r\n\r\n", "a\n\r\nb": "a\r\n\r\nb", "\n\r": "\r\n\r\n", "": "",
	} {
		if got := string(networkLines([]byte(raw))); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}
