package roster

import (
	"encoding/base32"
	"io"
	"strings"

	"digbot/internal/programme"
)

// merge adds the current row to the people: a new one, or another role of one whose address was seen.
func (r *reading) merge(person programme.Person, role programme.Role) {
	key := mailKey(person.Email)
	i, seen := r.byAddress[key]
	if !seen {
		i = len(r.people)
		r.byAddress[key] = i
		r.people, r.places = append(r.people, person), append(r.places, places{first: r.place()})
	} else {
		r.agree(&r.people[i], person, r.places[i].first)
	}
	r.addRole(i, role)
}

// agree completes a person with what another row says, and reports what the rows say differently.
func (r *reading) agree(person *programme.Person, other programme.Person, first place) {
	r.agreeOn(idColumn, &person.ID, other.ID, person.ID == other.ID, first)
	r.agreeOn(nameColumn, &person.Name, other.Name, fold(person.Name) == fold(other.Name), first)
	r.agreeOn(languageColumn, (*string)(&person.Language), string(other.Language), person.Language == other.Language, first)
	r.agreeOn(slackColumn, &person.Slack, other.Slack, person.Slack == other.Slack, first)
	if person.Consent.IsZero() {
		person.Consent = other.Consent
	}
	r.agreeOn(mattermostColumn, &person.Mattermost, other.Mattermost, person.Mattermost == other.Mattermost, first)
}

func (r *reading) agreeOn(c column, value *string, other string, same bool, first place) {
	switch {
	case other == "" || same:
	case *value == "":
		*value = other
	default:
		r.fault(c, words("differs", "row", first.rowNumber()), words("fix_differs"))
	}
}

// addRole adds a role of the i-th person, unless it stands there already or could not be read.
func (r *reading) addRole(i int, role programme.Role) {
	if role.Kind == "" || role.Challenge == "" && r.given(challengeColumn) {
		return
	}
	for j, other := range r.people[i].Roles {
		if other.Kind == role.Kind && other.Challenge == role.Challenge {
			r.fault(emailColumn, r.twice(role, r.places[i].roles[j]), words("fix_address_twice"))
			return
		}
	}
	role.Row = r.place().row
	r.people[i].Roles = append(r.people[i].Roles, role)
	r.places[i].roles = append(r.places[i].roles, r.place())
}

func (r *reading) twice(role programme.Role, before place) Words {
	kind := r.roles.shownAs(role.Kind)
	if role.Challenge == "" {
		return words("address_twice", "role", kind, "row", before.rowNumber())
	}
	return words("address_twice_challenge", "role", kind, "challenge", role.Challenge, "row", before.rowNumber())
}

// complete gives everybody a language, and an id: the one of the list, else the one under which the address is known, else
// a new one.
func (r *reading) complete(random io.Reader) error {
	taken := make(map[string]int, len(r.people))
	for i := range r.people {
		person := &r.people[i]
		person.Language = person.In()
		if before := r.known.find(*person); before != nil {
			person.ID = before.ID
		}
		if person.ID == "" {
			continue
		}
		if other, found := taken[person.ID]; found {
			r.faults = append(r.faults, r.takenFault(i, other))
		}
		taken[person.ID] = i
	}
	return r.giveNewIDs(random, taken)
}

func (r *reading) takenFault(i, other int) Fault {
	fault := r.faultAt(idColumn, r.places[i].first)
	fault.Value = cut(r.people[i].ID)
	fault.What = words("id_taken", "row", r.places[other].first.rowNumber())
	fault.Fix = words("fix_id_taken")
	return fault
}

func (r *reading) giveNewIDs(random io.Reader, taken map[string]int) error {
	for i := range r.people {
		for r.people[i].ID == "" {
			id, err := newID(random)
			if err != nil {
				return err
			}
			if _, found := taken[id]; !found && r.known.byID[id] == nil {
				taken[id], r.people[i].ID = i, id
			}
		}
	}
	return nil
}

// newID makes an id that tells nothing about the person.
func newID(random io.Reader) (string, error) {
	var bits [10]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return "", err
	}
	return "p-" + strings.ToLower(base32.HexEncoding.EncodeToString(bits[:])), nil
}
