package roster

import (
	"slices"

	"digbot/internal/programme"
)

// Over is somebody as a list tells, over what was known before: what the list does not speak of stays. A list speaks of
// roles by their kinds, so that a list of mentors leaves alone what its mentors are beside.
func Over(before, listed programme.Person) programme.Person {
	after := listed
	after.Roles = slices.Clone(listed.Roles)
	for _, old := range before.Roles {
		if !slices.ContainsFunc(listed.Roles, func(role programme.Role) bool { return role.Kind == old.Kind }) {
			after.Roles = append(after.Roles, old)
		}
	}
	return after
}

// Differences names what differs between two states of a person, in the order of a list's columns. Decisions are not looked
// at: they lie elsewhere.
func Differences(before, after programme.Person) []string {
	var names []string
	differs := func(name string, differ bool) {
		if differ {
			names = append(names, name)
		}
	}
	differs("name", before.Name != after.Name)
	differs("email", before.Email != after.Email)
	differs("lang", before.Language != after.Language)
	differs("roles", !slices.EqualFunc(before.Roles, after.Roles, sameRole))
	differs("status", differIn(before, after, func(r programme.Role) any { return r.Status }))
	differs("start", differIn(before, after, func(r programme.Role) any { return r.Start }))
	differs("hearing", differIn(before, after, func(r programme.Role) any { return r.Hearing.At.UTC() }))
	differs("place", differIn(before, after, func(r programme.Role) any { return r.Hearing.Place + r.Hearing.Link }))
	differs("slack", before.Slack != after.Slack)
	differs("mattermost", before.Mattermost != after.Mattermost)
	differs("consent", before.Consent != after.Consent)
	return names
}

func sameRole(a, b programme.Role) bool { return a.Kind == b.Kind && a.Challenge == b.Challenge }

// differIn looks at the roles that both have.
func differIn(before, after programme.Person, what func(programme.Role) any) bool {
	return slices.ContainsFunc(after.Roles, func(role programme.Role) bool {
		return slices.ContainsFunc(before.Roles, func(old programme.Role) bool { return sameRole(old, role) && what(old) != what(role) })
	})
}
