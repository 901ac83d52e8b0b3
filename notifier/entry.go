package notifier

import (
	"fmt"
	"strings"

	"digbot/internal/programme"
)

// Entry is a date that a mail brings for the reader's own calendar. It keeps its UID when the date is moved.
type Entry struct {
	UID       string
	Sequence  int // how often it was moved
	Cancelled bool
	When      programme.Moment // exactly as it may be told; zero only when it is cancelled
	Title     string
	Place     string // empty: none is told
	Link      string // empty: there is none
	Busy      bool   // it takes the reader's time
}

// EntryKind is what a mailing's entry is about.
type EntryKind string

// The kinds of entries.
const (
	EntryDeadline EntryKind = "deadline"
	EntryHearing  EntryKind = "hearing"
	EntryFirstDay EntryKind = "first-day"

	// EntryArrival is what EntryFirstDay is to those who welcome: the first day of whoever comes.
	EntryArrival EntryKind = "arrival"

	// EntryMoved is about the milestone that a notice says was moved.
	EntryMoved EntryKind = "moved"
)

// EntryUID names an entry of the promotion, everywhere and for good.
func EntryUID(promotion programme.Promotion, what string) string {
	_, domain, found := strings.Cut(promotion.Contact, "@")
	if !found {
		domain = "digbot"
	}
	return promotion.ID + "-" + what + "@" + domain
}

// entry is the entry of a mail to a person as concerned returned it; nil when there is no day that may be told.
func (s scene) entry(m Mailing, person programme.Person) *Entry {
	var entry Entry
	role := programme.Role{}
	if len(person.Roles) > 0 {
		role = person.Roles[0]
	}
	switch s.entryKind(m, role) {
	case EntryDeadline:
		entry = s.deadline()
	case EntryHearing:
		entry = s.hearing(person, role)
	case EntryFirstDay:
		entry = s.firstDay(person, role)
	case EntryArrival:
		entry = s.arrival(m, person, role)
	default:
		return nil
	}
	told := entry.When.Precision() >= programme.ToTheDay
	if entry.Cancelled = m.Cancels; m.Cancels {
		entry.Sequence++
	}
	// A hearing that was taken out of the list may still stand in the reader's calendar.
	if !told && !(m.Cancels && m.Entry == EntryHearing) {
		return nil
	}
	return &entry
}

// entryKind finds what a mail means to the calendar of whoever has the role.
func (s scene) entryKind(m Mailing, role programme.Role) EntryKind {
	kind := m.Entry
	if kind == EntryMoved && s.notice != nil {
		kind = movedEntry(programme.Milestone(s.notice.Data["milestone"]))
	}
	if kind == EntryFirstDay && role.Kind == programme.Mentor {
		return EntryArrival
	}
	return kind
}

// movedEntry is what a moved milestone means to calendars: hearings have mails of their own.
func movedEntry(milestone programme.Milestone) EntryKind {
	switch milestone {
	case programme.Deadline:
		return EntryDeadline
	case programme.Start:
		return EntryFirstDay
	}
	return ""
}

func (s scene) deadline() Entry {
	return Entry{
		UID: EntryUID(s.season.Promotion, string(programme.Deadline)), Sequence: s.season.Moves[programme.Deadline],
		When: s.season.Calendar[programme.Deadline], Link: s.season.FormURL,
	}
}

func (s scene) hearing(person programme.Person, role programme.Role) Entry {
	entry := Entry{
		UID: EntryUID(s.season.Promotion, personal("hearing", person, role)), Sequence: role.Moves.Hearing,
		Place: role.Hearing.Place, Link: role.Hearing.Link, Busy: true,
	}
	if at := role.Hearing.At; !at.IsZero() {
		local := at.In(programme.Paris())
		entry.When = programme.Moment{Date: programme.DateOf(at), Clock: programme.Clock{Hour: local.Hour(), Minute: local.Minute()}, Exact: true}
	}
	return entry
}

// firstDay is only for those who come: nobody else has a first day.
func (s scene) firstDay(person programme.Person, role programme.Role) Entry {
	entry := Entry{
		UID:      EntryUID(s.season.Promotion, personal("first-day", person, role)),
		Sequence: s.season.Moves[programme.Start] + role.Moves.Start,
	}
	told := role.Answer == programme.Accepted || s.season.IsReleased(s.occasion.Due)
	coming := role.Kind == programme.Designer || role.Decision == programme.Laureate && told
	if !coming {
		return entry
	}
	challenge, _ := s.season.Challenge(role.Challenge)
	entry.Place = challenge.Place.In(person.In())
	entry.When = s.season.Calendar[programme.Start]
	if day := s.season.StartOf(role); day != s.season.StartDay() {
		entry.When = programme.Moment{Date: day}
	}
	return entry
}

// arrival is the first day of whoever comes to the challenge of a mentor: of several, of the first. It is an entry of its own
// for each who comes, so that one day may be moved and another stay. It says neither name nor address.
func (s scene) arrival(m Mailing, mentor programme.Person, role programme.Role) Entry {
	guest, found := s.guest(m, role.Challenge)
	if !found {
		return Entry{}
	}
	entry := s.firstDay(guest, guest.Roles[0])
	challenge, _ := s.season.Challenge(role.Challenge)
	entry.UID = EntryUID(s.season.Promotion, "arrival-"+digest(mentor.ID, role.Challenge, guest.ID)[:16])
	entry.Place = challenge.Place.In(mentor.In())
	return entry
}

// guest is the first who comes to a challenge on the day that a mail is about. A notice is about no day of its own; it tells
// nobody before the results that somebody comes.
func (s scene) guest(m Mailing, challenge string) (programme.Person, bool) {
	if s.notice != nil && !s.season.IsReleased(s.occasion.Due) {
		return programme.Person{}, false
	}
	for _, guest := range s.company[m.Name][challenge] {
		if s.notice != nil || s.starts(guest, challenge) {
			return guest, true
		}
	}
	return programme.Person{}, false
}

// personal names what concerns one person on one challenge, without telling who it is.
func personal(what string, person programme.Person, role programme.Role) string {
	return what + "-" + digest(person.ID, role.Challenge)[:16]
}

// entry is the entry of a mail, worded in the reader's language; nil when it brings none.
func (n *Notifier) entry(s scene, m Mailing, person programme.Person) (*Entry, error) {
	entry := s.entry(m, person)
	if entry == nil {
		return nil, nil
	}
	view := s.view(m, person)
	title, err := n.Texts.Phrase("entry-"+string(s.entryKind(m, view.Role)), view)
	if err != nil {
		return nil, fmt.Errorf("word the calendar entry of %s for %s: %w", m.Name, person.ID, err)
	}
	entry.Title = strings.Join(strings.Fields(title.Plain()), " ")
	return entry, nil
}

// hash names the entry among the mail's content.
func (e *Entry) hash() string {
	return digest(e.UID, fmt.Sprint(e.Sequence), fmt.Sprint(e.Cancelled), e.When.String(), e.Title, e.Place, e.Link)
}
