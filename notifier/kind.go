package notifier

import (
	"slices"

	"digbot/internal/programme"
)

// Kind is one kind of notice.
type Kind struct {
	Name        string   // of the mail's template
	Needs       []string // keys of the notice's Data without which nothing is sent
	OfChallenge bool     // it is about one challenge, which the notice must name
	Approvers   int      // distinct people who must approve before anything leaves
	Resend      bool     // an uncertain mail may be sent again: it does no harm to get it twice
	Calm        bool     // it may wait while somebody has just had another mail; the others are urgent, or were asked for

	mailing Mailing
}

const (
	kindMoved  = "date-moved" // tells that a milestone was moved
	kindCallUp = "call-up"    // offers a place to somebody on the reserve
)

// KindOf finds a kind by its name.
func KindOf(name string) (Kind, bool) {
	for _, kind := range Kinds() {
		if kind.Name == name {
			return kind, true
		}
	}
	return Kind{}, false
}

// Kinds is the one table of all that can be sent beside the calendar. What tells somebody a decision, or takes back what
// people were told, needs two approvals.
//
// The values of Data are texts; a date is written 2019-05-24, a moment 2019-05-24T17:00, both meant in Paris.
func Kinds() []Kind {
	designers, mentors := programme.Audience{Role: programme.Designer}, programme.Audience{Role: programme.Mentor}
	anyCandidate, preselected := candidates(), candidates(programme.Preselected)
	applied := programme.Audience{Role: programme.Candidate, Statuses: []programme.Status{programme.Applied}}
	reserve := programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Reserve}}
	return []Kind{
		{Name: "application-received", Resend: true, Calm: true, mailing: Mailing{Audience: anyCandidate}},
		{Name: "not-preselected", Approvers: 2, mailing: Mailing{Audience: applied, Unless: preselected}},
		{Name: "hearing-moved", mailing: Mailing{Audience: preselected, Entry: EntryHearing}},
		{Name: "hearing-cancelled", mailing: Mailing{Audience: preselected, Entry: EntryHearing, Cancels: true}},
		{Name: "jury-convocation", Needs: []string{"place"}, Resend: true, mailing: Mailing{Anyone: true}},
		{Name: kindCallUp, Approvers: 2, OfChallenge: true, mailing: Mailing{Audience: reserve, Companions: mentors}},
		{Name: "challenge-withdrawn", Approvers: 2, OfChallenge: true, mailing: Mailing{Anyone: true, Companions: designers, Entry: EntryFirstDay, Cancels: true}},
		{Name: kindMoved, Needs: []string{"milestone", "before", "after"}, Approvers: 2, mailing: Mailing{Anyone: true, Companions: designers, Entry: EntryMoved}},
		{Name: "correction", Needs: []string{"about", "wrong", "right"}, Approvers: 2, mailing: Mailing{Anyone: true}},
		{Name: "desk-answer", Needs: []string{"question", "answer"}, Resend: true, mailing: Mailing{Anyone: true}},
		{Name: "confirmation-code", Needs: []string{"code", "minutes"}, Resend: true, mailing: Mailing{Anyone: true}},
		{Name: "deadline-asked", Resend: true, Calm: true, mailing: Mailing{Anyone: true, Entry: EntryDeadline}},
		{Name: "checklist-open", Needs: []string{"start"}, Resend: true, Calm: true, mailing: Mailing{Anyone: true}},
		{Name: "support-session", Needs: []string{"date", "from", "until"}, Resend: true, Calm: true, mailing: Mailing{Anyone: true}},
		{Name: "mission-end", Needs: []string{"date"}, Calm: true, mailing: Mailing{Audience: designers, Companions: mentors}},
		{Name: "mission-end-mentor", Needs: []string{"date"}, Calm: true, mailing: Mailing{Audience: mentors, Companions: designers}},
	}
}

func kindNames() []string {
	var names []string
	for _, kind := range Kinds() {
		names = append(names, kind.Name)
	}
	slices.Sort(names)
	return names
}

func (k Kind) rule() Rule {
	m := k.mailing
	m.Name, m.Channel = k.Name, ByMail
	return Rule{Mailings: []Mailing{m}, Approvers: k.Approvers, Resend: k.Resend}
}
