package app

import (
	"slices"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
)

// Rule says from when on, and how long, something is kept: a key of the configuration's retention, or Asked.
type Rule string

// The rules.
const (
	ForCandidates    Rule = "candidates"    // after the end of the selection
	ForPool          Rule = "pool"          // after the last contact, with consent
	ForParticipants  Rule = "participants"  // after the end of the mission
	ForConversations Rule = "conversations" // after the last message
	ForDeliveries    Rule = "deliveries"    // after they were sent
	ForAudit         Rule = "audit"         // after it was done
	UntilAsked       Rule = "asked"         // until the person asks for it
)

// retention says until when something is kept.
type retention config.Retention

// of is until when a kind of what is held on somebody is kept; the zero time when nobody can tell yet.
func (r retention) of(kind store.HoldingKind, held store.Held, season programme.Season) (time.Time, Rule) {
	switch kind {
	case store.HeldMails:
		return after(lastMail(held), r.Deliveries), ForDeliveries
	case store.HeldQuestions, store.HeldMessages, store.HeldNotes:
		return after(lastWord(held), r.Conversations), ForConversations
	case store.HeldJournal:
		return after(held.Journal[len(held.Journal)-1].At, r.Audit), ForAudit
	case store.HeldSuppression:
		return time.Time{}, UntilAsked
	}
	return r.person(held.Person, lastMail(held), season)
}

// person is until when somebody stays in the roster, with all that belongs to it: the longest that one of the roles asks
// for. The zero time when the selection, or the mission, has no end yet.
func (r retention) person(p programme.Person, contact time.Time, season programme.Season) (time.Time, Rule) {
	var until time.Time
	rule := ForCandidates
	for _, role := range p.Roles {
		end, by := r.role(p, role, contact, season)
		if end.IsZero() {
			return time.Time{}, by
		}
		if end.After(until) {
			until, rule = end, by
		}
	}
	return until, rule
}

func (r retention) role(p programme.Person, role programme.Role, contact time.Time, season programme.Season) (time.Time, Rule) {
	if role.Kind != programme.Candidate || comes(role) {
		return after(missionEnd(role, season), r.Participants), ForParticipants
	}
	end := selectionEnd(season, r.Pool)
	if p.Consent.IsZero() {
		return after(end, r.Candidates), ForCandidates
	}
	last := slices.MaxFunc([]time.Time{contact, p.Consent.At(programme.Clock{}), end}, time.Time.Compare)
	return after(last, r.Pool), ForPool
}

// comes reports whether a candidate may get, or has got, a place.
func comes(role programme.Role) bool {
	return role.Decision == programme.Laureate && role.Answer != programme.Renounced && role.Status != programme.Withdrawn
}

// selectionEnd is the release. A selection that is never released ends when nobody waits for it any more: as long after the
// announced day as anything may be kept. Nobody is erased who still waits for a result.
func selectionEnd(season programme.Season, longest time.Duration) time.Time {
	if !season.Released.IsZero() {
		return season.Released
	}
	return after(season.At(programme.Announcement), longest)
}

// longestMission is how long a mission lasts of which the length is not known: what the programme has announced at most.
const longestMission = 12

// missionEnd is when a role in a mission has ended: some months after its first day.
func missionEnd(role programme.Role, season programme.Season) time.Time {
	start, months := season.StartOf(role), longestMission
	if start.IsZero() {
		return time.Time{}
	}
	if challenge, found := season.Challenge(role.Challenge); found && len(challenge.Months) > 0 {
		months = slices.Max(challenge.Months)
	}
	return start.At(programme.Clock{}).AddDate(0, months, 0)
}

func lastMail(held store.Held) time.Time {
	var last time.Time
	for _, mail := range held.Mails {
		if mail.State == notifier.Accepted && mail.At.After(last) {
			last = mail.At
		}
	}
	return last
}

func lastWord(held store.Held) time.Time {
	var last time.Time
	for _, ticket := range held.Questions {
		last = slices.MaxFunc([]time.Time{last, ticket.Opened, ticket.Waiting, ticket.Closed}, time.Time.Compare)
	}
	for _, m := range held.Messages {
		last = slices.MaxFunc([]time.Time{last, m.Sent}, time.Time.Compare)
	}
	return last
}

// after is an instant and a length of time later; the zero time stays what it is.
func after(at time.Time, d time.Duration) time.Time {
	if at.IsZero() {
		return at
	}
	return at.Add(d)
}
