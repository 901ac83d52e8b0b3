package page

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"digbot/internal/programme"
	"digbot/internal/web"
)

// TestPages shows every page in both languages: each is whole, says no key instead of a word, and may load nothing but the
// style.
func TestPages(t *testing.T) {
	key := regexp.MustCompile(`>\s*[a-z]+_[a-z_-]+\s*<|"[a-z]+_[a-z_]+"|<no value>|%!`)
	for _, language := range programme.Languages() {
		w := newWorld(t, address)
		b, _ := w.enters("camille", language)
		for _, path := range w.everyPath() {
			a := b.get(Path + path)
			letter := regexp.MustCompile(`/(0|exemples/0)$`).MatchString(path)
			if want := map[bool]int{true: 404, false: 200}[path == "nulle-part"]; a.Code != want && !(strings.Contains(path, "code-1/a") && a.Code == 403) {
				t.Errorf("/%s answers %d", path, a.Code)
			}
			checkHeaders(t, path, a, letter && a.Code == 200)
			if letter && a.Code == 200 {
				continue
			}
			if found := key.FindString(a.body); found != "" {
				t.Errorf("/%s in %q says %q", path, language, found)
			}
			for _, part := range []string{fmt.Sprintf(`<html lang="%s">`, language), `<main id="contenu"`, `<a class="skip" href="#contenu">`, "<h1>", "</html>"} {
				if strings.Count(a.body, part) != 1 {
					t.Errorf("/%s in %q has %q %d times", path, language, part, strings.Count(a.body, part))
				}
			}
			if found := regexp.MustCompile(`<script|\son[a-z]+=|style=|javascript:|src="http|href="http`).FindString(a.body); found != "" {
				t.Errorf("/%s holds %q", path, found)
			}
		}
	}
}

func checkHeaders(t *testing.T, path string, a answer, letter bool) {
	t.Helper()
	h := a.Header()
	want := map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8"}
	csp := []string{"default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"}
	if letter {
		want["X-Frame-Options"] = "SAMEORIGIN"
		csp = []string{"sandbox;", "default-src 'none'", "frame-ancestors 'self'", "form-action 'none'"}
	}
	for name, value := range want {
		if h.Get(name) != value {
			t.Errorf("/%s has %s: %q, want %q", path, name, h.Get(name), value)
		}
	}
	for _, part := range csp {
		if !strings.Contains(h.Get("Content-Security-Policy"), part) {
			t.Errorf("/%s has the policy %q, want %s in it", path, h.Get("Content-Security-Policy"), part)
		}
	}
}

// TestSeasonPage says what is next, and what goes wrong.
func TestSeasonPage(t *testing.T) {
	for _, test := range []struct {
		now, released string
		holds         []string
	}{
		{"2019-04-01T10:00", "", []string{"avant l’ouverture", `<p class="what">Ouverture</p>`, "Questions qui attendent une réponse de l’équipe : 3", "Slack n’est pas joint"}},
		{"2019-05-17T08:00", "", []string{`<p class="what">Annonce</p>`, "vendredi 17 mai 2019</time>, aujourd’hui"}},
		{"2019-05-10T15:00", "", []string{"candidatures ouvertes", `<p class="what">Clôture</p>`, "vendredi 10 mai 2019 à 17h (heure de Paris)", "dans 2 heures"}},
		{"2019-05-18T10:00", "", []string{"<strong>jury</strong>", "en attente de publication"}},
		{"2019-05-18T10:00", "2019-05-17T11:00", []string{"<strong>résultats publiés</strong>"}},
		{"2021-01-01T10:00", "2019-05-17T11:00", []string{"Plus rien n’est prévu"}},
	} {
		w := newWorld(t, address)
		w.now = at(t, test.now)
		if test.released != "" {
			w.released = at(t, test.released)
		}
		b, _ := w.enters("camille", programme.French)
		a := b.get(Path)
		for _, part := range test.holds {
			if !strings.Contains(a.body, part) {
				t.Errorf("on %s the page does not say %q:\n%s", test.now, part, a.body)
			}
		}
	}
}

// TestCommandsAreNamed is what each state of a campaign lets the team do in the chat, and that no page does it itself.
func TestCommandsAreNamed(t *testing.T) {
	w := newWorld(t, address)
	b, _ := w.enters("camille", programme.English)
	for path, command := range map[string]string{
		w.idOf(programme.Announcement): "/dig approve abcdef0123", w.idOf(programme.Start): "/dig pause " + w.idOf(programme.Start), "call-up-1": "/dig resume call-up-1",
		"code-1": "/dig undo", w.idOf(programme.Opening): "/dig retry " + w.idOf(programme.Opening),
	} {
		body := b.get(Path + "envois/" + path).body
		if !strings.Contains(body, "<code>"+command) {
			t.Errorf("%s does not name %s:\n%s", path, command, body)
		}
		if n := strings.Count(body, "<form"); n != 2 { // the language and the way out
			t.Errorf("%s has %d forms", path, n)
		}
	}
}

