package fake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Demarches is a form on Démarches simplifiées, as its GraphQL API shows it.
type Demarches struct {
	URL, Token string
	Number     int

	// Fault is asked before each answer, with the number of the request; nil: nothing fails.
	Fault func(n int) DemarchesFault

	server *httptest.Server

	mu       sync.Mutex
	clock    time.Time
	dossiers map[int]*Dossier
	deleted  []deletion
	pending  []deletion
	requests int
}

// DemarchesFault is how a request fails.
type DemarchesFault int

// The faults.
const (
	NoFault   DemarchesFault = iota
	TimesOut                 // the gateway gives up: 504
	LineIsCut                // no answer at all
	HalfPage                 // the answer is cut
	TooMany                  // 429
	GraphTime                // an answer with status 200 that says timeout
)

// Dossier is an application.
type Dossier struct {
	Number             int
	Prenom, Nom, Email string
	Champs             map[string]string
	Filed, changed     time.Time
}

type deletion struct {
	number int
	at     time.Time
}

// demarchesLate is how far the clock there is behind ours.
const demarchesLate = 4 * time.Minute

// NewDemarches opens a form without applications. Its clock is four minutes late.
func NewDemarches(t testing.TB) *Demarches {
	d := &Demarches{Token: "demarches-token", Number: 12345, dossiers: map[int]*Dossier{}}
	d.server = httptest.NewServer(http.HandlerFunc(d.serve))
	d.URL = d.server.URL + "/api/v2/graphql"
	t.Cleanup(d.server.Close)
	return d
}

// File files an application, or changes the one with its number.
func (d *Demarches) File(dossier Dossier) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tick()
	if before := d.dossiers[dossier.Number]; before != nil {
		dossier.Filed = before.Filed
	}
	if dossier.Filed.IsZero() {
		dossier.Filed = d.clock
	}
	dossier.changed = d.clock
	d.dossiers[dossier.Number] = &dossier
}

// Erase erases an application: by its author, or for good.
func (d *Demarches) Erase(number int, byAuthor bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tick()
	delete(d.dossiers, number)
	if byAuthor {
		d.pending = append(d.pending, deletion{number, d.clock})
	} else {
		d.deleted = append(d.deleted, deletion{number, d.clock})
	}
}

// tick moves the clock on: no two changes are made at one instant.
func (d *Demarches) tick() {
	next := d.clock.Add(time.Microsecond)
	if d.clock = time.Now().Add(-demarchesLate); d.clock.Before(next) {
		d.clock = next
	}
}

// Dossiers lists what stands there, by number.
func (d *Demarches) Dossiers() []Dossier {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []Dossier
	for _, dossier := range d.dossiers {
		list = append(list, *dossier)
	}
	slices.SortFunc(list, func(a, b Dossier) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

func (d *Demarches) serve(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests++
	if r.Header.Get("Authorization") != "Bearer "+d.Token {
		http.Error(w, `{"errors":[{"message":"unauthorized"}]}`, http.StatusForbidden)
		return
	}
	fault := NoFault
	if d.Fault != nil {
		fault = d.Fault(d.requests)
	}
	switch fault {
	case TimesOut:
		w.WriteHeader(http.StatusGatewayTimeout)
		return
	case TooMany:
		w.WriteHeader(http.StatusTooManyRequests)
		return
	case LineIsCut:
		panic(http.ErrAbortHandler)
	case GraphTime:
		fmt.Fprint(w, `{"data":null,"errors":[{"message":"Timeout on Query.demarche","extensions":{"code":"timeout"}}]}`)
		return
	}
	d.answer(w, r, fault == HalfPage)
}

func (d *Demarches) answer(w http.ResponseWriter, r *http.Request, half bool) {
	var asked struct {
		Query     string `json:"query"`
		Variables struct {
			Number int       `json:"number"`
			First  int       `json:"first"`
			After  string    `json:"after"`
			Since  time.Time `json:"since"`
		} `json:"variables"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Variables.First < 1 || asked.Variables.First > 100 {
		http.Error(w, "no query", http.StatusBadRequest)
		return
	}
	v := asked.Variables
	if v.Number != d.Number {
		fmt.Fprint(w, `{"data":{"demarche":null},"errors":[{"message":"Demarche not found","extensions":{"code":"not_found"}}]}`)
		return
	}
	var demarche map[string]any
	switch {
	case strings.Contains(asked.Query, "pendingDeletedDossiers("):
		demarche = map[string]any{"gone": pageOf(deletions(d.pending), v.Since, v.After, v.First)}
	case strings.Contains(asked.Query, "deletedDossiers("):
		demarche = map[string]any{"gone": pageOf(deletions(d.deleted), v.Since, v.After, v.First)}
	case !strings.Contains(asked.Query, "dossiers("):
		demarche = map[string]any{"title": "Candidature", "state": "publiee"}
	default:
		demarche = map[string]any{"dossiers": pageOf(d.rows(), v.Since, v.After, v.First)}
	}
	content, _ := json.Marshal(map[string]any{"data": map[string]any{"demarche": demarche}})
	if half {
		content = content[:len(content)/2]
	}
	_, _ = w.Write(content)
}

// demarchesRow is an entry of a list, in the order of its changes.
type demarchesRow struct {
	at     time.Time
	number int
	node   map[string]any
}

func (r demarchesRow) cursor() string { return fmt.Sprintf("%020d-%09d", r.at.UnixNano(), r.number) }

func deletions(list []deletion) []demarchesRow {
	var rows []demarchesRow
	for _, each := range list {
		rows = append(rows, demarchesRow{each.at, each.number, map[string]any{"number": each.number}})
	}
	return rows
}

func (d *Demarches) rows() []demarchesRow {
	var rows []demarchesRow
	for _, each := range d.dossiers {
		champs := []map[string]string{}
		for label, value := range each.Champs {
			champs = append(champs, map[string]string{"label": label, "stringValue": value})
		}
		rows = append(rows, demarchesRow{each.changed, each.Number, map[string]any{
			"number": each.Number, "dateDepot": each.Filed.Format(time.RFC3339), "usager": map[string]string{"email": each.Email},
			"demandeur": map[string]string{"nom": each.Nom, "prenom": each.Prenom}, "champs": champs,
		}})
	}
	slices.SortFunc(rows, func(a, b demarchesRow) int { return cmp.Compare(a.cursor(), b.cursor()) })
	return rows
}

func pageOf(rows []demarchesRow, since time.Time, after string, first int) map[string]any {
	nodes, end, more := []any{}, after, false
	for _, each := range rows {
		if each.at.Before(since) || after != "" && each.cursor() <= after {
			continue
		}
		if len(nodes) == first {
			more = true
			break
		}
		nodes, end = append(nodes, each.node), each.cursor()
	}
	return map[string]any{"pageInfo": map[string]any{"hasNextPage": more, "endCursor": end}, "nodes": nodes}
}
