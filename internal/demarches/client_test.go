package demarches

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"digbot/internal/programme"
)

// TestAnswers tells what may be asked again from what stays refused.
func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		status        int
		body          string
		busy, refused bool
	}{
		"a page":               {200, `{"data":{"demarche":{"dossiers":{"nodes":[{"number":1}]}}}}`, false, false},
		"the gateway gives up": {504, "", true, false},
		"too many":             {429, "", true, false},
		"cut":                  {200, `{"data":{"dema`, true, false},
		"timeout of GraphQL":   {200, `{"data":null,"errors":[{"message":"Timeout on Query.demarche"}]}`, true, false},
		"wrong token":          {403, "", false, true},
		"unknown form":         {200, `{"data":{"demarche":null},"errors":[{"message":"Demarche not found"}]}`, false, true},
		"no form":              {200, `{"data":{"demarche":null}}`, false, true},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(test.status)
			fmt.Fprint(w, test.body)
		}))
		_, err := NewClient(server.URL, 1, "t").dossiers(t.Context(), time.Time{}, "")
		_, busy := errors.AsType[busyError](err)
		if busy != test.busy || errors.Is(err, ErrRefused) != test.refused || (err == nil) != (!test.busy && !test.refused) {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}

// TestForm tells a form from the reasons why it cannot be read.
func TestForm(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   error
		other  bool // it is neither the token nor the number
	}{
		"the form":                   {200, `{"data":{"demarche":{"title":"Candidature","state":"publiee"}}}`, nil, false},
		"wrong token":                {403, "", ErrToken, false},
		"no token":                   {401, "", ErrToken, false},
		"a token for other forms":    {200, `{"errors":[{"message":"An object of type Demarche was hidden due to permissions","extensions":{"code":"unauthorized"}}]}`, ErrToken, false},
		"unknown form":               {200, `{"errors":[{"message":"Demarche not found","extensions":{"code":"not_found"}}]}`, ErrNoForm, false},
		"another server":             {404, "", ErrRefused, true},
		"another refusal of GraphQL": {200, `{"errors":[{"message":"Field 'title' doesn't exist on type 'Demarche'","extensions":{"code":"undefinedField"}}]}`, ErrRefused, true},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			fmt.Fprint(w, test.body)
		}))
		form, err := NewClient(server.URL, 1, "t").Form(t.Context())
		if !errors.Is(err, test.want) || err == nil && form != (Form{"Candidature", "publiee"}) {
			t.Errorf("%s: %+v, %v", name, form, err)
		}
		if test.other && (errors.Is(err, ErrToken) || errors.Is(err, ErrNoForm)) {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}

func TestPausesGrow(t *testing.T) {
	busy := error(busyError{error: errors.New("busy")})
	for failures, most := range map[int]time.Duration{1: time.Second, 3: 4 * time.Second, 30: longestPause} {
		for range 20 {
			if pause := (Reader{}).pause(busy, failures); pause < most/2 || pause > most {
				t.Errorf("after %d failures: %s", failures, pause)
			}
		}
	}
	if pause := (Reader{}).pause(busyError{errors.New("busy"), time.Minute}, 1); pause != time.Minute {
		t.Errorf("the server's own wish: %s", pause)
	}
	if pause := (Reader{}).pause(ErrRefused, 1); pause != longestPause {
		t.Errorf("refused: %s", pause)
	}
}

func TestMapping(t *testing.T) {
	m := Mapping{Fields: map[string]string{"challenge": "Défi  souhaité", "lang": "Langue", "consent": "Vivier"}, Challenges: map[string]string{"Compte ameli": "ameli"}}
	d := dossier{Number: 7, Filed: time.Date(2019, 4, 20, 22, 30, 0, 0, time.UTC)}
	d.Usager.Email, d.Demandeur.Nom, d.Demandeur.Prenom = " zoe@example.org", "Fictif", "Zoé"
	add := func(label, value string) {
		d.Champs = append(d.Champs, struct {
			Label string `json:"label"`
			Value string `json:"stringValue"`
		}{label, value})
	}
	add("défi souhaité", "compte AMELI")
	add("Langue", "Anglais")
	add("Vivier", "true")
	want := Application{Number: 7, Name: "Zoé Fictif", Email: "zoe@example.org", Language: programme.English, Challenge: "ameli",
		Filed: programme.Date{Year: 2019, Month: 4, Day: 21}, Consent: true}
	if got := m.read(d); got != want || !got.Complete() {
		t.Errorf("got %+v, want %+v", got, want)
	}
	d.Champs[0].Value, d.Usager.Email = "Un autre", "zoe"
	if got := m.read(d); !got.Unknown || got.Challenge != "" || got.Complete() {
		t.Errorf("got %+v", got)
	}
}

// TestLongWaits: whatever is said, it is asked again within the hour.
func TestLongWaits(t *testing.T) {
	for said, want := range map[string]time.Duration{"7": 7 * time.Second, "-7": 0, "soon": 0, "99999999999999": longestSaid, "": 0} {
		err := checkStatus(&http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {said}}})
		if busy, is := errors.AsType[busyError](err); !is || busy.after != want {
			t.Errorf("%q: %v, want %s", said, err, want)
		}
	}
}
