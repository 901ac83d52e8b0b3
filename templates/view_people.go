package templates

import (
	"slices"

	"digbot/internal/programme"
)

// Companion is somebody that a mail tells about, with the role for which it does.
type Companion struct {
	programme.Person
	Role programme.Role
}

// Mentors lists the companions who are mentors; never the reader.
func (v View) Mentors() []Companion {
	return v.companions(func(role programme.Role) bool { return role.Kind == programme.Mentor })
}

// Designers lists the companions who come as designers; never the reader.
func (v View) Designers() []Companion {
	return v.companions(func(role programme.Role) bool { return role.Kind != programme.Mentor })
}

func (v View) companions(wanted func(programme.Role) bool) []Companion {
	var found []Companion
	for _, person := range v.Companions {
		if person.ID != v.Person.ID && len(person.Roles) > 0 && wanted(person.Roles[0]) {
			found = append(found, Companion{person, person.Roles[0]})
		}
	}
	return found
}

// Undated reports whether some of the designers have no first day of their own.
func (v View) Undated() bool {
	return slices.ContainsFunc(v.Designers(), func(c Companion) bool { return c.Role.Start.IsZero() })
}

// OwnChallenges lists the challenges of the reader's roles that are of the kind concerned, the first of them first.
func (v View) OwnChallenges() []programme.Challenge {
	var own []programme.Challenge
	seen := map[string]bool{}
	for _, role := range append([]programme.Role{v.Role}, v.Person.Roles...) {
		challenge, found := v.Season.Challenge(role.Challenge)
		if found && role.Kind == v.Role.Kind && !seen[challenge.ID] {
			seen[challenge.ID] = true
			own = append(own, challenge)
		}
	}
	return own
}
