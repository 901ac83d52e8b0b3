package demarches

import (
	"net/mail"
	"strings"
	"time"
	"unicode"

	"digbot/internal/programme"
)

// Mapping says which of the form's questions means what.
type Mapping struct {
	Fields     map[string]string // name, email, challenge, lang, consent -> the question's label
	Challenges map[string]string // the form's wording of a challenge -> the id of the challenge
}

// Application is what somebody has filed.
type Application struct {
	Number    int
	Name      string
	Email     string
	Language  programme.Language
	Challenge string // id; empty: none, or one that the mapping does not know
	Filed     programme.Date
	Consent   bool // to be kept for later calls

	Unknown bool // the mapping does not know the challenge that was chosen
}

// Complete reports whether somebody can be written to.
func (a Application) Complete() bool {
	address, err := mail.ParseAddress(a.Email)
	if err != nil || address.Address != a.Email || a.Name == "" {
		return false
	}
	_, domain, _ := strings.Cut(a.Email, "@")
	return strings.Contains(domain, ".")
}

// read turns an application of the API into ours. What the mapping does not name comes from the account with which it was
// filed.
func (m Mapping) read(d dossier) Application {
	answer := func(field string) string {
		for _, champ := range d.Champs {
			if label := m.Fields[field]; label != "" && same(champ.Label, label) {
				return typed(champ.Value)
			}
		}
		return ""
	}
	a := Application{Number: d.Number, Name: answer("name"), Email: answer("email"), Language: languageOf(answer("lang")),
		Consent: yes(answer("consent"))}
	if a.Name == "" {
		a.Name = typed(d.Demandeur.Prenom + " " + d.Demandeur.Nom)
	}
	if a.Email == "" {
		a.Email = typed(d.Usager.Email)
	}
	if !d.Filed.IsZero() {
		a.Filed = programme.DateOf(d.Filed.In(programme.Paris()))
	}
	a.Challenge, a.Unknown = m.challenge(answer("challenge"))
	return a
}

// typed is what somebody has typed, on one line and without what nobody sees.
func typed(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func (m Mapping) challenge(text string) (id string, unknown bool) {
	for wording, id := range m.Challenges {
		if same(wording, text) {
			return id, false
		}
	}
	return "", text != ""
}

// same compares what people have typed into forms: capitals and spaces do not matter.
func same(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func languageOf(text string) programme.Language {
	switch strings.ToLower(text) {
	case "en", "anglais", "english":
		return programme.English
	}
	return programme.French
}

// yes is a ticked box, or what people choose instead of one.
func yes(text string) bool {
	switch strings.ToLower(text) {
	case "true", "oui", "yes", "1":
		return true
	}
	return false
}

// overlap is how far each walk goes back behind the begin of the one before: clocks differ, and what is filed while a page
// is made may be on none.
const overlap = 5 * time.Minute

// Position is how far a list was read. It is kept, so that a restart goes on.
type Position struct {
	Since time.Time `json:"since,omitzero"` // what was changed since then is asked for; zero: everything
	After string    `json:"after,omitempty"`
	Began time.Time `json:"began,omitzero"` // when this walk was begun; zero: none is under way
}

// begun is the position at the begin of a walk, or in the middle of the one that is under way.
func (p Position) begun(now time.Time) Position {
	if p.Began.IsZero() {
		p.Began = now
	}
	return p
}

// done is the position after the last page.
func (p Position) done() Position { return Position{Since: p.Began.Add(-overlap)} }
