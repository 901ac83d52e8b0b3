package bot

import (
	"strconv"
	"strings"
)

const (
	// pageSize is what fits a telephone's screen, in characters.
	pageSize = 700

	// moreButton is the button that shows the next page; its value is the topic and the page.
	moreButton = "more"
)

// paged keeps one page of a reply that stands for a topic, and offers the next.
func (t *turn) paged(reply Reply, page int) (Reply, error) {
	if !reply.whole {
		return reply, nil
	}
	pages := reply.Body.Pages(pageSize)
	if page >= len(pages) {
		return t.unknown()
	}
	reply.Body = pages[page]
	if page+1 == len(pages) {
		return reply, nil
	}
	hint, err := t.knowledge.texts.Phrase("more", t.view())
	if err != nil {
		return Reply{}, err
	}
	label, err := t.knowledge.texts.Phrase("more-button", t.view())
	if err != nil {
		return Reply{}, err
	}
	reply.next = page + 1
	reply.Body = reply.Body.Append(hint)
	reply.Buttons = append(reply.Buttons, Button{ID: moreButton, Label: label.Plain(), Value: reply.Topic + " " + strconv.Itoa(reply.next)})
	return reply, nil
}

var morePhrasesOnly = newPhrases("voir la suite\nla suite\nsuite\nencore\nplus\ncontinue\ncontinuer\nla page suivante\npage suivante\nsuivant\nthe rest\nmore\nshow more\nnext page\ngo on\nkeep going")

// more shows the next page, when the button was clicked or when it is asked for in words.
func (t *turn) more(text string) (Reply, bool, error) {
	topic, page := t.session.Topic, t.session.Page
	if t.message.Choice == moreButton {
		value, number, _ := strings.Cut(t.message.Value, " ")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			reply, err := t.unknown()
			return reply, true, err
		}
		topic, page = value, n
	} else if page == 0 || !only(t.wordsOf(text), morePhrasesOnly) {
		return Reply{}, false, nil
	}
	t.follows = true
	reply, err := t.topic(topic, 1)
	if err == nil {
		reply, err = t.paged(reply, page)
		reply.whole = false // it is cut already
	}
	return reply, true, err
}
