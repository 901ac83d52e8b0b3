package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
)

// farAway is the longest time between two milestones in a row: beyond it, a year is a slip.
const farAway = 300 * 24 * time.Hour

// farYears reports the milestones whose year does not go with the others, and returns them.
func (s *section) farYears(calendar programme.Calendar, handled programme.Clock) []programme.Milestone {
	var far []programme.Milestone
	groups := together(calendar, handled)
	for _, group := range groups {
		if slices.Equal(group, largestOf(groups)) {
			continue
		}
		for _, milestone := range group {
			s.fault(s.dated(milestone), calendar[milestone].String()+" is far from the other milestones",
				"check the year: "+yearsOf(calendar, largestOf(groups)))
		}
		far = append(far, group...)
	}
	return far
}

// together orders the milestones by time and parts them where more than farAway lies between two.
func together(calendar programme.Calendar, handled programme.Clock) [][]programme.Milestone {
	at := func(m programme.Milestone) time.Time { return calendar[m].At(handled) }
	written := slices.DeleteFunc(programme.Milestones(), func(m programme.Milestone) bool { return calendar[m].IsZero() })
	slices.SortStableFunc(written, func(a, b programme.Milestone) int { return at(a).Compare(at(b)) })
	var groups [][]programme.Milestone
	for i, milestone := range written {
		if i == 0 || at(milestone).Sub(at(written[i-1])) > farAway {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], milestone)
	}
	return groups
}

// largestOf is the group of most milestones, the first one of several.
func largestOf(groups [][]programme.Milestone) []programme.Milestone {
	return slices.MaxFunc(groups, func(a, b []programme.Milestone) int { return cmp.Compare(len(a), len(b)) })
}

// yearsOf says when a group of milestones is: "opening is on 2019-04-11".
func yearsOf(calendar programme.Calendar, group []programme.Milestone) string {
	return fmt.Sprintf("%s is on %s", group[0], calendar[group[0]])
}

// order reports milestones that come before the one that they follow. Those in skip were reported already.
func (s *section) order(calendar programme.Calendar, handled programme.Clock, skip []programme.Milestone) {
	var before programme.Milestone
	for _, milestone := range programme.Milestones() {
		moment, written := calendar[milestone]
		if !written || slices.Contains(skip, milestone) {
			continue
		}
		if before != "" && moment.At(handled).Before(calendar[before].At(handled)) {
			at, other := s.dated(milestone), s.dated(before)
			what := fmt.Sprintf("%s (%s) comes before %s (%s)", milestone, told(moment), before, told(calendar[before]))
			if other.file != at.file {
				what += fmt.Sprintf(", which stands in %s:%d", other.file, other.line)
			}
			s.fault(at, what,
				fmt.Sprintf("correct one of the two: the order is %s", joined(programme.Milestones())))
		}
		before = milestone
	}
}

// dated is a milestone where its date stands, which may be another file than the one that first names the milestone.
func (s *section) dated(milestone programme.Milestone) *node {
	n := s.child(string(milestone))
	at := *n
	for _, key := range []string{"date", "month"} {
		if written := n.get(key); written != nil {
			at.file, at.line = written.file, written.line
		}
	}
	return &at
}

// told is a moment as a fault shows it: of a month, also the day on which it would be handled.
func told(moment programme.Moment) string {
	if moment.Precision() == programme.ToTheMonth {
		return moment.String() + ", handled on its first working day " + moment.Day().String()
	}
	return moment.String()
}

func joined(milestones []programme.Milestone) string {
	var names []string
	for _, milestone := range milestones {
		names = append(names, string(milestone))
	}
	return strings.Join(names, ", ")
}
