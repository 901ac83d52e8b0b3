package config

import "digbot/internal/programme"

// The places from which people come in.
const (
	FromFiles     = "files"     // CSV files, imported by the team
	FromDemarches = "demarches" // the application forms on Démarches simplifiées
)

// People says from where people come in.
type People struct {
	Source      string // FromFiles (default) or FromDemarches
	Demarches   Demarches
	TrustEmail  bool // the mail addresses of every chat platform are enough to recognise somebody
	Acknowledge bool // each application is acknowledged by mail, once
}

// Demarches is a form on Démarches simplifiées and how its fields are read.
type Demarches struct {
	URL        string // of the GraphQL API
	Number     int    // of the form
	Token      Secret
	Fields     map[string]string // digbot's name of a field -> the form's label
	Challenges map[string]string // the form's wording of a challenge -> the id of the challenge
}

func (r *reader) people(s *section, promotion programme.Promotion) People {
	people := People{
		Source:      s.choice("source", FromFiles, FromFiles, FromDemarches),
		TrustEmail:  s.flag("trust_email"),
		Acknowledge: s.flag("acknowledge"),
	}
	if people.Source == FromDemarches {
		s.require("demarches", "write the form below it: number, token")
	}
	people.Demarches = r.demarches(s.section("demarches"), promotion)
	s.close()
	return people
}

func (r *reader) demarches(s *section, promotion programme.Promotion) Demarches {
	s.require("number", "write the number of the form")
	s.requireSecret("token")
	demarches := Demarches{
		URL:        s.url("url", "https://www.demarches-simplifiees.fr/api/v2/graphql"),
		Number:     s.number("number", 1, 1<<31-1, 0),
		Token:      s.secret("token"),
		Fields:     map[string]string{},
		Challenges: map[string]string{},
	}
	fields := s.section("fields")
	for _, key := range []string{"name", "email", "challenge", "lang", "consent"} {
		if label := fields.text(key); label != "" {
			demarches.Fields[key] = label
		}
	}
	fields.close()
	for _, e := range s.entries("challenges") {
		id, set := r.value(e.value)
		if set {
			r.mention(e.value, id, challengeIDs(promotion), "challenge")
			demarches.Challenges[e.key] = id
		}
	}
	s.close()
	return demarches
}

func challengeIDs(promotion programme.Promotion) []string {
	var ids []string
	for _, challenge := range promotion.Challenges {
		ids = append(ids, challenge.ID)
	}
	return ids
}
