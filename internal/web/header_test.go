package web

import (
	"regexp"
	"strings"
	"testing"
)

var plainForm = regexp.MustCompile(`\A[A-Za-z0-9_-]{8,64}\z`)

func TestRequestID(t *testing.T) {
	for _, test := range []struct {
		name  string
		given []string
		kept  bool
	}{
		{"none", nil, false},
		{"a UUID", []string{"0af76519-16cd-43dd-8448-eb211c80319c"}, true},
		{"shortest", []string{strings.Repeat("a", 8)}, true},
		{"too short", []string{strings.Repeat("a", 7)}, false},
		{"longest", []string{strings.Repeat("a", 64)}, true},
		{"too long", []string{strings.Repeat("a", 65)}, false},
		{"two", []string{"abcdefgh", "abcdefgh"}, false},
		{"a space", []string{"abcd efgh"}, false},
		{"a new line in the log", []string{"abcdefgh\nlevel=ERROR"}, false},
		{"markup", []string{"<script>alert"}, false},
		{"a mail address", []string{"camille@example.org"}, false},
		{"letters that look like others", []string{"аbcdefgh"}, false},
	} {
		got := requestID(test.given)
		if !plainForm.MatchString(got) {
			t.Errorf("%s: %q", test.name, got)
		}
		if kept := len(test.given) > 0 && got == test.given[0]; kept != test.kept {
			t.Errorf("%s: kept: %t", test.name, kept)
		}
	}
	if requestID(nil) == requestID(nil) {
		t.Error("two requests got the same id")
	}
}

func FuzzRequestID(f *testing.F) {
	for _, seed := range []string{"", "abcdefgh", "a\r\nSet-Cookie: b", strings.Repeat("x", 65), "é-é-é-é-é", "\x00\x00\x00\x00\x00\x00\x00\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		got := requestID([]string{given})
		if !plainForm.MatchString(got) {
			t.Fatalf("%q became %q", given, got)
		}
		if kept := got == given; kept != plainForm.MatchString(given) {
			t.Fatalf("%q was kept: %t", given, kept)
		}
	})
}

func TestIsClean(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/a": true, "/a/": true, "/a/b.c": true, "/a..b": true, "/...": true,
		"": false, "a": false, "*": false, "//": false, "//a": false, "/a//": false, "/a//b": false, "/.": false, "/./a": false, "/a/.": false,
		"/..": false, "/a/..": false, "/a/../b": false,
	} {
		if got := isClean(path); got != want {
			t.Errorf("isClean(%q) = %t", path, got)
		}
	}
}