// TestQuestionsWorstFirst reads the table of topics.
func TestQuestionsWorstFirst(t *testing.T) {
	w := newWorld(t, address)
	b, _ := w.enters("sacha", programme.English)
	body := b.get(Path + "questions").body
	worst, best := strings.Index(body, "Is telework possible?"), strings.Index(body, "What is the pay?")
	if worst < 0 || best < worst {
		t.Errorf("the topics stand at %d and %d:\n%s", worst, best, body)
	}
	if n := strings.Count(body, `<rect class="k`); n != 3+8 { // the legend, and a piece for each number
		t.Errorf("the chart has %d pieces", n)
	}
}

// TestJournalPages goes back to the first entry.
func TestJournalPages(t *testing.T) {
	w := newWorld(t, address)
	b, _ := w.enters("sacha", programme.French)
	for range 119 {
		if err := w.Write(t.Context(), "camille", "status", ""); err != nil {
			t.Fatal(err)
		}
	}
	var seen []string
	path := Path + "journal"
	for path != "" {
		body := b.get(path).body
		for _, found := range regexp.MustCompile(`<tr><td class="n">(\d+)</td>`).FindAllStringSubmatch(body, -1) {
			seen = append(seen, found[1])
		}
		next := regexp.MustCompile(`href="(/tableau/journal\?avant=\d+)"`).FindStringSubmatch(body)
		path = ""
		if next != nil {
			path = next[1]
		}
	}
	if len(seen) != 120 || seen[0] != "120" || seen[119] != "1" {
		t.Errorf("%d entries are shown: %v", len(seen), seen)
	}
	for _, odd := range []string{"x", "-5", "0", "99999999999999999999"} {
		if a := b.get(Path + "journal?avant=" + odd); a.Code != http.StatusOK {
			t.Errorf("before %s: %d", odd, a.Code)
		}
	}
}

// TestDoor asks through the real door: tricks with paths, methods, and bodies that are too large.
func TestDoor(t *testing.T) {
	w := newWorld(t, address)
	door := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Metrics: web.NewMetrics(web.Build{}, web.Labels{})})
	for _, route := range w.site.Routes() {
		door.HandleSized(route.Pattern, route.Limit, route.Handler)
	}
	noa, form := w.enters("noa", programme.French)
	sacha, _ := w.enters("sacha", programme.French)
	large := strings.Repeat("x", 10<<20)
	for _, test := range []struct {
		name, method, target, body string
		browser                    *browser
		status                     int
	}{
		{"the first page", "GET", "/tableau/", "", noa, 200},
		{"its head", "HEAD", "/tableau/", "", noa, 200},
		{"the style", "GET", "/tableau/style.css", "", nil, 200},
		{"up", "GET", "/tableau/../metrics", "", noa, 404},
		{"up, encoded", "GET", "/tableau/%2e%2e/metrics", "", noa, 404},
		{"up, encoded in one piece", "GET", "/tableau/envois/..%2f..%2fetc%2fpasswd", "", noa, 404},
		{"up by backslashes", "GET", `/tableau/envois/..%5c..%5cetc`, "", noa, 404},
		{"two slashes", "GET", "/tableau//envois", "", noa, 404},
		{"a zero byte", "GET", "/tableau/envois/%00", "", noa, 404},
		{"a file of the templates", "GET", "/tableau/layout.html", "", noa, 404},
		{"below a page", "GET", "/tableau/envois/x/y/z", "", noa, 404},
		{"without a session", "GET", "/tableau/envois", "", nil, 403},
		{"a body with a look", "GET", "/tableau/", "x", noa, 413},
		{"another method", "DELETE", "/tableau/", "", noa, 405},
		{"a form where there is none", "POST", "/tableau/envois", "form=" + form, noa, 405},
		{"leaving by a look", "GET", "/tableau/sortir", "", noa, 404},
		{"10 MB of a list", "POST", "/tableau/personnes", large, noa, 413},
		{"10 MB of a form", "POST", "/tableau/langue", large, noa, 413},
		{"10 MB for a link", "POST", "/tableau/entrer/x", large, nil, 413},
		{"a list of somebody who may not bring one", "POST", "/tableau/personnes", large[:formSize+1], sacha, 413},
		{"a list of a stranger", "POST", "/tableau/personnes", large[:formSize+1], nil, 413},
		{"a list that is none", "POST", "/tableau/personnes", large[:uploadSize], noa, 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), test.method, test.target, strings.NewReader(test.body))
		if test.browser != nil {
			for _, c := range test.browser.cookies {
				r.AddCookie(c)
			}
		}
		answer := httptest.NewRecorder()
		door.ServeHTTP(answer, r)
		if answer.Code != test.status {
			t.Errorf("%s: %d, want %d", test.name, answer.Code, test.status)
		}
		if answer.Code != 200 && slices.Contains([]string{"GET", "POST"}, test.method) && answer.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the answer may be kept", test.name)
		}
	}
	if w.list != "" {
		t.Error("a list was read")
	}
}

// FuzzOwnPath holds that nobody is sent away from our pages.
func FuzzOwnPath(f *testing.F) {
	for _, seed := range []string{Path, Path + "envois", "//example.org", Path + "../..", "https://example.org/tableau/", Path + "%2f", Path + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		if got := ownPath(given); !strings.HasPrefix(got, Path) || strings.Contains(got, "..") && strings.Contains(got, "/../") || strings.ContainsAny(got, "\\\r\n") {
			t.Errorf("%q leads to %q", given, got)
		}
	})
}
