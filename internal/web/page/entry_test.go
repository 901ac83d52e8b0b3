package page

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

const address = "https://digbot.example.fr"

// TestLink follows a link from the chat into the page.
func TestLink(t *testing.T) {
	w := newWorld(t, address)
	b := w.browser()
	link := w.link("camille", programme.English)
	secret := strings.TrimPrefix(link, entryPath)
	for key, value := range w.notes {
		if strings.Contains(key+value, secret) {
			t.Errorf("the store holds the link's secret: %s %s", key, value)
		}
	}
	for range 3 { // a chat's preview, a virus scanner, the person
		if a := b.get(link); a.Code != http.StatusOK || !strings.Contains(a.body, "Enter: I am Camille Exemple") {
			t.Fatalf("the link shows %d %s", a.Code, a.body)
		}
	}
	a := b.post(link, "form", b.get(link).proof)
	if a.Code != http.StatusSeeOther || a.Header().Get("Location") != Path {
		t.Fatalf("the form answers %d to %q", a.Code, a.Header().Get("Location"))
	}
	session := b.cookies["__Host-digbot-session"]
	if session == nil || !session.HttpOnly || !session.Secure || session.SameSite != http.SameSiteStrictMode || session.Path != "/" || session.MaxAge != 8*3600 || session.Domain != "" {
		t.Errorf("the session's cookie: %+v", session)
	}
	if len(b.cookies) != 1 {
		t.Errorf("cookies stay: %v", b.cookies)
	}
	for key, value := range w.notes {
		if strings.Contains(key+value, session.Value) {
			t.Errorf("the store holds the cookie: %s %s", key, value)
		}
	}
	if a := b.get(Path); a.Code != http.StatusOK || !strings.Contains(a.body, "You are Camille Exemple") {
		t.Errorf("the first page: %d %s", a.Code, a.body)
	}
	if len(w.journal) != 1 || w.journal[0].Who != "camille" || w.journal[0].What != "page entered" {
		t.Errorf("the journal holds %v", w.journal)
	}
}

// TestLinkRefused is what a link does not do.
func TestLinkRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		spoil  func(w *world, b *browser, link *string, form *string)
		status int
		holds  string
		stays  bool // the link can still be used by its owner
	}{
		{"used twice", func(w *world, _ *browser, link, _ *string) {
			other := w.browser()
			other.post(*link, "form", other.get(*link).proof)
		}, 404, "a déjà servi", false},
		{"expired", func(w *world, _ *browser, _, _ *string) { w.real = w.real.Add(10 * time.Minute) }, 404, "plus de dix minutes", false},
		{"not there", func(_ *world, _ *browser, link, _ *string) { *link = entryPath + newSecret() }, 404, "a déjà servi", true},
		{"cut", func(_ *world, _ *browser, link, _ *string) { *link = (*link)[:len(*link)-1] }, 404, "n’est pas complet", true},
		{"a session of somebody else is open", func(w *world, b *browser, _, _ *string) {
			link := w.link("sacha", programme.French)
			b.post(link, "form", b.get(link).proof)
			b.get(link)
		}, 403, "", true},
		{"of somebody who has left the team", func(w *world, _ *browser, _, _ *string) { delete(w.staff, "camille") }, 404, "a déjà servi", false},
		{"of an entry that is another person's now", func(w *world, _ *browser, _, _ *string) {
			w.staff["camille"] = Member{ID: "camille", Name: "Alex Exemple", Entry: "9"}
		}, 404, "a déjà servi", false},
		{"without the form's proof", func(_ *world, _ *browser, _, form *string) { *form = "" }, 403, "Rien n’a été fait", true},
		{"with a proof of another browser", func(w *world, _ *browser, link, form *string) { *form = w.browser().get(*link).proof }, 403, "Rien n’a été fait", true},
		{"from another site", func(_ *world, b *browser, _, _ *string) { b.header.Set("Sec-Fetch-Site", "cross-site") }, 403, "Rien n’a été fait", true},
		{"without storage", func(w *world, _ *browser, _, _ *string) { w.away = true }, 503, "Essayez de nouveau", true},
	} {
		w := newWorld(t, address)
		b := w.browser()
		link := w.link("camille", programme.French)
		form, own := b.get(link).proof, link
		test.spoil(w, b, &link, &form)
		if test.name == "a session of somebody else is open" {
			form = b.get(link).proof
		}
		a := b.post(link, "form", form)
		if a.Code != test.status || !strings.Contains(a.body, test.holds) {
			t.Errorf("%s: %d, want %d with %q:\n%s", test.name, a.Code, test.status, test.holds, a.body)
		}
		if open := b.cookies["__Host-digbot-session"]; open != nil && test.name != "a session of somebody else is open" {
			t.Errorf("%s: a session was opened", test.name)
		}
		w.away = false
		again := w.browser()
		if got := again.post(own, "form", again.get(own).proof).Code == http.StatusSeeOther; got != test.stays {
			t.Errorf("%s: the link can be used by its owner: %v, want %v", test.name, got, test.stays)
		}
	}
}

