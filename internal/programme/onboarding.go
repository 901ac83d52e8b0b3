package programme

// Step is a stage of somebody's arrival, around a first day.
type Step string

// The steps, in order.
const (
	Preparing Step = "prepare"   // ten days before, or more
	LastWeek  Step = "week"      //
	Eve       Step = "eve"       //
	FirstDay  Step = "first-day" //
	Settled   Step = "month"     // after it
)

// StepOf is the step that an occasion of Start begins.
func StepOf(o Offset) Step {
	switch {
	case o.Days <= -10:
		return Preparing
	case o.Days <= -2:
		return LastWeek
	case o.Days < 0 || o.Hours < 0:
		return Eve
	case o.IsZero():
		return FirstDay
	}
	return Settled
}

// ChasedAfter is how long after its beginning a step is asked about, once, when something of it is not done: what must be
// done before the first day is asked about before it.
func (s Step) ChasedAfter() Offset {
	switch s {
	case Preparing:
		return Offset{Days: 4}
	case LastWeek:
		return Offset{Days: 3}
	case Eve:
		return Offset{Hours: 7}
	case FirstDay:
		return Offset{Days: 2}
	}
	return Offset{Hours: 6}
}

// Tasks lists what somebody has to do in a step, by names under which the words stand.
func (s Step) Tasks(kind RoleKind) []string {
	tasks := map[RoleKind]map[Step][]string{
		Mentor: {
			Preparing: {"data", "workstation", "internet", "it", "colleagues"},
			LastWeek:  {"partner", "message"},
			Eve:       {"reception"},
			FirstDay:  {"introduced", "access", "meetings"},
			Settled:   {"feedback"},
		},
		Designer: {
			Preparing: {"contract", "place", "needs"},
			LastWeek:  {"mentors"},
			Eve:       {"address"},
			FirstDay:  {"arrived", "access"},
			Settled:   {"feedback"},
		},
	}
	return tasks[kind][s]
}
