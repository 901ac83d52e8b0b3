package rehearsal

import (
	"cmp"
	"fmt"
	"html/template"
	"os"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/drawing"
	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/scheduler"
	"digbot/templates"
)

// page is what the season's page is rendered over.
type page struct {
	Lang, Name, Organiser, Intro string
	Figures                      []figure
	Drawing                      drawing.Season
	Steps                        []stepView
	Conversations                []conversationView
	LeftOut                      bool
}

type figure struct {
	Value int
	Label string
}

type stepView struct {
	Kind, KindLabel, Title, At, When string
	Facts                            []factView
	Posts                            []postView
	Mailings                         []mailingView
	Nothing                          bool
}

type factView struct {
	Kind, Label, Text, At, When string
}

type postView struct {
	Channel, At, When string
	Body              template.HTML
}

type mailingView struct {
	Title string
	Count int
	Mails []mailView
}

type mailView struct {
	Lang, Subject, To, At, When string
	Body                        template.HTML
}

type conversationView struct {
	Title, At, When string
	Turns           []turnView
}

type turnView struct {
	Lang, Who, Question string
	Answer, Source      template.HTML
	Choices             []string
}

// teller words the page in one language.
type teller struct {
	language  programme.Language
	words     templates.Words
	promotion programme.Promotion
	staff     map[string]string // names, by id
}

// when tells an instant to people: an hour that was never announced is not shown as the milestone's.
func (t teller) when(at time.Time) string {
	return templates.View{Language: t.language}.DateTime(at)
}

func stamp(at time.Time) string { return at.In(programme.Paris()).Format(time.RFC3339) }

