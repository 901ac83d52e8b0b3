package store

import (
	"slices"

	"digbot/internal/programme"
)

// withMoves counts how often the hearing and the first day of each of a person's roles have changed. A first date is no
// move; one that was taken away, and one that comes instead, are.
func withMoves(person programme.Person, stored record) (programme.Person, error) {
	var before programme.Person
	if stored.Value != nil {
		var err error
		if before, err = decode[programme.Person](stored); err != nil {
			return person, err
		}
	}
	person.Roles = slices.Clone(person.Roles)
	for i := range person.Roles {
		role := &person.Roles[i]
		role.Moves = programme.Moves{}
		for _, old := range before.Roles {
			if old.Kind == role.Kind && old.Challenge == role.Challenge {
				role.Moves = moved(old, *role)
				break
			}
		}
	}
	return person, nil
}

func moved(before, after programme.Role) programme.Moves {
	moves := before.Moves
	if !sameHearing(before.Hearing, after.Hearing) && (!before.Hearing.IsZero() || moves.Hearing > 0) {
		moves.Hearing++
	}
	if before.Start != after.Start && (!before.Start.IsZero() || moves.Start > 0) {
		moves.Start++
	}
	return moves
}

func sameHearing(a, b programme.Hearing) bool {
	return a.At.Equal(b.At) && a.Place == b.Place && a.Link == b.Link
}
