package bot

import (
	"strings"
	"time"

	"digbot/internal/programme"
)

// Occurrence is a named time as the phrases about the calendar tell it.
type Occurrence struct {
	programme.Moment
	Part      string // of the day: "morning", "noon", "afternoon", "evening", "midnight"; empty: all of it
	Side      string // "before" or "after"
	Milestone string // the milestone, when one was named instead of a time
	Mistaken  bool   // the person gave another weekday
	Past      bool
}

// Calendaring is what the phrases about the calendar tell.
type Calendaring struct {
	At        Occurrence
	To        Occurrence // the other end of a distance
	Chance    string     // whether one may apply then
	Closed    bool       // the deadline has passed at the time of speaking
	Days      int        // of a distance; the fewest, where only a month was announced
	MostDays  int
	RestDays  int       // beyond Weeks
	Weeks     int       // whole ones among Days, when asked for in weeks
	Hours     int       // when asked for in hours, of a distance from now to an instant
	FromNow   bool      // it counts from the time of speaking
	Instant   time.Time // to which it counts
	Zone      programme.Text
	Local     programme.Moment // the deadline by the zone's clock
	Paris     programme.Moment // the time that was named, by the clock of Paris
	Milestone []string         // those of that day
	Answer    string           // "yes", "no" or "unpublished"
	DayIsOpen bool             // only the month was announced
}

// dated answers a question about the calendar.
func (t *turn) dated(text string) (Reply, bool, error) {
	said := t.wordsOf(text)
	if only(said, whatDay) {
		today := programme.Moment{Date: programme.DateOf(t.now)}
		return t.tellDate("date-weekday", Calendaring{At: Occurrence{Moment: today}, Milestone: t.milestonesOn(today.Date)}, "calendar")
	}
	if strings.ContainsAny(text, digits) {
		said = timeWords(text)
	}
	r := reader{newReading(said), t.now, t.season.Calendar[programme.Deadline].Date}
	q, isDate := calendarQuestion(r, t.season, t.session.Topic)
	if !isDate {
		return Reply{}, false, nil
	}
	return t.calendar(q)
}

// zoneTopic tells the deadline by other clocks.
const zoneTopic = "time-zone"

var whatDay = newPhrases("quel jour sommes-nous\nquel jour on est\non est quel jour\non est le combien\nnous sommes le combien\nquelle date sommes-nous\nquelle est la date d'aujourd'hui\nquelle est la date du jour\nwhat day is it\nwhat is today's date\nwhat date is it")

// calendar answers a question that was read.
func (t *turn) calendar(q dateQuestion) (Reply, bool, error) {
	switch q.ask {
	case askPossible:
		return t.tellDate("date-possible", t.possible(q.times[0]), "deadline")
	case askZone:
		return t.tellDate("date-zone", t.zoned(q), zoneTopic)
	case askDistance:
		return t.distance(q)
	case askWeekday:
		if len(q.milestones) > 0 {
			return t.tellDate("date-weekday", Calendaring{At: t.occurrenceOf(q.milestones[0])}, topicOf(q.milestones[0]))
		}
		said := t.occurrence(q.times[0])
		return t.tellDate("date-weekday", Calendaring{At: said, Milestone: t.milestonesOn(said.Date)}, "deadline")
	case askIsThen:
		return t.isThen(q.milestones[0], q.times[0])
	case askWhen:
		return t.dateOf(q.milestones[0])
	}
	return Reply{}, false, nil
}

// dateOf tells the date of a milestone. What opens and closes for an administration is another call.
func (t *turn) dateOf(milestone programme.Milestone) (Reply, bool, error) {
	topic := topicOf(milestone)
	if other, known := counterparts[t.family()][topic]; known {
		topic = other
	}
	reply, err := t.topic(topic, 1)
	return reply, true, err
}

// tellDate answers with a phrase, under the topic that says the same in general and with its sources.
func (t *turn) tellDate(phrase string, said Calendaring, topic string) (Reply, bool, error) {
	view := t.view()
	view.Data = map[string]any{"calendar": said}
	body, err := t.knowledge.texts.Phrase(phrase, view)
	if err != nil {
		return Reply{}, true, err
	}
	reply := Reply{Kind: KindAnswer, Topic: topic, Body: body, Language: t.language, Confidence: 1}
	reply, err = t.withSources(reply, t.sourcesOf(topic))
	return reply, true, err
}

// topicOf is the topic that tells a milestone's date.
func topicOf(milestone programme.Milestone) string {
	return map[programme.Milestone]string{programme.Opening: "opening", programme.Deadline: "deadline", programme.JuryDay: "jury-date",
		programme.Announcement: "results-date", programme.Start: "start-date"}[milestone]
}

func (t *turn) occurrence(w when) Occurrence {
	from, to := w.span()
	return Occurrence{Moment: programme.Moment{Date: w.date, Clock: w.clock, Exact: w.hasClock}, Part: string(w.part), Side: string(w.side),
		Mistaken: w.wrongWeekday(), Past: to.Before(t.now) || to.Equal(t.now) && from.Before(to)}
}

func (t *turn) occurrenceOf(milestone programme.Milestone) Occurrence {
	return Occurrence{Moment: t.season.Calendar[milestone], Milestone: string(milestone)}
}

// possible says whether one may apply at some time.
func (t *turn) possible(w when) Calendaring {
	from, to := w.span()
	window := windowOf(t.season)
	return Calendaring{At: t.occurrence(w), Chance: string(window.chance(from, to)), Closed: !window.deadline.IsZero() && !t.now.Before(window.deadline),
		Milestone: t.milestonesOn(w.date)}
}

