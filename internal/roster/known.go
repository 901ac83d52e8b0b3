package roster

import (
	"slices"

	"digbot/internal/programme"
)

// known are the people who were there before the list.
type known struct {
	byID, byAddress map[string]*programme.Person
}

func newKnown(people []programme.Person) known {
	k := known{byID: map[string]*programme.Person{}, byAddress: map[string]*programme.Person{}}
	for i := range people {
		k.byID[people[i].ID] = &people[i]
		k.byAddress[mailKey(people[i].Email)] = &people[i]
	}
	return k
}

// find gives the person that a row is about, by the id or else by the address; nil when nobody is known.
func (k known) find(person programme.Person) *programme.Person {
	if person.ID != "" {
		return k.byID[person.ID]
	}
	return k.byAddress[mailKey(person.Email)]
}

// complete fills in what the list has no column for.
func (k known) complete(person *programme.Person, role *programme.Role, has func(column) bool) {
	before := k.find(*person)
	if before == nil {
		return
	}
	keep(&person.Language, before.Language, !has(languageColumn))
	keep(&person.Slack, before.Slack, !has(slackColumn))
	keep(&person.Mattermost, before.Mattermost, !has(mattermostColumn))
	keep(&person.Consent, before.Consent, !has(consentColumn))
	i := slices.IndexFunc(before.Roles, func(old programme.Role) bool {
		return old.Kind == role.Kind && (old.Challenge == role.Challenge || !has(challengeColumn))
	})
	if i >= 0 {
		completeRole(role, before.Roles[i], has)
	}
}

// completeRole keeps a laureate's answer, for which no list has a column, as long as the decision stands.
func completeRole(role *programme.Role, before programme.Role, has func(column) bool) {
	keep(&role.Challenge, before.Challenge, !has(challengeColumn))
	keep(&role.Status, before.Status, !has(statusColumn))
	keep(&role.Decision, before.Decision, !has(decisionColumn))
	keep(&role.Start, before.Start, !has(startColumn))
	keep(&role.Hearing.At, before.Hearing.At, !has(hearingColumn))
	keep(&role.Hearing.Place, before.Hearing.Place, !has(placeColumn))
	keep(&role.Hearing.Link, before.Hearing.Link, !has(placeColumn))
	keep(&role.Answer, before.Answer, role.Decision == before.Decision)
}

func keep[T any](value *T, before T, kept bool) {
	if kept {
		*value = before
	}
}
