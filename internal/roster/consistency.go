package roster

import "digbot/internal/programme"

// checkRole reports what contradicts itself in the current row. What could not be read is left out: it was reported.
func (r *reading) checkRole(role programme.Role) {
	if role.Kind == "" {
		return
	}
	if role.Kind != programme.Candidate {
		r.checkNoCandidate(role)
	} else {
		r.checkCandidate(role)
	}
	if needsChallenge(role) && role.Challenge == "" && !r.given(challengeColumn) {
		r.fault(challengeColumn, "a "+called(role)+" belongs to a challenge", "write its id, acronym, title or host")
	}
}

func needsChallenge(role programme.Role) bool {
	return role.Kind == programme.Mentor || role.Kind == programme.Designer || role.Decision == programme.Laureate
}

func called(role programme.Role) string {
	if role.Decision == programme.Laureate {
		return string(programme.Laureate)
	}
	return string(role.Kind)
}

// checkNoCandidate reports what only candidates have.
func (r *reading) checkNoCandidate(role programme.Role) {
	names := map[column]string{statusColumn: "status", decisionColumn: "decision", hearingColumn: "hearing", placeColumn: "place of a hearing"}
	for _, c := range []column{statusColumn, decisionColumn, hearingColumn, placeColumn} {
		if r.given(c) {
			r.fault(c, "only a candidate has a "+names[c], "empty it, or write candidate as the role instead of "+string(role.Kind))
		}
	}
}

// checkCandidate reports a decision or a hearing that does not go with the status. A decision on somebody without a
// status is no contradiction: that somebody has applied goes without saying then. Nor is one on somebody who has
// withdrawn: laureates may renounce.
func (r *reading) checkCandidate(role programme.Role) {
	status := string(role.Status)
	if status == "" && r.given(statusColumn) {
		return
	}
	chosen := role.Decision == programme.Laureate || role.Decision == programme.Reserve
	switch {
	case role.Decision != programme.Undecided && role.Status == programme.Interested,
		chosen && role.Status == programme.Applied:
		r.faultOfEither(decisionColumn, "the decision "+string(role.Decision)+" contradicts the status "+status,
			"correct one of them: who is decided on has applied, and who is chosen was preselected")
	}
	if !role.Hearing.At.IsZero() && role.Status != programme.Preselected && role.Status != programme.Withdrawn {
		if status == "" {
			status = string(programme.Interested)
		}
		r.faultOfEither(hearingColumn, "a hearing contradicts the status "+status, "write preselected as the status, or empty the hearing")
	}
}

// faultOfEither reports the value in the column, or, where the list has none because it was known before, the status.
func (r *reading) faultOfEither(c column, what, fix string) {
	if !r.given(c) {
		c = statusColumn
	}
	r.fault(c, what, fix)
}
