package rehearsal

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/scheduler"
	"digbot/templates"
)

// shownMails is how many mails of one mailing the page shows; all of them are in the folder.
const shownMails = 100

// recorder writes down what happens. Mails come from several workers at once; settle puts them in order.
type recorder struct {
	now      func() time.Time
	timeline *timeline
	inspect  func(mailing string, language programme.Language, body templates.Document)

	mu    sync.Mutex
	mails []sentMail // since the last settle
	posts []sentPost

	steps         []*stepRecord
	conversations []conversation
	refused       []string
	remarks       []string
	newMails      int
	newPosts      int
	leftOut       bool
}

type sentMail struct {
	delivery notifier.Delivery
	envelope notifier.Envelope
}

type sentPost struct {
	delivery notifier.Delivery
	channel  string
	body     templates.Document
	at       time.Time
}

// stepRecord is an occasion, or a notice beside the calendar, and all that came of it.
type stepRecord struct {
	swept scheduler.Swept
	chase time.Time // of what asks about lists, instead of swept; zero: it is an occasion
	facts []fact
	mails map[string][]sentMail // by mailing
	count map[string]int
	order []string // of the mailings
	posts []sentPost
}

// fact is a thing that happened to a campaign.
type fact struct {
	kind Kind
	at   time.Time
	by   string
	n    int
	hash string // of what waits
}

// conversation is what people asked at one moment.
type conversation struct {
	at    time.Time
	phase programme.Phase
	turns []exchange
}

type exchange struct {
	question templates.RehearsalQuestion
	reply    bot.Reply
}

func newRecorder(now func() time.Time, out io.Writer, options Options) *recorder {
	inspect := options.Inspect
	if inspect == nil {
		inspect = func(string, programme.Language, templates.Document) {}
	}
	return &recorder{now: now, timeline: newTimeline(out), inspect: inspect}
}

func (r *recorder) observer() notifier.Observer {
	return notifier.Observer{
		Announced: r.announced,
		Approved:  r.approved,
		Released:  r.released,
		Mailed: func(d notifier.Delivery, e notifier.Envelope) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.mails = append(r.mails, sentMail{d, e})
		},
		Posted: func(d notifier.Delivery, channel string, body templates.Document, at time.Time) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.posts = append(r.posts, sentPost{d, channel, body, at})
		},
	}
}

// announced comes before the sweep returns: the step is made here, and swept completes it.
func (r *recorder) announced(c notifier.Campaign) {
	step := r.step(c.ID)
	if c.Notice != nil { // the only notices of a rehearsal ask about lists
		step.chase = r.now()
		r.timeline.add(Entry{At: Instant{step.chase}, Kind: Chase})
	}
	for _, remark := range c.Remarks {
		if !slices.Contains(r.remarks, remark) {
			r.remarks = append(r.remarks, remark)
		}
	}
	switch c.State {
	case notifier.CampaignRefused:
		r.refused = append(r.refused, c.Faults...)
	case notifier.CampaignHeld:
		step.facts = append(step.facts, fact{kind: Held, at: r.now(), n: c.Planned, hash: c.Hash})
	}
}

func (r *recorder) approved(c notifier.Campaign, a notifier.Approval) {
	step := r.step(c.ID)
	step.facts = append(step.facts, fact{kind: Approval, at: a.At, by: a.By})
	r.timeline.add(Entry{At: Instant{a.At}, Kind: Approval, Occasion: c.Occasion.Name(), To: a.By, Subject: c.Hash})
}

func (r *recorder) released(c notifier.Campaign, at time.Time) {
	step := r.step(c.ID)
	step.facts = append(step.facts, fact{kind: "released", at: at})
}

// step finds the record of an occasion by its id, or makes it.
func (r *recorder) step(id string) *stepRecord {
	for _, step := range r.steps {
		if step.swept.Occasion.ID() == id || step.swept.Firing.ID == id {
			return step
		}
	}
	step := &stepRecord{mails: map[string][]sentMail{}, count: map[string]int{}}
	step.swept.Firing.ID = id
	r.steps = append(r.steps, step)
	return step
}

