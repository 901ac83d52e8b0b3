package programme

import "slices"

// Audience says who is concerned by a message. Fields left empty do not restrict.
type Audience struct {
	Role      RoleKind
	Statuses  []Status   // of candidates; an empty status counts as Interested
	Decisions []Decision // of candidates
	StartDay  Date       // those who start that day: see Promotion.StartOf
}

// Select returns the people concerned, each once and with only the roles that concern them.
func (a Audience) Select(promotion Promotion, people []Person) []Person {
	var selected []Person
	for _, person := range people {
		roles := slices.DeleteFunc(slices.Clone(person.Roles), func(role Role) bool { return !a.concerns(promotion, role) })
		if len(roles) > 0 {
			person.Roles = roles
			selected = append(selected, person)
		}
	}
	return selected
}

// concerns decides on one role. Whoever has withdrawn as a candidate, or renounced, is written to no more.
func (a Audience) concerns(promotion Promotion, role Role) bool {
	switch {
	case role.Status == Withdrawn, role.Answer == Renounced:
		return false
	case !a.isRole(role):
		return false
	case len(a.Statuses) > 0 && !slices.Contains(a.Statuses, role.status()):
		return false
	case len(a.Decisions) > 0 && !slices.Contains(a.Decisions, role.Decision):
		return false
	}
	return a.StartDay.IsZero() || a.StartDay == promotion.StartOf(role)
}

// isRole counts a laureate who accepted as a designer.
func (a Audience) isRole(role Role) bool {
	if a.Role == Designer && role.Kind == Candidate {
		return role.Decision == Laureate && role.Answer == Accepted
	}
	return a.Role == role.Kind
}

func (r Role) status() Status {
	if r.Kind == Candidate && r.Status == "" {
		return Interested
	}
	return r.Status
}
