package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// journal is a log that tests read, one JSON line each.
type journal struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.out.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.out.String()
}

// lines are those with the message.
func (j *journal) lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for line := range strings.Lines(j.String()) {
		fields := map[string]any{}
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if fields["msg"] == message {
			found = append(found, fields)
		}
	}
	return found
}

func newDoor(*testing.T) (*Door, *journal) {
	log := &journal{}
	d := New(Options{
		Address: "127.0.0.1:0",
		Log:     slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Metrics: NewMetrics(Build{Version: "1.2.3"}, Labels{}),
	})
	return d, log
}

// open serves on a real port until the test ends, or close is called, which gives the error of Serve.
func open(t *testing.T, d *Door) (closeDoor func() error) {
	t.Helper()
	if err := d.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(ctx) }()
	closeDoor = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = closeDoor() })
	return closeDoor
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(w, "%d bytes", len(body))
}

// endless is a body without a length: it is sent in chunks.
type endless struct{ io.Reader }

func body(n int) io.Reader { return bytes.NewReader(make([]byte, n)) }

func TestRoutes(t *testing.T) {
	d, log := newDoor(t)
	d.Handle("POST /echo", http.HandlerFunc(echo))
	d.HandleBody("POST /import", 11<<20, http.HandlerFunc(echo))
	d.Handle("GET /staff/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.PathValue("id")) }))
	d.Handle("GET /panic", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("camille@example.org") }))
	d.Handle("GET /bug", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { var m map[string]int; m["a"]++ }))
	for _, test := range []struct {
		method, target string
		body           io.Reader
		status         int
		says           string // the whole answer
		route          string
	}{
		{"GET", "/healthz", nil, 200, "ok", "GET /healthz"},
		{"HEAD", "/healthz", nil, 200, "ok", "GET /healthz"},
		{"GET", "/healthz", body(1), 413, "Request Entity Too Large", "GET /healthz"},
		{"POST", "/healthz", nil, 405, "Method Not Allowed", unmatched},
		{"BREW", "/healthz", nil, 405, "Method Not Allowed", unmatched},
		{"GET", "/echo", nil, 405, "Method Not Allowed", unmatched},
		{"GET", "/", nil, 404, "404 page not found", unmatched},
		{"GET", "/unknown?token=hunter2", nil, 404, "404 page not found", unmatched},

		{"POST", "/echo", nil, 200, "0 bytes", "POST /echo"},
		{"POST", "/echo?token=hunter2", body(DefaultBody), 200, "1048576 bytes", "POST /echo"},
		{"POST", "/echo", body(DefaultBody + 1), 413, "Request Entity Too Large", "POST /echo"},
		{"POST", "/echo", body(10 << 20), 413, "Request Entity Too Large", "POST /echo"},
		{"POST", "/echo", endless{body(DefaultBody)}, 200, "1048576 bytes", "POST /echo"},
		{"POST", "/echo", endless{body(DefaultBody + 1)}, 413, "Request Entity Too Large", "POST /echo"},
		{"POST", "/echo", endless{body(10 << 20)}, 413, "Request Entity Too Large", "POST /echo"},
		{"POST", "/echo", errorReader{}, 400, "Bad Request", "POST /echo"},
		{"POST", "/import", body(10 << 20), 200, "10485760 bytes", "POST /import"},

		{"GET", "/panic", nil, 500, "Internal Server Error", "GET /panic"},
		{"GET", "/bug", nil, 500, "Internal Server Error", "GET /bug"},

		{"GET", "/staff/hunter2", nil, 200, "hunter2", "GET /staff/{id}"},
		{"GET", "/staff/..%2fmetrics", nil, 404, "Not Found", unmatched},
		{"GET", "/staff/../metrics", nil, 404, "Not Found", unmatched},
		{"GET", "//healthz", nil, 404, "Not Found", unmatched},
		{"GET", "/./healthz", nil, 404, "Not Found", unmatched},
		{"GET", "/%2e%2e/healthz", nil, 404, "Not Found", unmatched},
		{"GET", "/healthz/", nil, 404, "404 page not found", unmatched},
		{"GET", "/healthz%00", nil, 404, "404 page not found", unmatched},
		{"GET", "//evil.example/%2e%2e/healthz", nil, 404, "Not Found", unmatched},
		{"GET", `/\evil.example`, nil, 404, "404 page not found", unmatched},
	} {
		name := test.method + " " + test.target
		before := len(log.lines(t, "HTTP request"))
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(test.method, test.target, test.body))
		if says := strings.TrimSpace(w.Body.String()); w.Code != test.status || says != test.says {
			t.Errorf("%s: %d %q, want %d %q", name, w.Code, says, test.status, test.says)
		}
		lines := log.lines(t, "HTTP request")[before:]
		if len(lines) != 1 {
			t.Fatalf("%s: %d lines in the log", name, len(lines))
		}
		if line := lines[0]; line["route"] != test.route || line["status"] != float64(test.status) || line["id"] != w.Header().Get(idHeader) {
			t.Errorf("%s: logged as %v", name, line)
		}
		checkHeaders(t, name, w.Header())
	}
	for _, word := range []string{"hunter2", "evil", "camille", "BREW", "192.0.2.1"} { // the last is httptest's client
		if strings.Contains(log.String(), word) {
			t.Errorf("the log holds %q, which came from outside", word)
		}
	}
	panics := log.lines(t, "HTTP route panicked")
	if len(panics) != 2 || panics[0]["panic"] != "string" || panics[1]["panic"] != "assignment to entry in nil map" {
		t.Errorf("panics logged as %v", panics)
	}
	for _, line := range panics {
		if line["id"] == "" || !strings.Contains(fmt.Sprint(line["stack"]), "door_test.go") {
			t.Errorf("the panic's line does not say where: %v", line)
		}
	}
}

