package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/internal/web"
	"digbot/notifier"
)

// pageWorld is a season with a store, and the page over it.
type pageWorld struct {
	t      *testing.T
	cfg    config.Config
	file   string
	key    seal.Key
	now    time.Time
	people []programme.Person
	store  *store.Store
	app    *App
	door   *web.Door
}

// newPageWorld has, beside the example's two, a member who may only answer and one who may only see people.
func newPageWorld(t *testing.T) *pageWorld {
	t.Helper()
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	cfg.HTTP.PublicURL = "http://127.0.0.1"
	cfg.Staff = append(cfg.Staff, config.Member{ID: "sacha", Name: "Sacha Exemple", Console: "sacha", Rights: []config.Right{config.MayAnswer}},
		config.Member{ID: "noa", Name: "Noa Exemple", Console: "noa", Rights: []config.Right{config.MaySeePeople}})
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	w := &pageWorld{t: t, cfg: cfg, key: key, file: filepath.Join(t.TempDir(), "page.db"), now: mustParis(t, "2019-04-01T10:00:00")}
	w.start()
	t.Cleanup(func() { _ = w.store.Close() })
	w.people = roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 60, 1)
	if err := w.store.PutPeople(t.Context(), w.people); err != nil {
		t.Fatal(err)
	}
	return w
}

func mustParis(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04:05", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// start opens the store and the door; when there were some, after a stop.
func (w *pageWorld) start() {
	w.t.Helper()
	if w.store != nil {
		if err := w.store.Close(); err != nil {
			w.t.Fatal(err)
		}
	}
	texts, err := LoadTexts(w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	if w.store, err = store.Open(w.file, w.cfg.Promotion, store.Volatile(), store.WithKey(w.key)); err != nil {
		w.t.Fatal(err)
	}
	outbox := &countingOutbox{sent: map[string]int{}, at: map[string]time.Time{}}
	log := slog.New(slog.DiscardHandler)
	w.door = web.New(web.Options{Log: log, Metrics: newMetrics(web.Build{})})
	v := service{door: w.door, metrics: newMetrics(web.Build{}), store: w.store, log: log}
	if w.app, err = New(w.cfg, Parts{Texts: texts, Store: w.store, Mailer: outbox, Poster: outbox, Now: func() time.Time { return w.now }, Log: log}); err != nil {
		w.t.Fatal(err)
	}
	if err := v.openPage(w.cfg, w.app, map[string]func(context.Context) error{"store": v.probeStore}); err != nil {
		w.t.Fatal(err)
	}
}

// until lets the calendar, and what it sends, come up to an instant.
func (w *pageWorld) until(text string) {
	w.t.Helper()
	end := mustParis(w.t, text)
	for w.now.Before(end) {
		w.now = w.now.Add(min(6*time.Hour, end.Sub(w.now)))
		if _, err := w.app.Scheduler.Sweep(w.t.Context(), w.now); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.app.Notifier.Deliver(w.t.Context(), w.now); err != nil {
			w.t.Fatal(err)
		}
	}
}

// asks counts questions as a season brings them.
func (w *pageWorld) asks() {
	w.t.Helper()
	for week, day := range []string{"2019-04-08", "2019-04-15", "2019-04-22", "2019-04-29", "2019-05-06"} {
		counts := map[string]desk.Counts{
			"salary": {desk.Answered: 18 + 9*week, desk.Liked: 6, desk.Disliked: 1}, "telework": {desk.Answered: 7 + 2*week, desk.Liked: 1, desk.Disliked: 4},
			"deadline": {desk.Answered: 5 + 8*week, desk.Liked: 3}, "": {desk.Offered: 4 + week, desk.Passed: 2 + week%3},
		}
		if err := w.store.Count(w.t.Context(), mustParis(w.t, day+"T12:00:00"), counts); err != nil {
			w.t.Fatal(err)
		}
	}
}

// session is a member's browser.
type session struct {
	*pageWorld
	cookie *http.Cookie
}

var (
	linkForm  = regexp.MustCompile(`http://127\.0\.0\.1(/tableau/entrer/[a-f0-9]+)(?:\)|$)`)
	proofForm = regexp.MustCompile(`name="form" value="([^"]+)"`)
	hrefForm  = regexp.MustCompile(`(?:href|src)="(/tableau/[^"]*)"`)
)

// enters asks for a link in the chat and follows it.
func (w *pageWorld) enters(who string) session {
	w.t.Helper()
	reply, err := w.app.Handle(w.t.Context(), bot.Message{Platform: "console", User: who, Kind: bot.Command, Text: "tableau", Place: bot.Place{Direct: true}})
	if err != nil {
		w.t.Fatal(err)
	}
	link := linkForm.FindStringSubmatch(reply.Body.Plain())
	if link == nil {
		w.t.Fatalf("%s gets no link: %s", who, reply.Body.Plain())
	}
	form := w.do(httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, link[1], nil))
	proof := proofForm.FindStringSubmatch(form.Body.String())
	if proof == nil {
		w.t.Fatalf("the link shows %d %s", form.Code, form.Body)
	}
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, link[1], strings.NewReader("form="+url.QueryEscape(proof[1])))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(cookies(form)[0])
	for _, c := range cookies(w.do(r)) {
		if c.Name == "digbot-session" {
			return session{w, c}
		}
	}
	w.t.Fatalf("%s has no session", who)
	return session{}
}

