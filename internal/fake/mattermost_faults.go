package fake

import (
	"maps"
	"net/http"
	"strings"
	"time"
)

// MattermostFault makes requests fail.
type MattermostFault struct {
	Route  string        // begins method and path, such as "POST /posts"; empty: every request
	Times  int           // how often; it is used up then
	Status int           // 429 comes with Retry-After and X-RateLimit-Reset; 0: the line is cut without an answer
	Done   bool          // the request is carried out all the same, only its answer is lost
	Delay  time.Duration // before anything else
}

// Fail makes the next requests fail.
func (m *Mattermost) Fail(fault MattermostFault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults = append(m.faults, fault)
}

// fault takes the fault for a request, if there is one.
func (m *Mattermost) fault(route string) (MattermostFault, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[route]++
	for i := range m.faults {
		if fault := &m.faults[i]; fault.Times > 0 && strings.HasPrefix(route, fault.Route) {
			fault.Times--
			return *fault, true
		}
	}
	return MattermostFault{}, false
}

// failing stands before all routes.
func (m *Mattermost) failing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault, fails := m.fault(r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v4"))
		if !fails {
			next.ServeHTTP(w, r)
			return
		}
		time.Sleep(fault.Delay)
		if fault.Done {
			next.ServeHTTP(&unsent{header: http.Header{}}, r)
		}
		switch fault.Status {
		case 0:
			panic(http.ErrAbortHandler)
		case http.StatusOK:
			next.ServeHTTP(w, r)
			return
		case http.StatusTooManyRequests:
			maps.Copy(w.Header(), http.Header{"Retry-After": {"1"}, "X-Ratelimit-Reset": {"1"}})
			http.Error(w, "limit exceeded", fault.Status) // plain text, as the real one
			return
		}
		fail(w, fault.Status, "fake.fault", "something is broken")
	})
}

// unsent is an answer that nobody gets.
type unsent struct{ header http.Header }

func (u *unsent) Header() http.Header         { return u.header }
func (u *unsent) Write(p []byte) (int, error) { return len(p), nil }
func (u *unsent) WriteHeader(int)             {}