func (r *rehearsal) writePage(path string) error {
	words, err := templates.LoadWords(r.options.Language)
	if err != nil {
		return err
	}
	layout, err := templates.Page("season.html", r.options.Language)
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	t := teller{r.options.Language, words, r.config.Promotion, map[string]string{}}
	for _, member := range r.config.Staff {
		t.staff[member.ID] = member.Name
	}
	if err := layout.Execute(file, r.page(t)); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

func (r *rehearsal) page(t teller) page {
	p := page{Lang: string(t.language), Name: t.promotion.Name.In(t.language), Organiser: t.promotion.Organiser.In(t.language),
		Intro: t.words.Say("intro_roster"), Figures: r.figures(t), Drawing: r.drawing(t), LeftOut: r.record.leftOut}
	if r.options.Fictional {
		p.Intro = t.words.Say("intro")
	}
	for _, step := range r.record.steps {
		p.Steps = append(p.Steps, t.step(step))
	}
	for _, talk := range r.record.conversations {
		p.Conversations = append(p.Conversations, t.conversation(talk))
	}
	return p
}

func (r *rehearsal) figures(t teller) []figure {
	counts := r.record.timeline.counts
	figures := []figure{{len(r.options.People), t.words.Say("people")}}
	for _, each := range []struct {
		kind  Kind
		label string
	}{{Milestone, "milestones"}, {Reminder, "reminders"}, {Mail, "mails"}, {Post, "posts"}, {Question, "questions"}, {Ticked, "ticked"}, {Skipped, "skipped"}} {
		if counts[each.kind] > 0 || each.kind != Skipped && each.kind != Ticked {
			figures = append(figures, figure{counts[each.kind], t.words.Say(each.label)})
		}
	}
	return figures
}

func (t teller) step(step *stepRecord) stepView {
	view := t.heading(step)
	for _, fact := range step.facts {
		view.Facts = append(view.Facts, t.fact(fact))
	}
	for _, sent := range step.posts {
		view.Posts = append(view.Posts, postView{sent.channel, stamp(sent.at), t.when(sent.at), sent.body.HTML()})
	}
	for _, name := range step.order {
		view.Mailings = append(view.Mailings, t.mailing(step.mails[name], step.count[name]))
	}
	view.Nothing = len(view.Posts)+len(view.Mailings)+len(view.Facts) == 0
	return view
}

// heading says what a step is, and when it was.
func (t teller) heading(step *stepRecord) stepView {
	kind, label, title, at := Reminder, "reminder", "", step.swept.Firing.Fired
	switch {
	case !step.chase.IsZero():
		kind, label, title, at = Chase, "chase", t.words.Say("chase_title"), step.chase
	case step.swept.Firing.Outcome == scheduler.Skipped:
		kind, label = Skipped, "skipped_one"
	case step.swept.Occasion.IsMilestone():
		kind, label = Milestone, "milestone"
	}
	if title == "" {
		title = t.title(step.swept.Occasion)
	}
	return stepView{Kind: string(kind), KindLabel: t.words.Say(label), Title: title, At: stamp(at), When: t.when(at)}
}

// title is the milestone's word with its distance: "Clôture, 7 j avant".
func (t teller) title(o programme.Occasion) string {
	title := t.words.Say("m_" + string(o.Milestone))
	for _, each := range []struct {
		n    int
		unit string
	}{{o.Offset.Days, "days"}, {o.Offset.Hours, "hours"}} {
		switch {
		case each.n < 0:
			title += ", " + t.words.Say("before_"+each.unit, "n", -each.n)
		case each.n > 0:
			title += ", " + t.words.Say("after_"+each.unit, "n", each.n)
		}
	}
	if o.Individual {
		title += " (" + templates.View{Language: t.language}.DateText(o.StartDay) + ")"
	}
	return title
}

func (t teller) fact(f fact) factView {
	return factView{Kind: string(f.kind), Label: t.words.Say(string(f.kind)), At: stamp(f.at), When: t.when(f.at),
		Text: t.words.Say("event_"+string(f.kind), "by", cmp.Or(t.staff[f.by], f.by), "n", f.n)}
}

func (t teller) mailing(mails []sentMail, count int) mailingView {
	view := mailingView{Count: count}
	for _, sent := range mails {
		view.Title = sent.envelope.Subject
		view.Mails = append(view.Mails, mailView{
			Lang: string(sent.envelope.Language), Subject: sent.envelope.Subject, To: recipient(sent.envelope.To),
			At: stamp(sent.envelope.Date), When: t.when(sent.envelope.Date), Body: sent.envelope.Body.HTML()})
	}
	for _, sent := range mails { // the mailing is named in the page's language when it can be
		if sent.envelope.Language == t.language {
			view.Title = sent.envelope.Subject
			break
		}
	}
	return view
}

func recipient(to notifier.Address) string { return fmt.Sprintf("%s <%s>", to.Name, to.Email) }

func (t teller) conversation(talk conversation) conversationView {
	view := conversationView{Title: t.words.Say("phase") + " : " + t.words.Say("phase_"+string(talk.phase)),
		At: stamp(talk.at), When: t.when(talk.at)}
	for _, turn := range talk.turns {
		view.Turns = append(view.Turns, turnView{
			Lang: string(turn.reply.Language), Who: turn.question.Who, Question: strings.TrimSpace(turn.question.Text),
			Answer: turn.reply.Body.HTML(), Source: turn.reply.Footer.HTML(), Choices: labels(turn.reply.Choices)})
	}
	return view
}

func labels(choices []bot.Choice) []string {
	var labels []string
	for _, choice := range choices {
		labels = append(labels, choice.Label)
	}
	return labels
}

// drawing draws the part of the season that was played.
func (r *rehearsal) drawing(t teller) drawing.Season {
	s := drawing.Scale{From: r.options.From, To: r.options.To}
	view := templates.View{Season: programme.Season{Promotion: t.promotion}, Language: t.language}
	var milestones []drawing.Milestone
	for _, milestone := range programme.Milestones() {
		told, _ := view.Day(string(milestone)) // every milestone is one of the calendar's
		if at := t.promotion.At(milestone); s.Holds(at) {
			milestones = append(milestones, drawing.Milestone{At: at, Label: t.words.Say("m_" + string(milestone)), Date: told, Done: true})
		}
	}
	var reminders []drawing.Reminder
	for _, step := range r.record.steps {
		if o := step.swept.Occasion; !o.IsMilestone() {
			reminders = append(reminders, drawing.Reminder{At: step.swept.Firing.Fired, Label: t.title(o), Done: true})
		}
	}
	return drawing.NewSeason(s, t.words, milestones, r.phases(), reminders)
}

// phases are those of the season as it was played: the announcement's begins at the release.
func (r *rehearsal) phases() []drawing.Phase {
	at := r.config.Promotion.At
	return []drawing.Phase{
		{Phase: programme.Before, At: r.options.From}, {Phase: programme.Open, At: at(programme.Opening)}, {Phase: programme.Closed, At: at(programme.Deadline)},
		{Phase: programme.Jury, At: at(programme.JuryDay)}, {Phase: programme.Announced, At: at(programme.Announcement).Add(secondApproval)},
		{Phase: programme.Started, At: at(programme.Start)},
	}
}
