package slack

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"digbot/bot"
	"digbot/templates"
)

// The actions of our buttons begin so, and go on with what was given to us as their id.
const (
	choiceAction   = "choice:"
	buttonAction   = "button:" // then its place in the block, for ids may come twice
	feedbackAction = "feedback-"
	linkAction     = "link"
)

// buttonID is the id of a button as it was given to us.
func buttonID(action string) string {
	if rest, ours := strings.CutPrefix(action, buttonAction); ours {
		_, id, _ := strings.Cut(rest, ":")
		return id
	}
	return action
}

// outgoing is one message in Slack's form.
type outgoing struct {
	blocks []slack.Block
	text   string // the same for notifications and screen readers
}

// content is what a reply, a post or a page consists of.
type content struct {
	body, footer templates.Document
	choices      []bot.Choice
	buttons      []bot.Button
	feedback     []bot.Button // about the topic that is their value
}

// messages writes a content as messages that Slack takes. What follows the text stands under the last one.
func (c content) messages() []outgoing {
	var all []outgoing
	for _, chunk := range chunks(pieces(c.body.Blocks), messageMost, messageBlocks-blocksReserved) {
		all = append(all, outgoing{blocks: sections(chunk), text: twin(chunk)})
	}
	if len(all) == 0 {
		all = []outgoing{{text: "…"}}
	}
	last := &all[len(all)-1]
	last.blocks = append(last.blocks, c.under()...)
	last.blocks = last.blocks[:min(len(last.blocks), messageBlocks)]
	return all
}

// page writes a content as the blocks of a home page. What does not fit is left out: a page has no second one.
func (c content) page() []slack.Block {
	var all []slack.Block
	for _, chunk := range chunks(pieces(c.body.Blocks), sectionMost*viewBlocks, viewBlocks) {
		all = append(all, sections(chunk)...)
	}
	under := c.under()
	return append(all[:min(len(all), viewBlocks-len(under))], under...)
}

// under is what follows the text: buttons, the sources, what people think of the answer.
func (c content) under() []slack.Block {
	blocks := actions("choices", choiceButtons(c.choices))
	blocks = append(blocks, actions("buttons", buttons(c.buttons))...)
	if texts := footer(c.footer); len(texts) > 0 {
		blocks = append(blocks, row{Type: slack.MBTContext, Elements: texts})
	}
	blocks = append(blocks, actions("feedback", feedbackButtons(c.feedback))...)
	return blocks[:min(len(blocks), blocksReserved)]
}

func sections(chunk []piece) []slack.Block {
	blocks := make([]slack.Block, len(chunk))
	for i, p := range chunk {
		if p.divider {
			blocks[i] = slack.NewDividerBlock()
			continue
		}
		blocks[i] = &slack.SectionBlock{Type: slack.MBTSection, Text: marked(p.text), Expand: true}
	}
	return blocks
}

// marked is a text in Slack's markup, in which nothing but the markup is a link or a mention.
func marked(text string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.MarkdownType, Text: text, Verbatim: true}
}

func plain(text string, most int) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: shorten(text, most)}
}

func twin(chunk []piece) string {
	var texts []string
	for _, p := range chunk {
		if !p.divider {
			texts = append(texts, p.text)
		}
	}
	if len(texts) == 0 {
		return "…"
	}
	return strings.Join(texts, "\n\n")
}

// row is a block of several elements. The library's own would write them as JSON, and then that JSON over again.
type row struct {
	Type     slack.MessageBlockType `json:"type"`
	Name     string                 `json:"block_id,omitempty"`
	Elements any                    `json:"elements"`
}

// BlockType implements slack.Block.
func (r row) BlockType() slack.MessageBlockType { return r.Type }

// ID implements slack.Block.
func (r row) ID() string { return r.Name }

func footer(document templates.Document) []*slack.TextBlockObject {
	var texts []*slack.TextBlockObject
	for _, p := range pieces(document.Blocks) {
		if p.text != "" && len(texts) < contextTexts {
			texts = append(texts, marked(p.text))
		}
	}
	return texts
}

// actions are blocks of buttons.
func actions(id string, elements []*slack.ButtonBlockElement) []slack.Block {
	var blocks []slack.Block
	for i := 0; i < len(elements); i += actionsMost {
		blocks = append(blocks, row{Type: slack.MBTAction, Name: id + strconv.Itoa(i), Elements: elements[i:min(i+actionsMost, len(elements))]})
	}
	return blocks
}

func choiceButtons(choices []bot.Choice) []*slack.ButtonBlockElement {
	var elements []*slack.ButtonBlockElement
	for _, choice := range choices {
		id := choiceAction + choice.ID
		if len(id) <= actionIDMost {
			elements = append(elements, slack.NewButtonBlockElement(id, "", plain(choice.Label, buttonMost)))
		}
	}
	return elements
}

func buttons(given []bot.Button) []*slack.ButtonBlockElement {
	var elements []*slack.ButtonBlockElement
	for i, b := range given {
		element := slack.NewButtonBlockElement(buttonAction+strconv.Itoa(i)+":"+b.ID, shorten(b.Value, valueMost), plain(b.Label, buttonMost))
		if b.URL != "" {
			element.ActionID, element.URL = linkAction+strconv.Itoa(i), b.URL
		}
		switch b.Style {
		case bot.Strong:
			element.Style = slack.StylePrimary
		case bot.Danger:
			element.Style = slack.StyleDanger
		}
		elements = append(elements, element)
	}
	return elements
}

func feedbackButtons(given []bot.Button) []*slack.ButtonBlockElement {
	var elements []*slack.ButtonBlockElement
	for _, b := range given {
		elements = append(elements, slack.NewButtonBlockElement(b.ID, shorten(b.Value, valueMost), plain(b.Label, buttonMost)))
	}
	return elements
}

// shorten cuts a text that Slack would refuse, and shows that it goes on.
func shorten(text string, most int) string {
	if fits(text, most) {
		return text
	}
	runes := []rune(text)
	for size(string(runes)) > most-1 {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}