// errorReader is a connection that breaks.
type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func checkHeaders(t *testing.T, name string, header http.Header) {
	t.Helper()
	for key, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff",
		"X-Frame-Options":         "DENY",
		"Referrer-Policy":         "no-referrer",
		"Cache-Control":           "no-store",
		"Server":                  "",
		"X-Powered-By":            "",
		"Location":                "",
	} {
		if got := strings.Join(header.Values(key), "|"); got != want {
			t.Errorf("%s: %s is %q, want %q", name, key, got, want)
		}
	}
	if !isPlain(header.Get(idHeader)) {
		t.Errorf("%s: request id %q", name, header.Get(idHeader))
	}
}

func TestRouteMayReplaceHeaders(t *testing.T) {
	d, _ := newDoor(t)
	d.Handle("GET /page", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
	}))
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest("GET", "/page", nil))
	if got := w.Header().Values("Content-Security-Policy"); len(got) != 1 || got[0] != "default-src 'self'" {
		t.Errorf("Content-Security-Policy: %q", got)
	}
}

func TestMarkTellsTheRouteItsID(t *testing.T) {
	type key struct{}
	log := &journal{}
	d := New(Options{
		Log: slog.New(slog.NewJSONHandler(log, nil)), Metrics: NewMetrics(Build{}, Labels{}),
		Mark: func(ctx context.Context, id string) context.Context { return context.WithValue(ctx, key{}, id) },
	})
	d.Handle("GET /id", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, ends := r.Context().Deadline()
		fmt.Fprintf(w, "%v %t", r.Context().Value(key{}), ends)
	}))
	request := httptest.NewRequest("GET", "/id", nil)
	request.Header.Set(idHeader, "from-a-proxy-1")
	w := httptest.NewRecorder()
	d.ServeHTTP(w, request)
	if got := w.Body.String(); got != "from-a-proxy-1 true" {
		t.Errorf("the route sees %q", got)
	}
	if id := w.Header().Get(idHeader); id != "from-a-proxy-1" {
		t.Errorf("answered with the id %q", id)
	}
}

func TestListenSaysWhatToDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		name, address, want string
		is                  error
	}{
		{"taken", taken.Addr().String(), "another program has this port (perhaps another digbot): stop it, or write another port in http.listen", syscall.EADDRINUSE},
		{"no such address here", "192.0.2.1:8080", "this machine does not have that address", syscall.EADDRNOTAVAIL},
		{"no port", "127.0.0.1", "write host:port, such as 127.0.0.1:8080, in http.listen", nil},
	} {
		d, _ := newDoor(t)
		d.address = test.address
		err := d.Listen(t.Context())
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.address) {
			t.Errorf("%s: %v", test.name, err)
		}
		if test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%s: the cause is lost: %v", test.name, err)
		}
		if err := d.Serve(t.Context()); err == nil || d.Addr() != "" {
			t.Errorf("%s: serves all the same", test.name)
		}
	}
	if got := fix(os.ErrPermission); !strings.Contains(got, "above 1023") {
		t.Errorf("no permission: %s", got)
	}
}

func TestListenThenCloseGivesTheAddressBack(t *testing.T) {
	first, _ := newDoor(t)
	if err := first.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, _ := newDoor(t)
	second.address = first.Addr()
	if err := second.Listen(t.Context()); err != nil {
		t.Error(err)
	}
	_ = second.Close()
}