// TestSessionRefused is who gets no page.
func TestSessionRefused(t *testing.T) {
	name := "__Host-digbot-session"
	for _, test := range []struct {
		name   string
		spoil  func(w *world, b *browser)
		status int
	}{
		{"nothing is wrong", func(*world, *browser) {}, 200},
		{"just before eight hours", func(w *world, _ *browser) { w.real = w.real.Add(8*time.Hour - time.Second) }, 200},
		{"after eight hours", func(w *world, _ *browser) { w.real = w.real.Add(8 * time.Hour) }, 403},
		{"after a restart", func(w *world, _ *browser) { w.restart(address) }, 200},
		{"no cookie", func(_ *world, b *browser) { clear(b.cookies) }, 403},
		{"forged cookie", func(_ *world, b *browser) { b.cookies[name].Value = newSecret() }, 403},
		{"cookie with something behind it", func(_ *world, b *browser) { b.cookies[name].Value += "A" }, 403},
		{"empty cookie", func(_ *world, b *browser) { b.cookies[name].Value = "" }, 403},
		{"the hash instead of the cookie", func(_ *world, b *browser) { b.cookies[name].Value = hashed(b.cookies[name].Value) }, 403},
		{"left the team", func(w *world, _ *browser) { delete(w.staff, "camille") }, 403},
		{"the entry is another person's now", func(w *world, _ *browser) {
			w.staff["camille"] = Member{ID: "camille", Name: "Alex Exemple", Entry: "9"}
		}, 403},
		{"lost a right", func(w *world, _ *browser) {
			w.staff["camille"] = Member{ID: "camille", Name: "Camille Exemple", Entry: "1"}
		}, 200},
		{"left the page", func(_ *world, b *browser) { b.post(Path+"sortir", "form", b.get(Path).proof) }, 403},
		{"no storage", func(w *world, _ *browser) { w.away = true }, 503},
		{"broken record", func(w *world, _ *browser) {
			for key := range w.notes {
				w.notes[key] = "{"
			}
		}, 403},
	} {
		w := newWorld(t, address)
		b, _ := w.enters("camille", programme.French)
		test.spoil(w, b)
		for _, path := range []string{"", "envois", "calendrier", "questions", "journal", "sante", "personnes", "envois/x/a/c-001"} {
			if test.status == 200 && (path == "personnes" || strings.Contains(path, "/x/")) {
				continue
			}
			a := b.get(Path + path)
			if a.Code != test.status {
				t.Errorf("%s: /%s answers %d, want %d", test.name, path, a.Code, test.status)
			}
			if test.status != 200 && (strings.Contains(a.body, "Camille") || strings.Contains(a.body, "Clôture")) {
				t.Errorf("%s: /%s shows something:\n%s", test.name, path, a.body)
			}
		}
	}
}