// swept writes down the occasions that fired.
func (r *recorder) swept(swept []scheduler.Swept) {
	for _, each := range swept {
		step := r.step(each.Occasion.ID())
		step.swept = each
		kind := Reminder
		if each.Occasion.IsMilestone() {
			kind = Milestone
		}
		if each.Firing.Outcome == scheduler.Skipped {
			kind = Skipped
		}
		r.timeline.add(Entry{At: Instant{each.Firing.Fired}, Kind: kind, Occasion: each.Occasion.Name()})
		for _, fact := range step.facts {
			if fact.kind == Held {
				r.timeline.add(Entry{At: Instant{fact.at}, Kind: Held, Occasion: each.Occasion.Name(), Subject: fact.hash})
			}
		}
	}
}

// settle writes down what was sent since the last call, in a stable order.
func (r *recorder) settle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.SortFunc(r.mails, func(a, b sentMail) int {
		return cmp.Or(a.envelope.Date.Compare(b.envelope.Date), cmp.Compare(a.delivery.ID, b.delivery.ID))
	})
	slices.SortFunc(r.posts, func(a, b sentPost) int { return cmp.Compare(a.delivery.ID, b.delivery.ID) })
	for _, sent := range r.mails {
		r.sentMail(sent)
	}
	r.showMails()
	for _, sent := range r.posts {
		r.sentPost(sent)
		r.inspect(sent.delivery.Mailing, programme.French, sent.body)
	}
	r.newMails, r.newPosts = r.newMails+len(r.mails), r.newPosts+len(r.posts)
	r.mails, r.posts = nil, nil
}

// showMails shows the mails in an order that does not depend on how fast the machine was.
func (r *recorder) showMails() {
	mails := slices.Clone(r.mails)
	slices.SortFunc(mails, func(a, b sentMail) int { return cmp.Compare(a.delivery.ID, b.delivery.ID) })
	for _, sent := range mails {
		r.inspect(sent.delivery.Mailing, sent.envelope.Language, sent.envelope.Body)
	}
}

func (r *recorder) sentMail(sent sentMail) {
	step := r.step(sent.delivery.Campaign)
	mailing := sent.delivery.Mailing
	if step.count[mailing] == 0 {
		step.order = append(step.order, mailing)
	}
	step.count[mailing]++
	if step.count[mailing] <= shownMails {
		step.mails[mailing] = append(step.mails[mailing], sent)
	} else {
		r.leftOut = true
	}
	r.timeline.add(Entry{At: Instant{sent.envelope.Date}, Kind: Mail, Occasion: step.swept.Occasion.Name(),
		To: sent.envelope.To.Email, Subject: sent.envelope.Subject, File: "mail/" + sent.delivery.ID + ".eml"})
}

func (r *recorder) sentPost(sent sentPost) {
	step := r.step(sent.delivery.Campaign)
	step.posts = append(step.posts, sent)
	first, _, _ := strings.Cut(sent.body.Plain(), "\n")
	r.timeline.add(Entry{At: Instant{sent.at}, Kind: Post, Occasion: step.swept.Occasion.Name(), To: sent.channel,
		Subject: first, File: "posts/" + sent.delivery.ID + ".md"})
}

func (r *recorder) asked(at time.Time, question templates.RehearsalQuestion, reply bot.Reply) {
	r.timeline.add(Entry{At: Instant{at}, Kind: Question, To: question.Who, Subject: question.Text, Reply: reply.Body.Plain()})
}

// ticked writes down that somebody has ticked a list.
func (r *recorder) ticked(at time.Time, person programme.Person, said string, reply bot.Reply) {
	r.timeline.add(Entry{At: Instant{at}, Kind: Ticked, To: person.Email, Subject: said, Reply: reply.Body.Plain()})
}

// since tells how much was sent since the last call.
func (r *recorder) since() (mails, posts int) {
	mails, posts = r.newMails, r.newPosts
	r.newMails, r.newPosts = 0, 0
	return mails, posts
}
