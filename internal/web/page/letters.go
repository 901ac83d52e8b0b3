package page

import (
	"html/template"
	"strconv"
)

// lettersPage shows messages as their readers will see them.
type lettersPage struct {
	Campaign campaignLine
	Sample   bool
	Letters  []letterView
}

type letterView struct {
	Letter
	N    int    // names the frame
	Mail string // what it is, in words
	Body template.HTML
}

// letters shows what a campaign says to one person. That somebody has looked is written down first.
func letters(v visit) error {
	c, list, err := v.lettersTo()
	if err != nil {
		return err
	}
	if err := v.Journal.Write(v.ctx(), v.member.ID, "page letter "+c.ID+" "+v.r.PathValue("recipient"), ""); err != nil {
		return err
	}
	return v.showLetters(c, list, false)
}

// letterFrame is one of those messages by itself.
func letterFrame(v visit) error {
	_, list, err := v.lettersTo()
	return v.showFrame(list, err)
}

// lettersTo are the letters to the person whom the path names, for those who may read them.
func (v visit) lettersTo() (Campaign, []Letter, error) {
	c, err := v.Campaigns.Campaign(v.ctx(), v.r.PathValue("campaign"))
	if err != nil {
		return c, nil, err
	}
	if !v.member.mayReadLetters(c) {
		return c, nil, errForbidden
	}
	list, err := v.Campaigns.Letters(v.ctx(), c.ID, v.r.PathValue("recipient"))
	return c, list, err
}

// samples shows a campaign's messages over people who do not exist: they tell nobody's decision, and anybody of the team
// may read them.
func samples(v visit) error {
	c, list, err := v.samplesOf()
	if err != nil {
		return err
	}
	return v.showLetters(c, list, true)
}

// sampleFrame is one of those messages by itself.
func sampleFrame(v visit) error {
	_, list, err := v.samplesOf()
	return v.showFrame(list, err)
}

func (v visit) samplesOf() (Campaign, []Letter, error) {
	c, err := v.Campaigns.Campaign(v.ctx(), v.r.PathValue("campaign"))
	if err != nil {
		return c, nil, err
	}
	list, err := v.Campaigns.Samples(v.ctx(), c.ID)
	return c, list, err
}

func (v visit) showLetters(c Campaign, list []Letter, sample bool) error {
	p := lettersPage{Campaign: v.line(c), Sample: sample}
	title := v.words.Say("title_samples")
	for i, letter := range list {
		letter.Why = v.Wording.Note(letter.Why, v.language)
		p.Letters = append(p.Letters, letterView{Letter: letter, N: i, Mail: v.words.Say("mail_" + letter.Mailing)})
		if !sample {
			title = letter.Subject
		}
	}
	if title == "" {
		title = p.Campaign.Name
	}
	return v.show(page{template: "letters.html", section: "campaigns", title: title, frames: true, body: p})
}

// showFrame gives the message with the number that the path names.
func (v visit) showFrame(list []Letter, err error) error {
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 || n >= len(list) || list[n].HTML == "" {
		return ErrUnknown
	}
	return v.showLetter(list[n].HTML)
}
