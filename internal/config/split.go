package config

import (
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
)

// split reads in which parts a challenge is carried out, and since when.
func (r *reader) split(s *section) programme.Split {
	s.require("since", "write the month or the day of the split, such as since: 2019-07")
	s.require("parts", "write the parts, each with host, place and months")
	split := programme.Split{Since: s.moment(s.child("since"))}
	parts := s.items("parts")
	if s.has("parts") && len(parts) < 2 {
		s.fault(s.child("parts"), "a split has two parts or more", "add the other part, or delete split")
	}
	for _, item := range parts {
		split.Parts = append(split.Parts, r.part(r.sectionOf(item)))
	}
	s.close()
	return split
}

func (r *reader) part(s *section) programme.Part {
	s.require("host", "write the administration that hosts this part")
	s.require("months", "write the length of this part, such as months: 6")
	part := programme.Part{Host: s.words("host"), Place: s.words("place"), Months: s.number("months", 1, longest, 0)}
	s.close()
	return part
}

// consistent reports what a challenge says of itself in two ways that cannot both be true.
func (r *reader) consistent(s *section, c programme.Challenge, promotion programme.Promotion) {
	if c.Designers == 0 && c.Withdrawn.IsZero() && s.has("designers") && !s.child("designers").broken {
		r.lack(s.child("designers"), "nobody works on a challenge that is not withdrawn", "write the number of designers, or withdrawn: with its month")
	}
	if withdrawn, since := first(c.Withdrawn), first(c.Split.Since); !withdrawn.IsZero() && !since.IsZero() && !since.Before(withdrawn) {
		r.fault(s.child("split"), fmt.Sprintf("is split (%s) when it is withdrawn already (%s)", c.Split.Since, c.Withdrawn), "delete split or withdrawn, or correct their dates")
	}
	if opening := promotion.At(programme.Opening); !opening.IsZero() {
		r.afterOpening(s.child("withdrawn"), c.Withdrawn, opening)
		r.afterOpening(s.section("split").child("since"), c.Split.Since, opening)
	}
	if at := promotion.At(programme.Announcement); !at.IsZero() && !c.Start.IsZero() && c.Start.At(promotion.HandledAt).Before(at) {
		r.fault(s.child("start"), fmt.Sprintf("%s is before the announcement of the results (%s)", c.Start, at.Format(time.DateOnly)), "correct the date")
	}
	r.partMonths(s, c)
}

// afterOpening reports a change of the call that is dated before the call.
func (r *reader) afterOpening(n *node, moment programme.Moment, opening time.Time) {
	if n != nil && !moment.IsZero() && last(moment).Before(opening) {
		r.fault(n, fmt.Sprintf("%s is before the opening of the call (%s)", moment, opening.Format(time.DateOnly)), "correct the date, or take the challenge out of the call")
	}
}

// partMonths reports parts whose lengths are not those of the challenge.
func (r *reader) partMonths(s *section, c programme.Challenge) {
	for i, part := range c.Split.Parts {
		if part.Months > 0 && len(c.Months) > 0 && !slices.Contains(c.Months, part.Months) {
			item := s.section("split").items("parts")[i]
			r.lack(item.get("months"), fmt.Sprintf("%d months is no length of the challenge (months: %v)", part.Months, c.Months), fmt.Sprintf("correct it, or add %d to the challenge's months", part.Months))
		}
	}
}

// first and last are the limits of what a moment may mean: of a month, its first and its last day.
func first(moment programme.Moment) time.Time {
	if moment.IsZero() {
		return time.Time{}
	}
	date := moment.Date
	date.Day = max(date.Day, 1)
	return date.At(moment.Clock)
}

func last(moment programme.Moment) time.Time {
	if moment.Precision() == programme.ToTheMonth {
		return first(moment).AddDate(0, 1, 0)
	}
	return first(moment).AddDate(0, 0, 1)
}
