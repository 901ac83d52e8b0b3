package page

import (
	"cmp"
	"slices"
	"time"

	"digbot/internal/drawing"
)

// askedFor is how far back the page of questions looks.
const askedFor = 26 * 7 * 24 * time.Hour

// questionsPage is what was asked, the worst answered first.
type questionsPage struct {
	Waiting int
	Topics  []topicLine
	Weeks   []weekLine
	Chart   drawing.Chart
	Total   Week
}

type topicLine struct {
	Topic
	Name string
}

type weekLine struct {
	Week
	Label string
}

// questions shows numbers only: nobody's words.
func questions(v visit) error {
	topics, weeks, err := v.Questions.Asked(v.ctx(), v.now.Add(-askedFor))
	if err != nil {
		return err
	}
	p := questionsPage{}
	if p.Waiting, err = v.Questions.Waiting(v.ctx()); err != nil {
		return err
	}
	for _, topic := range topics {
		p.Topics = append(p.Topics, topicLine{topic, cmp.Or(topic.Title[v.language], topic.ID)})
	}
	slices.SortStableFunc(p.Topics, func(a, b topicLine) int { return worse(a.Topic, b.Topic) })
	p.draw(v, weeks)
	return v.show(page{template: "questions.html", section: "questions", body: p})
}

// worse puts what more people disliked than liked first, then what anybody disliked, then what was asked most.
func worse(a, b Topic) int {
	return cmp.Or(cmp.Compare(max(b.Disliked-b.Liked, 0), max(a.Disliked-a.Liked, 0)), cmp.Compare(b.Disliked, a.Disliked),
		cmp.Compare(b.Answered, a.Answered), cmp.Compare(a.ID, b.ID))
}

func (p *questionsPage) draw(v visit, weeks []Week) {
	var periods []drawing.Period
	for _, w := range weeks {
		p.Total.Answered, p.Total.Offered, p.Total.Passed = p.Total.Answered+w.Answered, p.Total.Offered+w.Offered, p.Total.Passed+w.Passed
		p.Weeks = append(p.Weeks, weekLine{w, v.view().DateText(w.Monday)})
		day := w.Monday.At(v.season.HandledAt)
		periods = append(periods, drawing.Period{Label: day.Format("02/01"), Numbers: []int{w.Answered, w.Offered, w.Passed}})
	}
	p.Chart = drawing.NewChart(periods)
}
