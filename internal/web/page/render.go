package page

import (
	"bytes"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"digbot/internal/programme"
)

// The policies of the pages: nothing but our own style is loaded, forms go to us, nobody shows our pages in theirs.
const (
	policy       = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	framePolicy  = "; frame-src 'self'"
	letterPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

// frame is what every page is rendered over.
type frame struct {
	Lang, Other programme.Language
	Title       string
	Name        string // the promotion's
	Base        string // begins every link
	Back, Here  string // this page's path, as the door and as the browser knows it
	Section     string // of the navigation
	Sections    []section
	Member      *Member // nil: nobody has come in
	Form        string  // proves that a form is ours
	Body        any
}

// section is an entry of the navigation.
type section struct{ ID, Path string }

// sections are the pages that the navigation names.
func (s *Site) sections(m Member) []section {
	list := []section{{"season", ""}, {"campaigns", "envois"}, {"calendar", "calendrier"}, {"questions", "questions"}}
	if s.Importer != nil && m.People {
		list = append(list, section{"people", "personnes"})
	}
	return append(list, section{"journal", "journal"}, section{"health", "sante"})
}

// page is one page to show. Its template is the content; its title may be another one than its section's.
type page struct {
	template, section, title string
	frames                   bool // it shows letters in frames
	status                   int  // 0: it is there
	body                     any
}

// show renders a page for the member.
func (v visit) show(p page) error {
	if p.title == "" {
		p.title = v.words.Say("title_" + p.section)
	}
	f := frame{
		Title: p.title, Section: p.section, Sections: v.sections(v.member), Member: &v.member, Form: formToken(v.cookie), Back: v.r.URL.Path, Here: v.base + v.r.URL.EscapedPath(), Body: p.body,
	}
	if p.frames {
		v.w.Header().Set("Content-Security-Policy", policy+framePolicy)
	}
	if p.status == 0 {
		p.status = http.StatusOK
	}
	return v.render(v.w, v.language, p.status, p.template, f)
}

// notice tells a member something instead of a page.
func (v visit) notice(status int, what string) {
	err := v.show(page{template: "notice.html", title: v.words.Say("notice_" + what), status: status, body: what})
	if err != nil {
		v.fail(v.w, v.r, err)
	}
}

// tell tells somebody who has no session something.
func (s *Site) tell(w http.ResponseWriter, language programme.Language, status int, what string) {
	f := frame{Title: s.words[language].Say("notice_" + what), Body: what}
	if err := s.render(w, language, status, "notice.html", f); err != nil {
		s.Log.Error("the team's page could not be rendered", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

func (s *Site) render(w http.ResponseWriter, language programme.Language, status int, name string, f frame) error {
	f.Lang, f.Other, f.Base, f.Name = language, programme.English, s.base+Path, s.Promotion.Name.In(language)
	if language == programme.English {
		f.Other = programme.French
	}
	var out bytes.Buffer
	if err := s.pages[language][name].ExecuteTemplate(&out, "layout.html", f); err != nil {
		return err
	}
	header := w.Header()
	setSafe(header)
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", string(language))
	header.Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
	return nil
}

// setSafe says to browsers what a page of ours may do. The policy may have been set before.
func setSafe(header http.Header) {
	if !strings.HasPrefix(header.Get("Content-Security-Policy"), policy) {
		header.Set("Content-Security-Policy", policy)
	}
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Robots-Tag", "noindex")
}

// showStyle gives the style sheet, which is no secret.
func (s *Site) showStyle(w http.ResponseWriter, _ *http.Request) {
	setSafe(w.Header())
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(s.style)
}

// showLetter gives one message for a frame that may do nothing.
func (v visit) showLetter(document string) error {
	header := v.w.Header()
	setSafe(header)
	header.Set("Content-Security-Policy", letterPolicy)
	header.Set("X-Frame-Options", "SAMEORIGIN")
	header.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = v.w.Write([]byte(document))
	return nil
}

// redirect goes on to one of our own paths.
func (v visit) redirect(to string) { redirect(v.w, v.base+to) }

func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Location", (&url.URL{Path: to}).EscapedPath())
	w.WriteHeader(http.StatusSeeOther)
}

// ownPath is a path that is one of ours; of any other, the first page's.
func ownPath(given string) string {
	if !strings.HasPrefix(given, Path) || strings.ContainsAny(given, "\\\r\n?#%") || path.Clean(given) != strings.TrimSuffix(given, "/") {
		return Path
	}
	return given
}

// outsider is the language in which somebody without a session is told something: of French and English the one that
// the browser names first, else French.
func outsider(r *http.Request) programme.Language {
	for tag := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		switch name, _, _ := strings.Cut(strings.TrimSpace(tag), "-"); {
		case strings.HasPrefix(name, "fr"):
			return programme.French
		case strings.HasPrefix(name, "en"):
			return programme.English
		}
	}
	return programme.French
}
