package notifier

import (
	"slices"

	"digbot/internal/programme"
)

// Purpose is what a post is for: it chooses the channel.
type Purpose string

// The purposes of posts.
const (
	ForPublic Purpose = "public" // candidates and everybody else
	ForStaff  Purpose = "staff"  // the team
)

// Mailing is one kind of message that an occasion makes the programme send.
type Mailing struct {
	Name     string // of the template
	Channel  Channel
	Purpose  Purpose            // of a post
	Audience programme.Audience // of a mail

	// Companions are told to each recipient: those of them who are on the same challenge.
	Companions programme.Audience

	// Peers are told, too: those who do on the same challenge what the recipient does.
	Peers programme.Audience

	// Group holds mailings of which a person gets the first that fits, and no other.
	Group string

	// Entry is the date that the mail brings for the reader's calendar; Cancels takes it out again.
	Entry   EntryKind
	Cancels bool

	// List is what people refuse who do not want the mail; empty: it cannot be refused.
	List List

	// Remark keeps the audience from being written to: the staff are told about it instead.
	Remark string

	// Unless leaves out whoever is of this audience, too; the zero Audience leaves out nobody.
	Unless programme.Audience

	// Anyone is written to whom a notice names, whatever their roles; Audience does not count then.
	Anyone bool

	// Running leaves out whoever is on a challenge that was withdrawn.
	Running bool

	// Hosts are concerned on the days on which one of their companions starts, not on a day of their own.
	Hosts bool
}

// Rule says who gets what at some occasions.
type Rule struct {
	Mailings  []Mailing
	Approvers int  // distinct people who must approve before anything leaves
	Resend    bool // an uncertain mail may be sent again: it does no harm to get it twice
	Results   bool // its first mail releases the results
}

// placed is a rule with the occasions that it is for.
type placed struct {
	milestone programme.Milestone
	when      func(programme.Offset) bool
	rule      Rule
}

// RuleOf finds the rule of an occasion by its milestone and by how far it lies from it. It reports false for an occasion
// at which nothing is sent.
func RuleOf(occasion programme.Occasion) (Rule, bool) {
	for _, entry := range whoGetsWhat(occasion.StartDay) {
		if entry.milestone == occasion.Milestone && entry.when(occasion.Offset) {
			return entry.rule, true
		}
	}
	return Rule{}, false
}

// whoGetsWhat is the one table of all that the programme sends; the first entry that fits an occasion counts. start is
// the day that an occasion of Start concerns.
func whoGetsWhat(start programme.Date) []placed {
	interested := candidates(programme.Interested)
	applied := candidates(programme.Applied, programme.Preselected)
	preselected := candidates(programme.Preselected)
	return []placed{
		{programme.Opening, onTheDay, Rule{Mailings: []Mailing{refusable("opening", interested, Calls), post("post-opening", ForPublic)}}},

		{programme.Deadline, theDayBefore, Rule{Resend: true, Mailings: []Mailing{
			refusable("deadline-reminder", interested, Reminders), post("post-deadline-reminder", ForPublic)}}},
		{programme.Deadline, before, Rule{Resend: true, Mailings: []Mailing{refusable("deadline-reminder", interested, Reminders)}}},
		{programme.Deadline, onTheDay, Rule{Mailings: []Mailing{mail("closing", applied), post("post-closing", ForPublic)}}},

		{programme.JuryDay, daysBefore(2), Rule{Resend: true, Mailings: []Mailing{hearing("hearing-invitation", preselected)}}},
		{programme.JuryDay, before, Rule{Resend: true, Mailings: []Mailing{hearing("hearing-reminder", preselected)}}},
		{programme.JuryDay, onTheDay, Rule{Mailings: []Mailing{post("post-jury", ForStaff)}}},

		{programme.Announcement, onTheDay, Rule{Approvers: 2, Results: true, Mailings: results()}},

		{programme.Start, daysBefore(10), welcome("onboarding-prepare", "designer-welcome", start)},
		{programme.Start, daysBefore(2), welcome("onboarding-week", "designer-week", start)},
		{programme.Start, before, welcome("onboarding-eve", "designer-eve", start)},
		{programme.Start, onTheDay, welcome("onboarding-first-day", "designer-first-day", start).withoutEntries()},
		{programme.Start, after, welcome("onboarding-month", "designer-month", start).withoutEntries()},
	}
}