// TestSessionEndsForGood brings somebody back who had left the team: the old session is none any more.
func TestSessionEndsForGood(t *testing.T) {
	w := newWorld(t, address)
	b, _ := w.enters("camille", programme.French)
	stolen := *b.cookies["__Host-digbot-session"]
	camille := w.staff["camille"]
	delete(w.staff, "camille")
	b.get(Path)
	w.staff["camille"] = camille
	b.cookies["__Host-digbot-session"] = &stolen
	if a := b.get(Path); a.Code != http.StatusForbidden {
		t.Errorf("the session of somebody who had left answers %d", a.Code)
	}
}

// TestForms sends every form without its proof, with a wrong one and with somebody else's.
func TestForms(t *testing.T) {
	w := newWorld(t, address)
	b, form := w.enters("camille", programme.French)
	_, foreign := w.enters("noa", programme.French)
	held := len(w.notes)
	for _, path := range []string{"langue", "sortir", "personnes/appliquer"} {
		for name, proof := range map[string]string{"no proof": "", "a wrong proof": newSecret(), "somebody else's proof": foreign, "half a proof": form[:20]} {
			if a := b.post(Path+path, "form", proof, "lang", "en", "token", "token-of-camille"); a.Code != http.StatusForbidden {
				t.Errorf("%s to %s answers %d", name, path, a.Code)
			}
		}
		b.header.Set("Sec-Fetch-Site", "same-site")
		if a := b.post(Path+path, "form", form, "lang", "en"); a.Code != http.StatusForbidden {
			t.Errorf("a neighbouring site's form to %s answers %d", path, a.Code)
		}
		b.header.Del("Sec-Fetch-Site")
	}
	if a := b.brings("", "list"); a.Code != http.StatusForbidden || w.list != "" {
		t.Errorf("a list without proof answers %d", a.Code)
	}
	if w.applied != 0 || len(w.notes) != held {
		t.Errorf("something was done: %d lists, %d notes of %d", w.applied, len(w.notes), held)
	}
	b.header.Set("Sec-Fetch-Site", "same-origin")
	if a := b.post(Path+"sortir", "form", form); a.Code != http.StatusOK || b.get(Path).Code != http.StatusForbidden {
		t.Errorf("leaving answers %d", a.Code)
	}
}

// TestLanguage changes it, and goes back to nowhere but our own pages.
func TestLanguage(t *testing.T) {
	w := newWorld(t, "http://127.0.0.1:8080/bots/dig/")
	b, form := w.enters("camille", programme.French)
	if b.cookies["digbot-session"] == nil || b.cookies["digbot-session"].Secure {
		t.Errorf("without https the cookies are %v", b.cookies)
	}
	for _, test := range []struct{ lang, back, to string }{
		{"en", Path + "envois", "/bots/dig/tableau/envois"},
		{"fr", Path, "/bots/dig/tableau/"},
		{"fr", "https://example.org/", "/bots/dig/tableau/"},
		{"fr", "//example.org/", "/bots/dig/tableau/"},
		{"fr", Path + "../../x", "/bots/dig/tableau/"},
		{"fr", Path + "\\example.org", "/bots/dig/tableau/"},
		{"fr", Path + "envois\r\nX: y", "/bots/dig/tableau/"},
		{"en", "", "/bots/dig/tableau/"},
		{"de", Path, ""},
	} {
		a := b.post(Path+"langue", "form", form, "lang", test.lang, "back", test.back)
		if got := a.Header().Get("Location"); got != test.to {
			t.Errorf("%s back to %q goes to %q, want %q", test.lang, test.back, got, test.to)
		}
	}
	if a := b.get(Path); !strings.Contains(a.body, `<html lang="en">`) || !strings.Contains(a.body, `href="/bots/dig/tableau/style.css"`) {
		t.Errorf("the page is not in English, or not below the public address:\n%s", a.body)
	}
	w.real = w.real.Add(8 * time.Hour)
	if a := b.get(Path); a.Code != http.StatusForbidden {
		t.Errorf("a change of language made the session longer: %d", a.Code)
	}
}