// milestonesOn lists the milestones announced for a day, except those that the answer tells anyway.
func (t *turn) milestonesOn(day programme.Date) []string {
	var found []string
	for _, milestone := range []programme.Milestone{programme.JuryDay, programme.Announcement, programme.Start} {
		if day.Day > 0 && t.season.Calendar[milestone].Date == day {
			found = append(found, string(milestone))
		}
	}
	return found
}

// zoned tells the deadline by another clock, and what a time named by that clock is in Paris.
func (t *turn) zoned(q dateQuestion) Calendaring {
	said := Calendaring{Zone: q.zone.name, Local: momentAt(t.season.At(programme.Deadline).In(q.zone.location()))}
	said.Closed = !t.now.Before(t.season.At(programme.Deadline))
	if len(q.times) == 0 {
		return said
	}
	w := q.times[0]
	said.At = t.occurrence(w)
	if w.hasClock || w.part == midnight || w.part == noon {
		from, to := w.span()
		said.Chance = string(windowOf(t.season).chance(from, to))
		said.Paris = momentAt(from.In(programme.Paris()))
	}
	return said
}

// momentAt is an instant as the clocks of its location show it.
func momentAt(at time.Time) programme.Moment {
	year, month, day := at.Date()
	return programme.Moment{Date: programme.Date{Year: year, Month: month, Day: day}, Clock: programme.Clock{Hour: at.Hour(), Minute: at.Minute()}, Exact: true}
}

// distance tells how long it is from one time to another, or from now.
func (t *turn) distance(q dateQuestion) (Reply, bool, error) {
	var ends []Occurrence
	for _, milestone := range q.milestones {
		ends = append(ends, t.occurrenceOf(milestone))
	}
	for _, w := range q.times {
		ends = append(ends, t.occurrence(w))
	}
	said := Calendaring{FromNow: len(ends) == 1}
	topic := "calendar"
	if said.FromNow {
		ends = append([]Occurrence{{Moment: programme.Moment{Date: programme.DateOf(t.now)}}}, ends...)
		if len(q.milestones) > 0 {
			topic = topicOf(q.milestones[0])
		}
	}
	if first, _ := ends[0].days(); first.After(lastDay(ends[1])) {
		ends[0], ends[1] = ends[1], ends[0]
		if said.FromNow {
			return t.topicOrNot(topic, q) // it is past: the topic says so
		}
	}
	said.At, said.To = ends[0], ends[1]
	said.Days, said.MostDays = daysBetween(ends[0], ends[1])
	said.Instant = ends[1].Date.At(ends[1].Clock)
	left := said.Instant.Sub(t.now)
	switch {
	case said.FromNow && (ends[1].Exact && left <= 0 || ends[1].Milestone == string(programme.Announcement) && t.season.IsReleased(t.now)):
		return t.topicOrNot(topic, q)
	case q.unit == "week":
		said.Weeks, said.RestDays = said.Days/7, said.Days%7
	case q.unit == "hour" && said.FromNow && ends[1].Exact:
		said.Hours = int(left / time.Hour)
	}
	return t.tellDate("date-distance", said, topic)
}

// topicOrNot answers with a milestone's topic when one was named.
func (t *turn) topicOrNot(topic string, q dateQuestion) (Reply, bool, error) {
	if len(q.milestones) == 0 {
		return Reply{}, false, nil
	}
	reply, err := t.topic(topic, 1)
	return reply, true, err
}

// days are the first and the last day that an occurrence may mean.
func (o Occurrence) days() (first, last time.Time) {
	first = time.Date(o.Date.Year, o.Date.Month, max(o.Date.Day, 1), 0, 0, 0, 0, time.UTC)
	if o.Date.Day == 0 {
		return first, first.AddDate(0, 1, -1)
	}
	return first, first
}

func lastDay(o Occurrence) time.Time {
	_, last := o.days()
	return last
}

// daysBetween counts the calendar days between two occurrences: the fewest and the most that they may be.
func daysBetween(a, b Occurrence) (fewest, most int) {
	firstA, lastA := a.days()
	firstB, lastB := b.days()
	day := 24 * time.Hour // in UTC, where every day has as many
	return max(0, int(firstB.Sub(lastA)/day)), int(lastB.Sub(firstA) / day)
}

// isThen says whether a milestone is when somebody believes it is, and then what is known of it.
func (t *turn) isThen(milestone programme.Milestone, w when) (Reply, bool, error) {
	moment := t.season.Calendar[milestone]
	if moment.IsZero() || w.part != wholeDay || w.side != "" {
		if milestone == programme.Deadline {
			return t.tellDate("date-possible", t.possible(w), "deadline")
		}
		return Reply{}, false, nil
	}
	said := Calendaring{At: t.occurrence(w), Answer: "yes"}
	sameDay := moment.Date == w.date || moment.Date.Day == 0 && moment.Date.Year == w.date.Year && moment.Date.Month == w.date.Month
	switch {
	case !sameDay && !(w.assumed && milestone == programme.Deadline):
		said.Answer = "no"
	case moment.Date.Day == 0 && w.date.Day > 0, w.hasClock && !moment.Exact:
		said.Answer = "unpublished"
	case w.hasClock && moment.Clock != w.clock:
		said.Answer = "no"
	}
	said.At.Milestone, said.DayIsOpen = string(milestone), moment.Date.Day == 0
	reply, _, err := t.tellDate("date-is-then", said, topicOf(milestone))
	if err != nil {
		return Reply{}, true, err
	}
	known, err := t.topic(topicOf(milestone), 1)
	if known.Topic != "" {
		reply.Body, reply.Kind = reply.Body.Append(known.Body), known.Kind
	}
	return reply, true, err
}