// results are the mails of the announcement. Whoever stands on several challenges gets the best news only, and bad news
// only once everything is decided.
func results() []Mailing {
	laureates := programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Laureate}}
	undecided := candidates(programme.Applied, programme.Preselected)
	undecided.Decisions = []programme.Decision{programme.Undecided}
	reserve := programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Reserve}}
	mentors := programme.Audience{Role: programme.Mentor}
	declined := programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Declined}}
	const group = "result"
	return []Mailing{
		{Name: "result-laureate", Channel: ByMail, Audience: laureates, Companions: mentors, Group: group},
		{Audience: undecided, Group: group, Remark: noteUndecided},
		{Name: "result-reserve", Channel: ByMail, Audience: reserve, Group: group},
		{Name: "result-declined", Channel: ByMail, Audience: declined, Group: group},
		{Name: "result-mentor", Channel: ByMail, Audience: mentors, Companions: laureates, Peers: mentors, Running: true},
		{Name: "result-administration", Channel: ByMail, Audience: programme.Audience{Role: programme.Administration}, Companions: laureates, Running: true},
		post("post-announcement", ForPublic),
	}
}

// TellsResult reports whether the name of a mailing tells what the jury decided on its reader.
func TellsResult(mailing string) bool {
	return slices.ContainsFunc(results(), func(m Mailing) bool { return m.Group != "" && m.Name == mailing && mailing != "" })
}

// welcome are the mails around a first day: to the mentors about their designers, to the designers about their mentors.
func welcome(toMentors, toDesigners string, start programme.Date) Rule {
	mentors, designers := programme.Audience{Role: programme.Mentor}, programme.Audience{Role: programme.Designer}
	starting := programme.Audience{Role: programme.Designer, StartDay: start}
	return Rule{Resend: true, Mailings: []Mailing{
		{Name: toMentors, Channel: ByMail, Audience: mentors, Companions: designers, Peers: mentors, Hosts: true, Running: true, Entry: EntryFirstDay},
		{Name: toDesigners, Channel: ByMail, Audience: starting, Companions: mentors, Peers: designers, Running: true, Entry: EntryFirstDay},
	}}
}

// withoutEntries is the rule of a day that has come.
func (r Rule) withoutEntries() Rule {
	for i := range r.Mailings {
		r.Mailings[i].Entry = ""
	}
	return r
}

func mail(name string, audience programme.Audience) Mailing {
	return Mailing{Name: name, Channel: ByMail, Audience: audience}
}

func refusable(name string, audience programme.Audience, list List) Mailing {
	return Mailing{Name: name, Channel: ByMail, Audience: audience, List: list, Entry: EntryDeadline}
}

func hearing(name string, audience programme.Audience) Mailing {
	return Mailing{Name: name, Channel: ByMail, Audience: audience, Entry: EntryHearing}
}

func post(name string, purpose Purpose) Mailing {
	return Mailing{Name: name, Channel: ByPost, Purpose: purpose}
}

func candidates(statuses ...programme.Status) programme.Audience {
	return programme.Audience{Role: programme.Candidate, Statuses: statuses}
}

func onTheDay(o programme.Offset) bool     { return o.IsZero() }
func before(o programme.Offset) bool       { return o.Days < 0 || o.Hours < 0 }
func after(o programme.Offset) bool        { return o.Days > 0 || o.Hours > 0 }
func theDayBefore(o programme.Offset) bool { return o.Days == -1 }

func daysBefore(n int) func(programme.Offset) bool {
	return func(o programme.Offset) bool { return o.Days <= -n }
}
