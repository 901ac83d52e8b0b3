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
		r.fault(challengeColumn, words("challenge_needed", "role", r.called(role)), words("fix_challenge"))
	}
}

func needsChallenge(role programme.Role) bool {
	return role.Kind == programme.Mentor || role.Kind == programme.Designer || role.Decision == programme.Laureate
}

// called is what makes a role need a challenge, as people write it.
func (r *reading) called(role programme.Role) string {
	if role.Decision == programme.Laureate {
		return r.decisions.shownAs(role.Decision)
	}
	return r.roles.shownAs(role.Kind)
}

// checkNoCandidate reports what only candidates have.
func (r *reading) checkNoCandidate(role programme.Role) {
	for _, c := range []column{statusColumn, decisionColumn, hearingColumn, placeColumn} {
		if r.given(c) {
			r.fault(c, words("candidates_only"), words("fix_candidates_only", "candidate", r.roles.shownAs(programme.Candidate), "role", r.roles.shownAs(role.Kind)))
		}
	}
}

// checkCandidate reports a decision or a hearing that does not go with the status. A decision on somebody without a
// status is no contradiction: that somebody has applied goes without saying then. Nor is one on somebody who has
// withdrawn: laureates may renounce.
func (r *reading) checkCandidate(role programme.Role) {
	status := r.statuses.shownAs(role.Status)
	if role.Status == "" && r.given(statusColumn) {
		return
	}
	chosen := role.Decision == programme.Laureate || role.Decision == programme.Reserve
	switch {
	case role.Decision != programme.Undecided && role.Status == programme.Interested,
		chosen && role.Status == programme.Applied:
		r.faultOfEither(decisionColumn, words("decision_contradicts", "decision", r.decisions.shownAs(role.Decision), "status", status),
			words("fix_decision_contradicts"))
	}
	if !role.Hearing.At.IsZero() && role.Status != programme.Preselected && role.Status != programme.Withdrawn {
		if status == "" {
			status = r.statuses.shownAs(programme.Interested)
		}
		r.faultOfEither(hearingColumn, words("hearing_contradicts", "status", status),
			words("fix_hearing_contradicts", "preselected", r.statuses.shownAs(programme.Preselected)))
	}
}

// faultOfEither reports the value in the column, or, where the list has none because it was known before, the status.
func (r *reading) faultOfEither(c column, what, fix Words) {
	if !r.given(c) {
		c = statusColumn
	}
	r.fault(c, what, fix)
}
