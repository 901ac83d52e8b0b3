package page

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

// chromium is a browser without a window. Where there is none, the test says so.
type chromium struct {
	t       *testing.T
	program string
}

func findChromium(t *testing.T) chromium {
	t.Helper()
	if testing.Short() || underRace {
		t.Skip("a browser takes seconds: not with -short, nor under the race detector")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return chromium{t, program}
		}
	}
	t.Skip("there is no Chromium in PATH: the pages were not shown in a browser")
	return chromium{}
}

// profile is a folder for one start of the browser, whose processes write there a moment longer than it runs.
func (c chromium) profile() string {
	dir, err := os.MkdirTemp("", "digbot-browser-")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = os.RemoveAll(dir) }) // what is written afterwards stays in the system's folder
	return dir
}

// command opens a page. As root, as in a container, Chromium starts without its sandbox only; it sees nothing but our own
// pages.
func (c chromium) command(ctx context.Context, address string, flags ...string) *exec.Cmd {
	flags = append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
		"--user-data-dir=" + c.profile()}, flags...)
	return exec.CommandContext(ctx, c.program, append(flags, address)...)
}

// run gives what the browser writes about a page.
func (c chromium) run(address string, flags ...string) string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	out, err := c.command(ctx, address, flags...).Output()
	if err != nil {
		c.t.Fatalf("%s: %v", c.program, err)
	}
	return string(out)
}

// until keeps a page open until it has sent an answer.
func (c chromium) until(answers <-chan []byte, address string, flags ...string) []byte {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*time.Minute)
	defer cancel()
	browser := c.command(ctx, address, flags...)
	if err := browser.Start(); err != nil {
		c.t.Fatal(err)
	}
	defer browser.Wait() //nolint:errcheck // it is killed
	defer cancel()
	select {
	case answer := <-answers:
		return answer
	case <-ctx.Done():
		c.t.Fatalf("%s: no answer", c.program)
		return nil
	}
}

// shown serves the world's pages to a browser that has the session of a member already. Scripts are put into pages where
// a test has to do something in them; the policy, which would not let them run, is left out there.
func (w *world) shown(session *http.Cookie, script string) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if session != nil {
			r.AddCookie(session)
		}
		if script == "" {
			w.mux.ServeHTTP(out, r)
			return
		}
		answer := httptest.NewRecorder()
		w.mux.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			out.Header()[name] = values
		}
		for _, name := range []string{"Content-Security-Policy", "X-Frame-Options", "Content-Length", "Cross-Origin-Opener-Policy"} {
			out.Header().Del(name)
		}
		out.WriteHeader(answer.Code)
		body, _ := io.ReadAll(answer.Body)
		_, _ = io.WriteString(out, strings.Replace(string(body), "</body>", "<script>"+script+"</script></body>", 1))
	}))
	w.t.Cleanup(server.Close)
	return server
}

// TestBrowserComesFromTheChat follows a link from another site, as a click in a chat does, and sends the form behind it:
// the strict cookie is there on the page that follows.
func TestBrowserComesFromTheChat(t *testing.T) {
	c := findChromium(t)
	w := newWorld(t, "http://127.0.0.1")
	server := w.shown(nil, "if (location.pathname.includes('/entrer/')) document.forms[0].submit()")
	link := server.URL + w.link("camille", programme.English)
	chat := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(out, `<!DOCTYPE html><title>chat</title><a href="%s">x</a><script>document.links[0].click()</script>`, link)
	}))
	defer chat.Close()
	page := c.run(strings.Replace(chat.URL, "127.0.0.1", "localhost", 1), "--dump-dom", "--virtual-time-budget=5000")
	if !strings.Contains(page, "You are Camille Exemple") || !strings.Contains(page, "<h1>The season</h1>") {
		t.Errorf("the browser shows\n%s", page)
	}
}

// found is what is wrong with one page in one width.
type found struct {
	Path       string
	Width      int
	Overflow   int      // pixels that stand out on the right
	Small      []string // what is too small for a finger
	Violations []string // of axe's rules
}

