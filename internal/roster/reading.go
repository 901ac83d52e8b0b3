package roster

import (
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// reading is a list while it is read: the current row, and the people found so far.
type reading struct {
	*sheet
	roles      vocabulary[programme.RoleKind]
	languages  vocabulary[programme.Language]
	statuses   vocabulary[programme.Status]
	decisions  vocabulary[programme.Decision]
	challenges *challenges
	window     window
	known      known

	people    []programme.Person
	places    []places // of each person
	byAddress map[string]int
}

func newReading(o Reader, sheet *sheet) *reading {
	return &reading{
		sheet: sheet,
		roles: roleWords(), languages: languageWords(), statuses: statusWords(), decisions: decisionWords(),
		challenges: newChallenges(o.Promotion), window: windowOf(o.Promotion), known: newKnown(o.Known),
		byAddress: map[string]int{},
	}
}

// readRow reads one row: a person, and one role.
func (r *reading) readRow() {
	for _, c := range required() {
		if r.has(c) && !r.given(c) && (c != nameColumn || !r.given(firstNameColumn)) {
			r.fault(c, words("missing"), words("fix_missing"))
		}
	}
	person, role := r.person(), r.role()
	r.known.complete(&person, &role, r.has)
	r.checkRole(role)
	if person.Email != "" {
		r.merge(person, role)
	}
}

func (r *reading) person() programme.Person {
	return programme.Person{
		ID:         r.id(),
		Name:       strings.TrimSpace(r.value[firstNameColumn] + " " + r.value[nameColumn]),
		Email:      r.email(),
		Language:   look(r, languageColumn, r.languages, words("no_language")),
		Slack:      r.account(slackColumn),
		Mattermost: r.account(mattermostColumn),
		Consent:    r.consent(),
	}
}

func (r *reading) role() programme.Role {
	return programme.Role{
		Kind:      look(r, roleColumn, r.roles, words("no_role")),
		Challenge: r.challenge(),
		Status:    look(r, statusColumn, r.statuses, words("no_status")),
		Decision:  look(r, decisionColumn, r.decisions, words("no_decision")),
		Hearing:   r.hearing(),
		Start:     r.start(),
	}
}

// look finds what the value in a column means.
func look[T comparable](r *reading, c column, known vocabulary[T], what Words) T {
	text := r.value[c]
	value, found := known.find(text)
	if text != "" && !found {
		r.fault(c, what, known.fix(text))
	}
	return value
}

func (r *reading) id() string {
	id := r.value[idColumn]
	if id != "" && !identifier.MatchString(id) {
		r.fault(idColumn, words("no_id"), words("fix_id"))
		return ""
	}
	return strings.Clone(id)
}

func (r *reading) email() string {
	address := r.value[emailColumn]
	if address == "" {
		return ""
	}
	if why := addressFault(address); why != "" {
		r.fault(emailColumn, words(why), words("fix_address"))
		return ""
	}
	return strings.Clone(address)
}

// account is a name on a chat platform, which people often write with the @ that they type there.
func (r *reading) account(c column) string {
	name := strings.TrimPrefix(r.value[c], "@")
	if strings.Contains(name, " ") {
		r.fault(c, words("account_space"), words("fix_account"))
	}
	return strings.Clone(name)
}

func (r *reading) challenge() string {
	name := r.value[challengeColumn]
	if name == "" {
		return ""
	}
	switch ids := r.challenges.find(name); len(ids) {
	case 0:
		r.fault(challengeColumn, words("no_challenge"), r.challenges.fix(name))
	case 1:
		return ids[0]
	default:
		r.fault(challengeColumn, words("many_challenges"), words("write_one", "words", strings.Join(ids, ", ")))
	}
	return ""
}

func (r *reading) start() programme.Date {
	text := r.value[startColumn]
	if text == "" {
		return programme.Date{}
	}
	date, err := parseDay(text)
	if err == nil {
		err = r.window.check(date)
	}
	if err != nil {
		r.fault(startColumn, why(err), words("fix_day"))
		return programme.Date{}
	}
	return date
}

// consent is the day on which somebody agreed to be kept for later calls; it may be long before this one.
func (r *reading) consent() programme.Date {
	text := r.value[consentColumn]
	if text == "" {
		return programme.Date{}
	}
	date, err := parseDay(text)
	if err != nil {
		r.fault(consentColumn, why(err), words("fix_consent"))
	}
	return date
}

func (r *reading) hearing() programme.Hearing {
	hearing := programme.Hearing{At: r.hearingTime()}
	switch where := r.value[placeColumn]; {
	case !link(where):
		hearing.Place = strings.Clone(where)
	case linkFault(where) != "":
		r.fault(placeColumn, words(linkFault(where)), words("fix_link"))
	default:
		hearing.Link = strings.Clone(where)
	}
	return hearing
}

func (r *reading) hearingTime() time.Time {
	text := r.value[hearingColumn]
	if text == "" {
		return time.Time{}
	}
	at, err := parseTime(text)
	if err == nil {
		err = r.window.check(programme.DateOf(at))
	}
	if err != nil {
		r.fault(hearingColumn, why(err), words("fix_time"))
		return time.Time{}
	}
	return at
}

// places are where a person and each of the person's roles stand.
type places struct {
	first place
	roles []place
}

// rowNumber names another row in a report.
func (p place) rowNumber() string { return strconv.Itoa(p.row) }
