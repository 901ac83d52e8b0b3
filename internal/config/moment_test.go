package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestMoments reads the jury's moment as people may write it: as it is told back, or why it is refused.
func TestMoments(t *testing.T) {
	cases := []struct{ written, want, fault string }{
		{"2019-05-15", "2019-05-15", ""},
		{"2019-05", "2019-05", ""},
		{"2019-05-15T14:30", "2019-05-15T14:30", ""},
		{"2019-05-15 14:30", "2019-05-15T14:30", ""},
		{"2019-05-15T14:30:00+02:00", "2019-05-15T14:30", ""},
		{"{date: 2019-05-15, time: '14:30 CEST', weekday: Mercredi}", "2019-05-15T14:30", ""},
		{"{date: 2019-05-15, time: '14:30 UTC+2', weekday: wednesday}", "2019-05-15T14:30", ""},
		{"{date: 2019-05-15, time: 14:30}", "2019-05-15T14:30", ""},
		{"{month: 2019-05}", "2019-05", ""},
		{"{date: 2019-05-15, time: '14:30 CET'}", "", "UTC+02:00"},
		{"{date: 2019-05-15, time: '14:30 GMT'}", "", "UTC+02:00"},
		{"{date: 2019-05-15, time: '14:30-0700'}", "", "UTC+02:00"},
		{"{date: 2019-05-15, time: '14:30:15'}", "", "unknown time zone"},
		{"{date: 2019-05-15T14:30, time: '14:30'}", "", "has an hour already"},
		{"{date: 2019-03-31, time: '02:30'}", "", "never show 02:30 on 2019-03-31"},
		{"{date: 2019-10-27, time: '02:30'}", "", "show 02:30 twice on 2019-10-27"},
		{"{date: 2019-05-00}", "", "no date"},
		{"juin 2019", "", "no date"},
		{"[2019-05-15]", "", "stands where a map is expected"},
	}
	for _, c := range cases {
		t.Run(c.written, func(t *testing.T) {
			root, faults := parse("config.yaml", []byte("jury: "+c.written))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if faults := expand(root, unset, true); len(faults) > 0 {
				t.Fatal(faults)
			}
			r := &reader{}
			got := r.milestone(root.get("jury"), "jury")
			switch {
			case c.fault == "" && (len(r.faults) > 0 || got.String() != c.want):
				t.Errorf("got %s and %v, want %s", got, r.faults, c.want)
			case c.fault != "" && (len(r.faults) != 1 || !strings.Contains(r.faults.Error(), c.fault)):
				t.Errorf("got %s and %v, want one fault with %q", got, r.faults, c.fault)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	known := []string{"deadline", "opening", "jury", "announcement", "start"}
	cases := []struct{ word, want string }{
		{"deadlin", "deadline"}, {"Opening", "opening"}, {"jruy", "jury"}, {"anouncment", "announcement"}, {"hearing", ""}, {"x", ""}, {"", ""},
	}
	for _, c := range cases {
		if got, _ := nearest(c.word, known); got != c.want {
			t.Errorf("nearest to %q: got %q, want %q", c.word, got, c.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	good := []string{"a@example.org", "prenom.nom+dig@sous.domaine.example.fr", "é@example.fr", "a-b_c@exa-mple.fr"}
	bad := []string{"", "a", "a@", "@example.fr", "a@example", "a b@example.fr", "a@exam ple.fr", "<a@example.fr>", "a@example.fr, b@example.fr", "a@-example.fr", "a@example..fr", "a@example.fr\nBcc: b@example.fr", `"a b"@example.fr`}
	for _, address := range good {
		if !isAddress(address) {
			t.Errorf("%q is refused", address)
		}
	}
	for _, address := range bad {
		if isAddress(address) {
			t.Errorf("%q is accepted", address)
		}
	}
}

func TestURLs(t *testing.T) {
	cases := []struct{ url, fault string }{
		{"https://www.example.fr/a?b=c#d", ""},
		{"https://example.fr:8443", ""},
		{"http://localhost:8065", ""},
		{"http://127.0.0.1:8065/api", ""},
		{"http://[::1]:80", ""},
		{"https://10.0.0.1", ""},
		{"http://example.fr", "does not begin with https://"},
		{"ftp://example.fr", "does not begin with https://"},
		{"example.fr", "does not begin with https://"},
		{"https://", "names no host"},
		{"https://example", "names a host that cannot exist"},
		{"https://exa_mple.fr", "names a host that cannot exist"},
		{"https://u:p@example.fr", "holds a name or a password"},
		{"https://example.fr/a b", "is no URL"},
		{"https://example.fr/%zz", "is no URL"},
		{"https:example.fr", "names no host"},
	}
	for _, c := range cases {
		if got := urlFault(c.url); got != c.fault {
			t.Errorf("%s: got %q, want %q", c.url, got, c.fault)
		}
	}
}

func TestAFaultIsOneLine(t *testing.T) {
	faults := Faults{
		{File: "config.yaml", Line: 12, Path: "promotion.calendar.deadline", What: "has no hour", Fix: "write it"},
		{File: "other.yaml", What: "cannot be read", Fix: "create it"},
	}
	want := "config.yaml:12: promotion.calendar.deadline: has no hour; fix: write it\nother.yaml: cannot be read; fix: create it"
	if got := fmt.Sprint(faults); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