// look is the page of a test that shows pages in frames, one after the other, and sends what it finds.
const look = `<!DOCTYPE html><html lang="en"><title>look</title><body><script>
const paths = %s, widths = %s, all = [];
(async () => {
  for (const path of paths) for (const width of widths) {
    const frame = document.createElement("iframe");
    frame.style.cssText = "border:0;height:900px;width:" + width + "px";
    frame.src = path;
    await new Promise(done => { frame.onload = done; document.body.append(frame) });
    const inner = frame.contentWindow, root = inner.document.documentElement, found = {Path: path, Width: width, Violations: [], Small: []};
    found.Overflow = root.scrollWidth - root.clientWidth;
    for (const b of inner.document.querySelectorAll("button, nav a")) {
      const box = b.getBoundingClientRect();
      if (box.height < 24 || box.width < 24) found.Small.push(b.textContent);
    }
    if (inner.axe) {
      const result = await inner.axe.run(inner.document, {iframes: false});
      found.Violations = result.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ") + " " + n.failureSummary).join(" | "));
      if (result.passes.length < 10) found.Violations.push("only " + result.passes.length + " rules were applied");
    }
    all.push(found);
    frame.remove();
  }
  return all;
})().then(all => JSON.stringify(all), fault => String(fault)).then(body => fetch("/found", {method: "POST", body: body}));
</script></body></html>`

// TestBrowserShowsPages opens every page in both languages, light and dark, as wide as a small phone and as a desk's
// screen: nothing stands out, what is clicked is large enough, and axe finds no fault with it. axe is taken from
// DIGBOT_TEST_AXE, the path of axe.min.js (npm pack axe-core); without it the rest is looked at.
func TestBrowserShowsPages(t *testing.T) {
	c := findChromium(t)
	script := " "
	if path := os.Getenv("DIGBOT_TEST_AXE"); path != "" {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		script = string(source)
	} else {
		t.Log("DIGBOT_TEST_AXE is not set: axe was not asked")
	}
	for _, theme := range []struct {
		name, flag string
		language   programme.Language
	}{{"light", "1", "fr"}, {"dark", "0", "en"}, {"light", "1", "en"}, {"dark", "0", "fr"}} {
		if script == " " && (theme.language != "fr" || theme.name == "dark") {
			continue // without axe the theme changes nothing that is looked at, and French words are the longer ones
		}
		w := newWorld(t, "http://127.0.0.1")
		b, form := w.enters("camille", theme.language)
		w.mux.HandleFunc("GET /report/{list}", func(out http.ResponseWriter, r *http.Request) { // what answers a list, to look at
			_, _ = io.WriteString(out, b.brings(form, r.PathValue("list")).body)
		})
		server := w.shown(b.cookies["digbot-session"], script)
		paths, widths := w.lookedAt(theme.language), []int{320, 1280}
		if script == " " {
			widths = widths[:1]
		}
		list, _ := json.Marshal(paths)
		wide, _ := json.Marshal(widths)
		w.mux.HandleFunc("GET /look", func(out http.ResponseWriter, _ *http.Request) { fmt.Fprintf(out, look, list, wide) })
		answers := make(chan []byte, 1)
		w.mux.HandleFunc("POST /found", func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			answers <- body
		})
		body := c.until(answers, server.URL+"/look", "--blink-settings=preferredColorScheme="+theme.flag)
		var all []found
		if err := json.Unmarshal(body, &all); err != nil {
			t.Fatalf("%s, %s: the browser says %.500q", theme.name, theme.language, body)
		}
		if len(all) != len(widths)*len(paths) {
			t.Errorf("%d looks at %d pages", len(all), len(paths))
		}
		for _, f := range all {
			if f.Overflow > 0 || len(f.Small) > 0 || len(f.Violations) > 0 {
				t.Errorf("%s, %s, %d pixels wide, %s: %d stand out; too small: %q; axe: %s", theme.name, theme.language, f.Width, f.Path, f.Overflow, f.Small, strings.Join(f.Violations, "\n\t"))
			}
		}
	}
}

// lookedAt is each kind of page once.
func (w *world) lookedAt(language programme.Language) []string {
	var paths []string
	opening, results := w.idOf(programme.Opening), w.idOf(programme.Announcement)
	for _, path := range []string{"", "envois", "envois/" + opening, "envois/" + opening + "/exemples", "envois/" + opening + "/a/c-001", "envois/" + results,
		"envois/code-1", "calendrier", "questions", "journal", "sante", "personnes", "nulle-part"} {
		paths = append(paths, Path+path)
	}
	return append(paths, w.link("sacha", language), entryPath+"x", "/report/sound", "/report/faulty", "/report/decided")
}
