package roster

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"digbot/internal/programme"
)

// Fictional makes n people who do not exist, in all roles and states, for rehearsals and tests: evidently fictional names,
// addresses at example.org. The same season, n and seed give the same people.
//
// From 60 people on, every challenge that has a seat and is not withdrawn has a laureate, and has two mentors as far as
// n allows. Decisions are there from the start, and every laureate has accepted: the notifier holds decisions back.
func Fictional(season programme.Season, n int, seed uint64) []programme.Person {
	c := newCasting(season, n, seed)
	people := make([]programme.Person, n)
	for i, part := range c.parts(n) {
		people[i] = c.person(i, part)
	}
	return people
}

// casting gives fictional people their parts.
type casting struct {
	season   programme.Season
	random   *rand.Rand
	names    []string
	hearings int                   // given so far
	seats    []programme.Challenge // those somebody can be chosen for
	late     string                // the challenge that starts later than the others
	lateDay  programme.Date
}

func newCasting(season programme.Season, n int, seed uint64) *casting {
	random := rand.New(rand.NewPCG(seed, 0x64696762)) //nolint:gosec // nothing secret
	c := &casting{season: season, random: random, names: fictionalNames(random, n)}
	for _, challenge := range season.Challenges {
		if challenge.Designers > 0 && challenge.Withdrawn.IsZero() {
			c.seats = append(c.seats, challenge)
		}
	}
	if start := season.Calendar[programme.Start]; !start.IsZero() {
		c.lateDay = monthAfter(start.Day())
		c.late = c.lateChallenge()
	}
	return c
}

// monthAfter is the first working day of the following month.
func monthAfter(start programme.Date) programme.Date {
	next := programme.Date{Year: start.Year, Month: start.Month, Day: 28}.AddDays(7)
	return programme.FirstWorkingDay(next.Year, next.Month)
}

// lateChallenge is one of those with a single seat and no start of its own.
func (c *casting) lateChallenge() string {
	for i := range c.seats {
		challenge := c.seats[(i+1)%len(c.seats)] // the second one, if it can be: it is cast early
		if challenge.Designers == 1 && challenge.Start.IsZero() {
			return challenge.ID
		}
	}
	return ""
}

// person turns a part into the i-th person.
func (c *casting) person(i int, p part) programme.Person {
	person := programme.Person{
		ID:       fmt.Sprintf("fictional-%04d", i+1),
		Name:     c.names[i],
		Email:    fictionalAddress(c.names[i]),
		Language: programme.French,
		Roles:    p.roles,
	}
	if p.english || c.random.IntN(6) == 0 {
		person.Language = programme.English
	}
	for j := range person.Roles {
		c.arrange(&person.Roles[j])
	}
	return person
}

// arrange adds the dates that belong to a role. Two people start late: the laureate of a challenge with a single seat, and
// the designer who came after the selection.
func (c *casting) arrange(role *programme.Role) {
	if role.Status == programme.Preselected {
		role.Hearing = c.hearing()
	}
	if role.Kind == programme.Designer || role.Decision == programme.Laureate && role.Challenge == c.late {
		role.Start = c.lateDay
	}
}

func fictionalAddress(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
	for i, word := range words {
		words[i] = fold(word)
	}
	return strings.Join(words, ".") + "@example.org"
}

// hearing arranges the next hearing: half an hour each, in several rooms at once, on the day of the jury; every third one
// by a link, and one in ten on the working day before. There is none while no day is known for the jury.
func (c *casting) hearing() programme.Hearing {
	jury := c.season.Calendar[programme.JuryDay]
	if jury.Precision() < programme.ToTheDay {
		return programme.Hearing{}
	}
	number := c.hearings
	c.hearings++
	day := jury.Date
	if number%10 == 9 {
		day = workingDayBefore(day)
	}
	hearing := programme.Hearing{At: day.At(slot(number))}
	if number%3 == 2 {
		hearing.Link = fmt.Sprintf("https://visio.example.org/audition-%03d", number+1)
	} else {
		hearing.Place = rooms()[number/slots%len(rooms())] + ", 1 rue de l’Exemple, Paris" //nolint:misspell // French
	}
	return hearing
}

// slots is the number of hearings that a room holds in a day: from 9:00 to 12:30 and from 14:00 to 17:30.
const slots = 14

func slot(number int) programme.Clock {
	i := number % slots
	minutes := 9*60 + 30*i
	if i >= slots/2 {
		minutes += 90
	}
	return programme.Clock{Hour: minutes / 60, Minute: minutes % 60}
}

func workingDayBefore(day programme.Date) programme.Date {
	day = day.AddDays(-1)
	for !day.Working() {
		day = day.AddDays(-1)
	}
	return day
}
