package page

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

var errAway = errors.New("storage is away")

// world is all that the page reaches, in memory.
type world struct {
	t        testing.TB
	site     *Site
	mux      *http.ServeMux
	real     time.Time
	now      time.Time
	away     bool
	staff    map[string]Member
	notes    map[string]string
	ends     map[string]time.Time
	journal  []Entry
	released time.Time
	list     string // what was previewed
	applied  int
}

// newWorld has three members: camille may do everything, sacha nothing but look, noa may see people.
func newWorld(t testing.TB, publicURL string) *world {
	t.Helper()
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	w := &world{t: t, real: start, now: at(t, "2019-05-09T10:00"), notes: map[string]string{}, ends: map[string]time.Time{}, staff: map[string]Member{
		"camille": {ID: "camille", Name: "Camille Exemple", Entry: "1", Results: true, People: true},
		"sacha":   {ID: "sacha", Name: "Sacha Exemple", Entry: "2"},
		"noa":     {ID: "noa", Name: "Noa Exemple", Entry: "3", People: true},
	}}
	w.restart(publicURL)
	return w
}

// restart makes the page anew over what is stored.
func (w *world) restart(publicURL string) {
	site, err := New(Parts{
		PublicURL: publicURL, Promotion: w.season().Promotion, Notes: w, Journal: w, Dates: w, Campaigns: w, Questions: w, Health: w, Importer: w, Wording: worded{},
		Staff: func(id string) (Member, bool) { m, found := w.staff[id]; return m, found },
		Now:   func() time.Time { return w.now }, Real: func() time.Time { return w.real }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.site, w.mux = site, http.NewServeMux()
	for _, route := range site.Routes() {
		w.mux.Handle(route.Pattern, route.Handler)
	}
}

// worded says in which language a note was asked for.
type worded struct{}

func (worded) Note(note string, language programme.Language) string {
	if note == "" {
		return ""
	}
	return note + " (" + string(language) + ")"
}

func (w worded) OnPerson(line string, name func(string) string, language programme.Language) string {
	id, what, _ := strings.Cut(line, ": ")
	return w.Note(name(id)+": "+what, language)
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation("2006-01-02T15:04", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func (w *world) season() programme.Season {
	calendar := programme.Calendar{}
	for milestone, text := range map[programme.Milestone]string{
		programme.Opening: "2019-04-11", programme.Deadline: "2019-05-10T17:00", programme.JuryDay: "2019-05-15", programme.Announcement: "2019-05-17", programme.Start: "2019-06",
	} {
		moment, err := programme.ParseMoment(text)
		if err != nil {
			w.t.Fatal(err)
		}
		calendar[milestone] = moment
	}
	promotion := programme.Promotion{ID: "dig-2019", Name: programme.Text{FR: "Promotion 2019", EN: "Class of 2019"}, HandledAt: programme.Clock{Hour: 9}, Calendar: calendar}
	for _, text := range []string{"opening", "deadline-7d", "deadline-3h", "deadline", "jury", "announcement", "start", "start+30d"} {
		spec, err := programme.ParseOccasion(text)
		if err != nil {
			w.t.Fatal(err)
		}
		promotion.Specs = append(promotion.Specs, spec)
	}
	return programme.Season{Promotion: promotion, Released: w.released}
}

func (w *world) Note(_ context.Context, key, value string, ttl time.Duration) error {
	if w.away {
		return errAway
	}
	w.notes[key], w.ends[key] = value, w.real.Add(ttl)
	return nil
}

func (w *world) Noted(_ context.Context, key string) (string, error) {
	if w.away {
		return "", errAway
	}
	if !w.real.Before(w.ends[key]) {
		return "", nil
	}
	return w.notes[key], nil
}

func (w *world) Take(ctx context.Context, key string) (string, bool, error) {
	value, err := w.Noted(ctx, key)
	delete(w.notes, key)
	return value, value != "", err
}

func (w *world) Write(_ context.Context, member, what, _ string) error {
	if w.away {
		return errAway
	}
	w.journal = append(w.journal, Entry{Seq: len(w.journal) + 1, At: w.real, Who: member, Where: "page", What: what})
	return nil
}

func (w *world) Before(_ context.Context, seq, n int, _ programme.Language) ([]Entry, error) {
	var list []Entry
	for i := len(w.journal) - 1; i >= 0 && len(list) < n; i-- {
		if seq == 0 || w.journal[i].Seq < seq {
			list = append(list, w.journal[i])
		}
	}
	return list, nil
}

func (w *world) Season(context.Context) (programme.Season, error) { return w.season(), nil }

func (w *world) Occasions(context.Context) ([]Occasion, error) {
	var list []Occasion
	for _, o := range w.season().Occasions() {
		one := Occasion{Occasion: o, Sends: true}
		if !o.Due.After(w.now) {
			one.Fired = o.Due
		}
		list = append(list, one)
	}
	return list, nil
}

// The campaigns of the world: one that everybody may read, one of results, one of first days, two notices.
func (w *world) all() []Campaign {
	var list []Campaign
	for _, o := range w.season().Occasions() {
		c := Campaign{ID: o.ID(), Occasion: o, State: "done", Code: "abcdef0123", Counts: map[string]int{"accepted": 2, "uncertain": 1, "refused": 1}}
		switch o.Milestone {
		case programme.Announcement:
			c.State, c.Results, c.Approvers, c.Requester, c.Approvals = "held", true, 2, "Noa Exemple", []string{"Noa Exemple"}
			c.Counts, c.Remarks = map[string]int{"held": 2}, []string{"c-009: has applied and has no decision"}
		case programme.Start:
			c.State = "sending"
		}
		list = append(list, c)
	}
	return append(list,
		Campaign{ID: "call-up-1", Notice: "call-up", State: "paused", Counts: map[string]int{"planned": 1}},
		Campaign{ID: "code-1", Notice: "confirmation-code", State: "approved", Counts: map[string]int{"accepted": 1}})
}

func (w *world) Campaigns(context.Context) ([]Campaign, error) { return w.all(), nil }

func (w *world) Campaign(_ context.Context, id string) (Campaign, error) {
	for _, c := range w.all() {
		if c.ID == id {
			return c, nil
		}
	}
	return Campaign{}, ErrUnknown
}

func (w *world) Messages(ctx context.Context, id string) ([]Message, error) {
	c, err := w.Campaign(ctx, id)
	if c.Results {
		return []Message{{Mailing: "result-laureate", Recipient: "c-001", Name: "Lou Lauréat", State: "held"}, {Mailing: "result-declined", Recipient: "c-002", Name: "Max Exemple", State: "held"}}, err
	}
	return []Message{
		{Mailing: "deadline-reminder", Recipient: "c-001", Name: "Lou Lauréat", State: "accepted", Settled: w.real},
		{Mailing: "deadline-reminder", Recipient: "c-003", State: "uncertain", Note: "no answer", Settled: w.real},
		{Mailing: "post-opening", Recipient: "public", State: "accepted", Post: true},
	}, err
}

func (w *world) Letters(ctx context.Context, campaign, recipient string) ([]Letter, error) {
	if _, err := w.Campaign(ctx, campaign); err != nil || recipient != "c-001" {
		return nil, ErrUnknown
	}
	return []Letter{
		{Mailing: "result-laureate", Language: "fr", To: "Lou Lauréat <lou@example.org>", Subject: "Vous êtes retenue", HTML: "<!DOCTYPE html><title>x</title><p>Bravo Lou", Text: "Bravo Lou", Changed: true},
		{Mailing: "opening", Why: "suppressed"},
	}, nil
}

func (w *world) Samples(ctx context.Context, campaign string) ([]Letter, error) {
	_, err := w.Campaign(ctx, campaign)
	return []Letter{
		{Mailing: "opening", Language: "fr", To: "Personne Fictive <p@example.org>", Subject: "Ouverture", HTML: "<!DOCTYPE html><title>x</title><p>Bonjour", Text: "Bonjour"},
		{Mailing: "post-opening", Language: "fr", To: "annonces", Text: "C’est ouvert", Post: true},
	}, err
}

func (w *world) Asked(context.Context, time.Time) ([]Topic, []Week, error) {
	monday := programme.Date{Year: 2019, Month: time.April, Day: 8}
	return []Topic{
			{ID: "salary", Title: map[programme.Language]string{"fr": "Combien gagne-t-on ?", "en": "What is the pay?"}, Answered: 90, Liked: 8, Disliked: 1},
			{ID: "telework", Title: map[programme.Language]string{"fr": "Le télétravail est-il possible ?", "en": "Is telework possible?"}, Answered: 12, Disliked: 6},
		}, []Week{
			{Monday: monday, Answered: 30, Offered: 4, Passed: 2}, {Monday: monday.AddDays(7), Answered: 52, Offered: 9, Passed: 5, Liked: 8, Disliked: 7},
			{Monday: monday.AddDays(14)}, {Monday: monday.AddDays(21), Answered: 20, Passed: 1},
		}, nil
}

func (w *world) Waiting(context.Context) (int, error) { return 3, nil }

func (w *world) Parts(context.Context) []Part {
	return []Part{{"calendar", true}, {"slack", false}, {"store", true}}
}

func (w *world) Swept(context.Context) (time.Time, error) { return w.now.Add(-time.Minute), nil }
func (w *world) Version() string                          { return "v0.2.0" }

func (w *world) Preview(_ context.Context, member string, _ programme.Language, list []byte) (Report, error) {
	w.list = string(list)
	if strings.Contains(w.list, "decided") {
		return Report{}, ErrNoKey
	}
	if strings.Contains(w.list, "faulty") {
		return Report{Faults: []Fault{{Row: 2, Column: "courriel", Value: "camille@", What: "is no address", Fix: "write the whole address"}}}, nil
	}
	return Report{Token: "token-of-" + member, People: 9, Added: 2, Changed: 1, Same: 4, Erased: 2, Decided: 7, Remarks: []Fault{{Row: 3, What: "twice", Fix: "look"}}}, nil
}

func (w *world) Apply(_ context.Context, member string, _ programme.Language, token string) (Report, error) {
	if token != "token-of-"+member || w.applied > 0 {
		return Report{}, ErrSpent
	}
	w.applied++
	return Report{Added: 2, Changed: 1}, nil
}

// browser is somebody's browser: it keeps cookies as browsers do.
type browser struct {
	*world
	cookies map[string]*http.Cookie
	header  http.Header
}

func (w *world) browser() *browser {
	return &browser{w, map[string]*http.Cookie{}, http.Header{}}
}

// answer is what came back: what the page says, and what its forms prove themselves by. The latter is random, so that any
// short word can stand in it: no test looks for words there.
type answer struct {
	*httptest.ResponseRecorder
	body, proof string
}

func (b *browser) do(method, target, contentType, body string) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, target, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for key, values := range b.header {
		r.Header[key] = values
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	read, err := io.ReadAll(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	said, proof := withoutProof(string(read))
	return answer{w, strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(said), proof}
}

func (b *browser) get(target string) answer { return b.do(http.MethodGet, target, "", "") }

func (b *browser) post(target string, fields ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, target, "application/x-www-form-urlencoded", form.Encode())
}

// brings fills in the form of a list.
func (b *browser) brings(form, list string) answer {
	var body strings.Builder
	m := multipart.NewWriter(&body)
	_ = m.WriteField("form", form)
	if list != "" {
		file, _ := m.CreateFormFile("list", "liste.csv")
		_, _ = io.WriteString(file, list)
	}
	_ = m.Close()
	return b.do(http.MethodPost, Path+"personnes", m.FormDataContentType(), body.String())
}

var formField = regexp.MustCompile(`name="form" value="([^"]+)"`)

// withoutProof takes out of a page what its forms prove themselves by.
func withoutProof(page string) (said, proof string) {
	if found := formField.FindStringSubmatch(page); found != nil {
		proof = found[1]
	}
	return formField.ReplaceAllLiteralString(page, `name="form" value=""`), proof
}

// link makes a link and gives its path.
func (w *world) link(member string, language programme.Language) string {
	w.t.Helper()
	link, err := w.site.Link(w.t.Context(), member, language)
	if err != nil {
		w.t.Fatal(err)
	}
	path, found := strings.CutPrefix(link, w.site.public)
	if !found {
		w.t.Fatalf("the link %s does not begin with %s", link, w.site.public)
	}
	return path
}

// enters opens a session, and gives the browser and what its forms prove themselves by.
func (w *world) enters(member string, language programme.Language) (*browser, string) {
	w.t.Helper()
	b := w.browser()
	link := w.link(member, language)
	if a := b.post(link, "form", b.get(link).proof); a.Code != http.StatusSeeOther {
		w.t.Fatalf("%s does not get in: %d %s", member, a.Code, a.body)
	}
	return b, b.get(Path).proof
}