// dial opens a connection and writes on it.
func dial(t *testing.T, d *Door, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", d.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

// answered is the status of the answer, 0 when the connection was closed without one, and the body as far as it came.
func answered(conn net.Conn) (int, string, error) {
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, "", nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

// knownTo lets those with a cookie send so many bytes, and others a few.
func knownTo(limit int64) func(*http.Request) int64 {
	return func(r *http.Request) int64 {
		if _, err := r.Cookie("known"); err != nil {
			return 16
		}
		return limit
	}
}

func TestClientsOnTheWire(t *testing.T) {
	d, log := newDoor(t)
	d.limits.readHeader, d.limits.read, d.limits.idle, d.limits.header = 100*time.Millisecond, 200*time.Millisecond, 100*time.Millisecond, 4<<10
	d.Handle("POST /echo", http.HandlerFunc(echo))
	d.HandleSized("POST /list", knownTo(1<<20), http.HandlerFunc(echo))
	d.Handle("GET /half", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic(errors.New("in the middle"))
	}))
	d.Handle("GET /abort", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	open(t, d)
	const big = 10 << 20
	for _, test := range []struct {
		name, text string
		status     int
		partial    bool
	}{
		{"well behaved", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", 200, false},
		{"header never ends", "GET /healthz HTTP/1.1\r\nHost: a\r\n", 0, false},
		{"says nothing", "", 0, false},
		{"body never ends", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\nhi", 408, false},
		{"a list never ends", "POST /list HTTP/1.1\r\nHost: a\r\nCookie: known=1\r\nContent-Length: 2000\r\n\r\nhi", 408, false},
		{"a stranger's list is refused unread", "POST /list HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\nhi", 413, false},
		{"10 MB are refused unread", fmt.Sprintf("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", big), 413, false},
		{"10 MB are refused before they are asked for", fmt.Sprintf("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", big), 413, false},
		{"10 MB are refused when sent", fmt.Sprintf("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", 3<<19, strings.Repeat("x", 3<<19)), 413, false},
		{"header too large", "GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: " + strings.Repeat("x", 16<<10) + "\r\n\r\n", 431, false},
		{"no path", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404, false},
		{"a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n", 404, false},
		{"half an answer is seen to be half", "GET /half HTTP/1.1\r\nHost: a\r\n\r\n", 200, true},
		{"cut off", "GET /abort HTTP/1.1\r\nHost: a\r\n\r\n", 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, body, err := answered(dial(t, d, test.text))
			if status != test.status || (err != nil) != test.partial {
				t.Errorf("answered %d %q (%v)", status, body, err)
			}
		})
	}
	if strings.Contains(log.String(), "127.0.0.1:") && len(log.lines(t, "HTTP door open")) != strings.Count(log.String(), "127.0.0.1:") {
		t.Errorf("the log holds the address of a client:\n%s", log.String())
	}
	for _, line := range log.lines(t, "HTTP request") {
		if line["route"] == "GET /half" && line["status"] != 500.0 {
			t.Errorf("half an answer is logged as %v", line)
		}
	}
}

func TestClosingTheDoor(t *testing.T) {
	for _, test := range []struct {
		name   string
		grace  time.Duration
		client string // what it has sent when the door closes
		works  time.Duration
		fails  string
		within time.Duration
	}{
		{"nobody there", time.Minute, "", 0, "", time.Second},
		{"a client that says nothing is not waited for", time.Minute, "\r\n", 0, "", time.Second},
		{"nor one that goes on about its header", time.Minute, "GET /work HTTP/1.1\r\n", 0, "", time.Second},
		{"a request under way ends", time.Minute, "GET /work HTTP/1.1\r\nHost: a\r\n\r\n", 300 * time.Millisecond, "", 2 * time.Second},
		{"one that does not end is cut off", 100 * time.Millisecond, "GET /work HTTP/1.1\r\nHost: a\r\n\r\n", time.Minute, "requests cut off after", 2 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, _ := newDoor(t)
			d.grace = test.grace
			started, ended := make(chan bool), make(chan error, 1)
			d.Handle("GET /work", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				close(started)
				select {
				case <-time.After(test.works):
				case <-r.Context().Done():
				}
				ended <- r.Context().Err()
				fmt.Fprint(w, "done")
			}))
			closeDoor := open(t, d)
			var conn net.Conn
			if test.client != "" {
				conn = dial(t, d, test.client)
			}
			if test.works > 0 {
				<-started
			}
			began := time.Now()
			err := closeDoor()
			if took := time.Since(began); took > test.within {
				t.Errorf("took %s", took)
			}
			if (err == nil) != (test.fails == "") || err != nil && !strings.Contains(err.Error(), test.fails) {
				t.Errorf("Serve: %v", err)
			}
			if test.works > 0 {
				cut := <-ended
				status, body, _ := answered(conn)
				if test.fails == "" && (cut != nil || status != 200 || body != "done") {
					t.Errorf("the request ended with %v, %d %q", cut, status, body)
				}
				if test.fails != "" && (cut == nil || status != 0) {
					t.Errorf("the request was not cut: %v, %d", cut, status)
				}
			}
			checkClosed(t, d)
		})
	}
}

// checkClosed asks the listener: dialing would tell of the port, which another process may have taken by now.
func checkClosed(t *testing.T, d *Door) {
	t.Helper()
	if err := d.listener.(*net.TCPListener).SetDeadline(time.Time{}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the door still takes connections: %v", err)
	}
}

// A service that is told to stop while it starts gives its address back too: the next one may be waiting for it.
func TestTheDoorIsClosedWhenServeReturns(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		d, _ := newDoor(t)
		if err := d.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Serve(over); err != nil {
			t.Fatalf("Serve: %v", err)
		}
		checkClosed(t, d)
	}
}

func TestServeReportsALostListener(t *testing.T) {
	d, _ := newDoor(t)
	if err := d.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	if err := d.Serve(t.Context()); err == nil || !strings.Contains(err.Error(), "serve HTTP on 127.0.0.1:") {
		t.Errorf("Serve: %v", err)
	}
}
