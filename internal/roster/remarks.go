package roster

import (
	"strconv"

	"digbot/internal/programme"
)

// mentorsEach is how many mentors the programme promises for a challenge.
const mentorsEach = 2

// remarks tells what is unusual in a list, though it may be meant.
func remarks(promotion programme.Promotion, people []programme.Person) []Fault {
	mentors, seats := map[string]int{}, map[string]int{}
	for _, person := range people {
		for challenge := range challengesOf(person, isMentor) {
			mentors[challenge]++
		}
		for challenge := range challengesOf(person, hasSeat) {
			seats[challenge]++
		}
	}
	return append(mentorRemarks(promotion, mentors), seatRemarks(promotion, seats)...)
}

func isMentor(role programme.Role) bool { return role.Kind == programme.Mentor }

func hasSeat(role programme.Role) bool {
	if role.Status == programme.Withdrawn || role.Answer == programme.Renounced {
		return false
	}
	return role.Kind == programme.Designer || role.Decision == programme.Laureate
}

// challengesOf lists the challenges in which a person has such a role, each once.
func challengesOf(person programme.Person, such func(programme.Role) bool) map[string]bool {
	var challenges map[string]bool
	for _, role := range person.Roles {
		if such(role) {
			if challenges == nil {
				challenges = map[string]bool{}
			}
			challenges[role.Challenge] = true
		}
	}
	return challenges
}

// mentorRemarks makes one remark of a list without mentors, which may be a list of candidates.
func mentorRemarks(promotion programme.Promotion, mentors map[string]int) []Fault {
	if len(promotion.Challenges) == 0 {
		return nil
	}
	if len(mentors) == 0 {
		return []Fault{{What: words("no_mentors"), Fix: words("fix_no_mentors", "rule", strconv.Itoa(mentorsEach))}}
	}
	var remarks []Fault
	for _, challenge := range promotion.Challenges {
		if n := mentors[challenge.ID]; n < mentorsEach && challenge.Withdrawn.IsZero() {
			remarks = append(remarks, Fault{What: words("few_mentors", "challenge", challenge.ID, "n", strconv.Itoa(n)),
				Fix: words("fix_few_mentors", "rule", strconv.Itoa(mentorsEach))})
		}
	}
	return remarks
}

// seatRemarks compares the posts that are filled with those that there are.
func seatRemarks(promotion programme.Promotion, seats map[string]int) []Fault {
	var remarks []Fault
	total := 0
	for _, challenge := range promotion.Challenges {
		n := seats[challenge.ID]
		total += n
		if challenge.Designers > 0 && n > challenge.Designers {
			remarks = append(remarks, Fault{What: words("many_seats", "challenge", challenge.ID,
				"n", strconv.Itoa(n), "seats", strconv.Itoa(challenge.Designers)), Fix: words("fix_seats")})
		}
	}
	if all := promotion.Seats(); all > 0 && total > all {
		remarks = append(remarks, Fault{What: words("many_seats_in_all", "n", strconv.Itoa(total), "seats", strconv.Itoa(all)), Fix: words("fix_seats")})
	}
	return remarks
}
