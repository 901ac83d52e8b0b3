package page

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// Parts is what a Site is made of.
type Parts struct {
	PublicURL string // how the door is reached from outside
	Promotion programme.Promotion
	Staff     Staff
	Notes     Notes
	Journal   Journal
	Wording   Wording
	Dates     Dates
	Campaigns Campaigns
	Questions Questions
	Health    Health
	Importer  Importer         // nil: lists of people are taken in elsewhere
	Now       func() time.Time // the programme's clock
	Real      func() time.Time // nil: time.Now
	Log       *slog.Logger
}

// Site is the team's page. It is safe for concurrent use; several may work over one store.
type Site struct {
	Parts
	public string // the public address, without a slash at its end
	base   string // its path, which a proxy takes away before the door
	secure bool
	pages  map[programme.Language]map[string]*template.Template
	words  map[programme.Language]templates.Words
	style  []byte
}

// New returns the page; nobody is let in before Link was called.
func New(parts Parts) (*Site, error) {
	public, err := url.Parse(parts.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("the page's address: %w", err)
	}
	if parts.Real == nil {
		parts.Real = time.Now
	}
	s := &Site{
		Parts: parts, public: strings.TrimRight(parts.PublicURL, "/"), base: strings.TrimRight(public.EscapedPath(), "/"), secure: public.Scheme == "https",
		pages: map[programme.Language]map[string]*template.Template{}, words: map[programme.Language]templates.Words{},
	}
	for _, language := range programme.Languages() {
		site, err := templates.LoadSite("staff", language)
		if err != nil {
			return nil, err
		}
		s.pages[language], s.words[language], s.style = site.Pages, site.Words, site.Style
	}
	return s, nil
}

const (
	// Path begins the path of every page.
	Path = "/tableau/"

	entryPath = Path + "entrer/"
)

const (
	formSize   = 4 << 10 // bytes of a form of a few fields
	uploadSize = 5 << 20 // bytes of a list: some 20,000 people
)

// Route is one thing that can be asked of the site. Limit is the size of the largest body that it takes from a request, in
// bytes.
type Route struct {
	Pattern string
	Limit   func(*http.Request) int64
	Handler http.Handler
}

// Routes are all of them.
func (s *Site) Routes() []Route {
	routes := []Route{
		{"GET " + Path + "style.css", nothing, http.HandlerFunc(s.showStyle)},
		{"GET " + entryPath + "{link}", nothing, http.HandlerFunc(s.offer)},
		{"POST " + entryPath + "{link}", form, http.HandlerFunc(s.enter)},
		{"GET " + Path + "{$}", nothing, s.member(season)},
		{"GET " + Path + "envois", nothing, s.member(campaigns)},
		{"GET " + Path + "envois/{campaign}", nothing, s.member(campaign)},
		{"GET " + Path + "envois/{campaign}/exemples", nothing, s.member(samples)},
		{"GET " + Path + "envois/{campaign}/exemples/{n}", nothing, s.member(sampleFrame)},
		{"GET " + Path + "envois/{campaign}/a/{recipient}", nothing, s.member(letters)},
		{"GET " + Path + "envois/{campaign}/a/{recipient}/{n}", nothing, s.member(letterFrame)},
		{"GET " + Path + "calendrier", nothing, s.member(calendar)},
		{"GET " + Path + "questions", nothing, s.member(questions)},
		{"GET " + Path + "journal", nothing, s.member(journal)},
		{"GET " + Path + "sante", nothing, s.member(health)},
		{"POST " + Path + "langue", form, s.member(changeLanguage)},
		{"POST " + Path + "sortir", form, s.member(leave)},
		{"GET " + Path, nothing, s.member(lost)},
	}
	if s.Importer != nil {
		routes = append(routes,
			Route{"GET " + Path + "personnes", nothing, s.member(people)},
			Route{"POST " + Path + "personnes", s.uploadLimit, s.member(preview)},
			Route{"POST " + Path + "personnes/appliquer", form, s.member(apply)})
	}
	return routes
}

func nothing(*http.Request) int64 { return 0 }
func form(*http.Request) int64    { return formSize }

// uploadLimit lets nobody but those who may bring a list make the door hold a large body.
func (s *Site) uploadLimit(r *http.Request) int64 {
	_, member, good, err := s.read(r.Context(), sessionNotes, s.cookie(r, sessionCookie))
	if err != nil || !good || !member.People {
		return formSize
	}
	return uploadSize
}