func (w *pageWorld) do(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	w.door.ServeHTTP(answer, r)
	return answer
}

// cookies are those that an answer sets.
func cookies(answer *httptest.ResponseRecorder) []*http.Cookie {
	var set []*http.Cookie
	for _, line := range answer.Header().Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil {
			set = append(set, c)
		}
	}
	return set
}

func (s session) get(path string) (int, string) {
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodGet, path, nil)
	r.AddCookie(s.cookie)
	answer := s.do(r)
	return answer.Code, answer.Body.String()
}

// someLetters is how many messages to one person a crawl reads: one is like another.
const someLetters = 20

// crawl follows the links from the first page, and gives what each page says.
func (s session) crawl() map[string]string {
	s.t.Helper()
	seen, next, letters := map[string]string{}, []string{"/tableau/"}, 0
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		if _, known := seen[path]; known {
			continue
		}
		status, body := s.get(path)
		if status != http.StatusOK {
			s.t.Errorf("%s answers %d", path, status)
		}
		seen[path] = body
		for _, found := range hrefForm.FindAllStringSubmatch(body, -1) {
			path := strings.ReplaceAll(found[1], "&#43;", "+")
			if strings.Contains(path, "/a/") {
				letters++
			}
			if !strings.Contains(path, "/a/") || letters <= someLetters {
				next = append(next, path)
			}
		}
	}
	return seen
}

// named are the people with a decision whom a page names.
func (w *pageWorld) named(body string) map[programme.Decision]int {
	found := map[programme.Decision]int{}
	for _, person := range w.people {
		for _, role := range person.Roles {
			if role.Kind == programme.Candidate && strings.Contains(body, person.Name) {
				found[role.Decision]++
			}
		}
	}
	return found
}

// TestPageOfASeason follows every link of the page on the day of the announcement, while the results wait for their second
// approval: only who may announce or approve reads a decision, and who may not see people reads no name.
func TestPageOfASeason(t *testing.T) {
	if underRace {
		t.Skip("one request after the other: the race detector would find nothing, and takes a minute for it")
	}
	w := newPageWorld(t)
	w.asks()
	w.until("2019-05-17T09:30:00")
	camille, noa, sacha := w.enters("camille").crawl(), w.enters("noa").crawl(), w.enters("sacha").crawl()
	w.start() // a new process over the same store
	var results string
	for path, body := range camille {
		if strings.HasPrefix(path, "/tableau/envois/announcement@") && strings.Count(path, "/") == 3 {
			results = path
			if n := w.named(body); n[programme.Laureate] == 0 || n[programme.Declined] == 0 {
				t.Errorf("who may announce reads the names of %v", n)
			}
		}
	}
	if results == "" || len(camille) < 40 {
		t.Fatalf("who may announce finds %d pages, the results at %q", len(camille), results)
	}
	if n := strings.Count(sacha[results+"/exemples"], "<iframe"); n < 4 {
		t.Errorf("there are samples of %d mails of the results", n)
	}
	for path, body := range noa {
		n := w.named(body)
		if strings.Contains(path, "/exemples") || strings.Contains(path, "/a/") {
			continue // people who do not exist; one person's own mail of another campaign
		}
		if (n[programme.Laureate] == 0) != (n[programme.Declined] == 0) || strings.HasPrefix(path, results) && n[programme.Laureate] > 0 {
			t.Errorf("%s tells decisions by naming %v", path, n)
		}
	}
	for path, body := range sacha {
		if n := w.named(body); len(n) > 0 && !strings.Contains(path, "/exemples") {
			t.Errorf("%s names %v to somebody who may not see people", path, n)
		}
	}
	for _, who := range []string{"noa", "sacha"} {
		for _, path := range []string{"", "/0"} {
			if status, body := w.enters(who).get(results + "/a/" + w.people[0].ID + path); status != http.StatusForbidden || strings.Contains(body, w.people[0].Name) {
				t.Errorf("%s reads a result's content: %d", who, status)
			}
		}
	}
}

