package page

import (
	"cmp"
	"maps"
	"slices"

	"digbot/internal/programme"
)

// campaignLine is a campaign as a listing shows it.
type campaignLine struct {
	Campaign
	Name                                         string
	Due                                          moment
	Planned, Sent, Waiting, Unreached, Uncertain int
	Percent                                      int      // of what has left
	Open                                         bool     // something of it may still leave
	Commands                                     []string // to type in the chat
}

// stages says how far a message has come, by its state.
var stages = map[string]string{
	"planned": "waiting", "held": "waiting", "claimed": "waiting", "committing": "waiting", "retry-at": "waiting",
	"accepted": "sent", "uncertain": "uncertain",
}

func (v visit) line(c Campaign) campaignLine {
	l := campaignLine{Campaign: c, Name: v.campaignName(c), Due: v.moment(c.Occasion.Due)}
	for state, n := range c.Counts {
		l.Planned += n
		switch stages[state] {
		case "waiting":
			l.Waiting += n
		case "sent":
			l.Sent += n
		case "uncertain":
			l.Uncertain += n
		default:
			l.Unreached += n
		}
	}
	if l.Planned > 0 {
		l.Percent = l.Sent * 100 / l.Planned
	}
	l.Open = slices.Contains([]string{"held", "approved", "sending", "paused"}, c.State)
	l.Commands = v.commands(l)
	return l
}

// commands are what the chat can be told about a campaign now.
func (v visit) commands(l campaignLine) []string {
	say := func(key string) string { return v.words.Say("command_"+key, "id", l.ID, "code", l.Code) }
	commands := []string{say("report")}
	switch {
	case l.State == "held" && l.Approvers > 0 && l.Requester == "":
		commands = append(commands, say("look"), say("ask"))
	case l.State == "held" && l.Approvers > 0:
		commands = append(commands, say("look"), say("approve"))
	case l.State == "approved":
		commands = append(commands, say("undo"))
	case l.State == "sending":
		commands = append(commands, say("pause"))
	case l.State == "paused":
		commands = append(commands, say("resume"))
	}
	if l.Unreached > 0 && l.State != "refused" && l.State != "cancelled" {
		commands = append(commands, say("retry"))
	}
	return commands
}

// campaigns lists what was sent and what is on its way.
func campaigns(v visit) error {
	all, err := v.Campaigns.Campaigns(v.ctx())
	if err != nil {
		return err
	}
	var lines []campaignLine
	for _, c := range slices.Backward(all) {
		lines = append(lines, v.line(c))
	}
	return v.show(page{template: "campaigns.html", section: "campaigns", body: lines})
}

// openMilestones and openNotices are about everybody alike: who gets what they send tells nobody's decision.
var (
	openMilestones = []programme.Milestone{programme.Opening, programme.Deadline, programme.JuryDay}
	openNotices    = []string{"application-received", "hearing-moved", "hearing-cancelled", "jury-convocation", "date-moved", "support-session", "desk-answer"}
)

// tells reports whether who gets a campaign, or what it says to whom, can tell a decision. What is not known to be
// harmless is not.
func (c Campaign) tells() bool {
	if c.Notice != "" {
		return !slices.Contains(openNotices, c.Notice)
	}
	return c.Results || !slices.Contains(openMilestones, c.Occasion.Milestone)
}

// mayRead reports whether a member may see a campaign's messages one by one.
func (m Member) mayRead(c Campaign) bool { return m.Results || !c.tells() }

// mayReadLetters reports whether a member may read what a campaign says to somebody.
func (m Member) mayReadLetters(c Campaign) bool {
	const secret = "confirmation-code" // whoever reads it can pass for the person
	return m.mayRead(c) && (m.Results || m.People) && c.Notice != secret
}

// campaignPage is one campaign, with its people by state for those who may see them.
type campaignPage struct {
	campaignLine
	States       []stateCount
	Hidden       bool // who gets it is not for this member
	Names        bool // people are named, and their letters can be read
	Groups       []messageGroup
	Left         int // messages that are not shown
	FaultsHidden int
}

type stateCount struct {
	State string
	N     int
}

// messageGroup is the messages of one state.
type messageGroup struct {
	State    string
	Messages []messageLine
}

type messageLine struct {
	Message
	At   moment
	Mail string // what it is, in words
}

// shownMessages is how many messages of one state a page lists.
const shownMessages = 200

// campaign shows one.
func campaign(v visit) error {
	c, err := v.Campaigns.Campaign(v.ctx(), v.r.PathValue("campaign"))
	if err != nil {
		return err
	}
	p := campaignPage{campaignLine: v.line(c), Hidden: !v.member.mayRead(c), Names: v.member.mayReadLetters(c)}
	for _, state := range slices.SortedFunc(maps.Keys(c.Counts), byProgress) {
		p.States = append(p.States, stateCount{state, c.Counts[state]})
	}
	if p.Hidden {
		p.FaultsHidden = len(c.Faults) + len(c.Remarks)
		p.Faults, p.Remarks = nil, nil
	} else if err := p.list(v); err != nil {
		return err
	}
	return v.show(page{template: "campaign.html", section: "campaigns", title: p.Name, body: p})
}

// list groups the messages by state, what needs somebody first.
func (p *campaignPage) list(v visit) error {
	messages, err := v.Campaigns.Messages(v.ctx(), p.ID)
	if err != nil {
		return err
	}
	by := map[string][]messageLine{}
	for _, m := range messages {
		if len(by[m.State]) == shownMessages {
			p.Left++
			continue
		}
		if !p.Names {
			m.Name = ""
		}
		m.Note = v.Wording.Note(m.Note, v.language)
		by[m.State] = append(by[m.State], messageLine{m, stamp(m.Settled), v.words.Say("mail_" + m.Mailing)})
	}
	for _, state := range slices.SortedFunc(maps.Keys(by), byProgress) {
		p.Groups = append(p.Groups, messageGroup{state, by[state]})
	}
	p.Faults, p.Remarks = v.onPeople(p.Faults), v.onPeople(p.Remarks)
	return nil
}

// onPeople words what is missing for people, or should be known about them. They are told by id.
func (v visit) onPeople(lines []string) []string {
	var worded []string
	for _, line := range lines {
		worded = append(worded, v.Wording.OnPerson(line, func(id string) string { return id }, v.language))
	}
	return worded
}

// byProgress puts what needs somebody before what is on its way, and what has left last.
func byProgress(a, b string) int {
	order := []string{"uncertain", "refused", "bounced", "suppressed", "cancelled", "retry-at", "held", "planned", "claimed", "committing", "accepted"}
	return cmp.Or(cmp.Compare(slices.Index(order, a), slices.Index(order, b)), cmp.Compare(a, b))
}
