package roster

import (
	"fmt"
	"strings"
	"time"

	"digbot/internal/programme"
)

// reading is a list while it is read: the current row, and the people found so far.
type reading struct {
	*sheet
	roles      words[programme.RoleKind]
	languages  words[programme.Language]
	statuses   words[programme.Status]
	decisions  words[programme.Decision]
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
			r.fault(c, "it is missing", "write it, or remove the row")
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
		Language:   look(r, languageColumn, r.languages, "this is not a language"),
		Slack:      r.account(slackColumn),
		Mattermost: r.account(mattermostColumn),
		Consent:    r.consent(),
	}
}

func (r *reading) role() programme.Role {
	return programme.Role{
		Kind:      look(r, roleColumn, r.roles, "this is not a role"),
		Challenge: r.challenge(),
		Status:    look(r, statusColumn, r.statuses, "this is not a status"),
		Decision:  look(r, decisionColumn, r.decisions, "this is not a decision"),
		Hearing:   r.hearing(),
		Start:     r.start(),
	}
}

// look finds what the value in a column means.
func look[T any](r *reading, c column, words words[T], what string) T {
	text := r.value[c]
	value, found := words.find(text)
	if text != "" && !found {
		r.fault(c, what, words.fix(text))
	}
	return value
}

func (r *reading) id() string {
	id := r.value[idColumn]
	if id != "" && !identifier.MatchString(id) {
		r.fault(idColumn, "this cannot be an id", "write up to 64 letters, digits, dots, - or _, or leave it empty")
		return ""
	}
	return strings.Clone(id)
}

func (r *reading) email() string {
	address := r.value[emailColumn]
	if address == "" {
		return ""
	}
	if what := addressFault(address); what != "" {
		r.fault(emailColumn, what, "write one address such as camille@example.org")
		return ""
	}
	return strings.Clone(address)
}

// account is a name on a chat platform, which people often write with the @ that they type there.
func (r *reading) account(c column) string {
	name := strings.TrimPrefix(r.value[c], "@")
	if strings.Contains(name, " ") {
		r.fault(c, "an account has no space in it", "write the account's id, or leave it empty")
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
		r.fault(challengeColumn, "there is no such challenge", r.challenges.fix(name))
	case 1:
		return ids[0]
	default:
		r.fault(challengeColumn, "several challenges are called so", "write one of "+strings.Join(ids, ", "))
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
		r.fault(startColumn, err.Error(), "write a day such as 03/06/2019 or 2019-06-03")
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
		r.fault(consentColumn, err.Error(), "write the day on which the person agreed to be kept for later calls, such as 03/06/2019, or leave it empty")
	}
	return date
}

func (r *reading) hearing() programme.Hearing {
	hearing := programme.Hearing{At: r.hearingTime()}
	switch where := r.value[placeColumn]; {
	case !link(where):
		hearing.Place = strings.Clone(where)
	case linkFault(where) != "":
		r.fault(placeColumn, linkFault(where), "write the whole address, such as https://visio.example.org/jury")
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
		r.fault(hearingColumn, err.Error(), "write a day and a time of Paris such as 15/05/2019 14:30 or 2019-05-15 14:30")
		return time.Time{}
	}
	return at
}

// places are where a person and each of the person's roles stand.
type places struct {
	first place
	roles []place
}

// String names another row in a report.
func (p place) String() string { return fmt.Sprintf("row %d", p.row) }
