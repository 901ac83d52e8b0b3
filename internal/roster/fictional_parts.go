package roster

import (
	"slices"

	"digbot/internal/programme"
)

// allLaureates is the number of people from which on every challenge that can has a laureate.
const allLaureates = 60

// part is what one fictional person is.
type part struct {
	roles   []programme.Role
	english bool
}

func plays(roles ...programme.Role) part { return part{roles: roles} }

// parts lists n parts, the most telling first: one of each kind, the teams of the challenges, then a crowd.
func (c *casting) parts(n int) []part {
	teams := c.teams()
	if n >= allLaureates {
		slices.SortStableFunc(teams, laureatesFirst)
	}
	parts := slices.Concat(c.ensemble(), teams, c.secondSeats(), c.administrations())
	for i := 0; len(parts) < n; i++ {
		parts = append(parts, c.extra(i))
	}
	return parts[:n]
}

func laureatesFirst(a, b part) int {
	rank := map[bool]int{true: 0, false: 1}
	return rank[hasSeat(a.roles[0])] - rank[hasSeat(b.roles[0])]
}

// ensemble is one of each kind, for a cast of twelve: the team of the first challenge, somebody with two roles who is a
// mentor of the second, candidates of every status and decision.
func (c *casting) ensemble() []part {
	stranger := plays(candidate(programme.Interested, ""))
	stranger.english = true
	host := plays(role(programme.Administration, ""))
	both := host
	if len(c.seats) > 0 {
		host = plays(role(programme.Administration, c.first()))
		both = plays(role(programme.Mentor, c.second()), role(programme.Administration, c.second()))
	}
	return append(c.team(c.first()),
		host,
		plays(candidate(programme.Interested, "")),
		plays(decided(programme.Preselected, c.wish(), programme.Declined)),
		plays(decided(programme.Preselected, c.wish(), programme.Reserve)),
		plays(decided(programme.Applied, c.wish(), programme.Declined)),
		plays(candidate(programme.Withdrawn, c.wish())),
		stranger,
		both,
		plays(candidate("", c.wish())),
	)
}

// first and second are the challenges with which the cast begins; empty when nobody can be chosen for any.
func (c *casting) first() string {
	if len(c.seats) == 0 {
		return ""
	}
	return c.seats[0].ID
}

func (c *casting) second() string {
	if len(c.seats) < 2 {
		return c.first()
	}
	return c.seats[1].ID
}

// team is a laureate, where there is a seat, and the two mentors of a challenge.
func (c *casting) team(challenge string) []part {
	if challenge == "" {
		return nil
	}
	mentors := []part{plays(role(programme.Mentor, challenge)), plays(role(programme.Mentor, challenge))}
	if !c.hasSeats(challenge) {
		return mentors
	}
	return append([]part{plays(laureate(challenge))}, mentors...)
}

func (c *casting) hasSeats(challenge string) bool {
	return slices.ContainsFunc(c.seats, func(seat programme.Challenge) bool { return seat.ID == challenge })
}

// teams are those that the ensemble lacks.
func (c *casting) teams() []part {
	var parts []part
	for _, challenge := range c.season.Challenges {
		team := c.team(challenge.ID)
		switch challenge.ID {
		case c.first():
			team = nil
		case c.second():
			team = team[:len(team)-1] // one mentor is in the ensemble
		}
		parts = append(parts, team...)
	}
	return parts
}

// secondSeats fills the other seats with laureates; the first of them with somebody who is there as a designer already.
func (c *casting) secondSeats() []part {
	var parts []part
	for _, challenge := range c.seats {
		for range challenge.Designers - 1 {
			if len(parts) == 0 {
				parts = append(parts, plays(role(programme.Designer, challenge.ID)))
			} else {
				parts = append(parts, plays(laureate(challenge.ID)))
			}
		}
	}
	return parts
}

// administrations are the hosts of the challenges that the ensemble lacks.
func (c *casting) administrations() []part {
	var parts []part
	for _, challenge := range c.season.Challenges {
		if challenge.ID != c.first() && challenge.ID != c.second() {
			parts = append(parts, plays(role(programme.Administration, challenge.ID)))
		}
	}
	return parts
}

// extra is the i-th of the crowd: mostly candidates who are interested or were declined.
func (c *casting) extra(i int) part {
	switch i % 8 {
	case 1, 5:
		return plays(decided(programme.Applied, c.wish(), programme.Declined))
	case 2:
		return plays(decided(programme.Preselected, c.wish(), programme.Declined))
	case 3:
		return plays(decided(programme.Preselected, c.wish(), programme.Reserve))
	case 6:
		return plays(candidate("", c.wish()))
	case 7:
		return plays(candidate(programme.Withdrawn, c.wish()))
	}
	return plays(candidate(programme.Interested, ""))
}

func role(kind programme.RoleKind, challenge string) programme.Role {
	return programme.Role{Kind: kind, Challenge: challenge}
}

func candidate(status programme.Status, challenge string) programme.Role {
	return programme.Role{Kind: programme.Candidate, Challenge: challenge, Status: status}
}

func decided(status programme.Status, challenge string, decision programme.Decision) programme.Role {
	role := candidate(status, challenge)
	role.Decision = decision
	return role
}

func laureate(challenge string) programme.Role {
	role := decided(programme.Preselected, challenge, programme.Laureate)
	role.Answer = programme.Accepted
	return role
}

// wish is the challenge that a candidate would like.
func (c *casting) wish() string {
	if len(c.seats) == 0 {
		return ""
	}
	return c.seats[c.random.IntN(len(c.seats))].ID
}