// TestPageSessionOutlivesTheProcess stops and starts the service, and takes somebody out of the team.
func TestPageSessionOutlivesTheProcess(t *testing.T) {
	w := newPageWorld(t)
	s := w.enters("noa")
	w.start()
	if status, _ := s.get("/tableau/"); status != http.StatusOK {
		t.Errorf("after a restart the session answers %d", status)
	}
	w.cfg.Staff = slices.DeleteFunc(slices.Clone(w.cfg.Staff), func(m config.Member) bool { return m.ID == "noa" })
	w.start()
	if status, _ := s.get("/tableau/"); status != http.StatusForbidden {
		t.Errorf("somebody who has left the team gets %d", status)
	}
	entries, err := w.store.LastEntries(t.Context(), 3)
	if err != nil || len(entries) != 2 || entries[0].What != "page" || entries[1].What != "page entered" || entries[1].Who != "noa" {
		t.Errorf("the journal holds %v, %v", entries, err)
	}
}

// TestPageCountsWhatWasAsked reads what the desk has counted.
func TestPageCountsWhatWasAsked(t *testing.T) {
	w := newPageWorld(t)
	w.now = mustParis(t, "2019-05-20T10:00:00")
	w.asks()
	_, body := w.enters("sacha").get("/tableau/questions")
	for _, part := range []string{"8 avril 2019", "20 mai 2019"} {
		if !strings.Contains(strings.ReplaceAll(body, "\u00a0", " "), part) {
			t.Errorf("the page does not say %q", part)
		}
	}
	telework, salary := strings.Index(body, "télétravail"), strings.Index(body, "gagne")
	if telework < 0 || salary >= 0 && salary < telework {
		t.Errorf("the worst answered stands at %d, another at %d", telework, salary)
	}
}

// TestPageScreenshots takes the pictures of the guide when DIGBOT_TEST_SCREENSHOTS names a folder for them.
func TestPageScreenshots(t *testing.T) {
	folder := os.Getenv("DIGBOT_TEST_SCREENSHOTS")
	if folder == "" {
		t.Skip("DIGBOT_TEST_SCREENSHOTS is not set: no pictures were taken")
	}
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no Chromium in PATH")
	}
	w := newPageWorld(t)
	w.asks()
	w.until("2019-05-10T17:01:00")
	camille := w.enters("camille")
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		r.AddCookie(camille.cookie)
		w.door.ServeHTTP(out, r)
	}))
	defer server.Close()
	reminder := w.campaignOf("deadline-1d")
	for _, shot := range []struct {
		name, path    string
		width, height int
		dark          bool
	}{
		{"tableau-saison", "", 1280, 1180, false},
		{"tableau-saison-telephone", "", 390, 900, false},
		{"tableau-envoi-telephone", "envois/" + reminder, 390, 900, false},
		{"tableau-messages", "envois/" + reminder + "/exemples", 1280, 980, false},
		{"tableau-questions-sombre", "questions", 1280, 1000, true},
		{"tableau-envois", "envois", 1280, 800, false},
		{"tableau-calendrier-telephone", "calendrier", 390, 900, true},
		{"tableau-sante", "sante", 1280, 700, false},
		{"tableau-personnes-telephone", "personnes", 390, 900, false},
	} {
		scheme := map[bool]string{true: "0", false: "1"}[shot.dark]
		command := exec.CommandContext(t.Context(), program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
			"--user-data-dir="+t.TempDir(), "--screenshot="+filepath.Join(folder, shot.name+".png"), fmt.Sprintf("--window-size=%d,%d", shot.width, shot.height),
			"--virtual-time-budget=3000", "--blink-settings=preferredColorScheme="+scheme, server.URL+"/tableau/"+shot.path)
		if err := command.Run(); err != nil {
			t.Error(err)
		}
	}
}

func (w *pageWorld) campaignOf(name string) string {
	w.t.Helper()
	campaigns, err := w.store.Campaigns(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(campaigns, func(c notifier.Campaign) bool { return c.Occasion.Name() == name })
	if i < 0 {
		w.t.Fatalf("nothing was planned for %s", name)
	}
	return campaigns[i].ID
}
