package config

import (
	"fmt"
	"slices"

	"digbot/internal/programme"
)

// defaultOccasions are the milestones and the reminders around them, when the configuration names none.
func defaultOccasions() []string {
	return []string{
		"opening", "deadline-7d", "deadline-1d", "deadline-3h", "deadline", "jury-3d", "jury-1d", "jury", "announcement",
		"start-14d", "start-7d", "start-1d", "start", "start+30d",
	}
}

// occasions reads the list of what is done when.
func (s *section) occasions() []programme.OccasionSpec {
	if !s.has("occasions") {
		return parsed(defaultOccasions())
	}
	var specs []programme.OccasionSpec
	items := s.items("occasions")
	lines := map[programme.OccasionSpec]int{}
	for _, item := range items {
		text, set := s.value(item)
		if !set {
			continue
		}
		spec, err := programme.ParseOccasion(text)
		before, twice := lines[spec]
		switch {
		case err != nil:
			s.fault(item, fmt.Sprintf("%q is no occasion", item.raw), occasionFix(text))
			continue
		case twice:
			s.fault(item, fmt.Sprintf("%q stands in the list twice: already on line %d", item.raw, before), "delete one of the two")
			continue
		}
		lines[spec] = item.line
		specs = append(specs, spec)
	}
	s.milestonesAmong(specs, len(specs) == len(items))
	return specs
}

// milestonesAmong reports a milestone at which nothing would happen. When some occasions were refused, one of them may be it.
func (s *section) milestonesAmong(specs []programme.OccasionSpec, complete bool) {
	for _, milestone := range programme.Milestones() {
		if complete && !slices.Contains(specs, programme.OccasionSpec{Milestone: milestone}) {
			s.lack(s.child("occasions"), fmt.Sprintf("%s itself is not in the list: nothing would happen then", milestone), fmt.Sprintf("add %s", milestone))
		}
	}
}

func occasionFix(text string) string {
	if near, found := nearest(text, defaultOccasions()); found {
		return "write " + near + ", or another milestone or offset"
	}
	return "write a milestone (" + joined(programme.Milestones()) + ") or an offset from one, such as deadline-7d, deadline-3h or start+30d"
}

func parsed(texts []string) []programme.OccasionSpec {
	var specs []programme.OccasionSpec
	for _, text := range texts {
		if spec, err := programme.ParseOccasion(text); err == nil {
			specs = append(specs, spec)
		}
	}
	return specs
}
