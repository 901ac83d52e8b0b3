package slack

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"digbot/templates"
)

// Slack's limits. None is checked by the library.
// https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/methods/chat.postMessage
const (
	sectionMost    = 3000 // characters of a section, and of one text in a context block
	pieceMost      = 1900 // what we put there at once: two of them fill a message, and there is room for margins
	linkMost       = 2000 // characters of an address; Slack allows some more
	messageMost    = 4000 // characters that Slack advises for one message
	messageBlocks  = 50
	viewBlocks     = 100
	contextTexts   = 10
	actionsMost    = 25 // buttons in one block
	buttonMost     = 75 // characters of a label
	valueMost      = 2000
	actionIDMost   = 255
	formTitleMost  = 24
	formInputMost  = 3000
	optionMost     = 75
	optionIDMost   = 150
	optionsMost    = 100
	blocksReserved = 10 // of a message, for what follows the text: footer, choices, buttons
)

// size counts as Slack's clients do, in UTF-16 units: never less than characters.
func size(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// escapedLen is the size of one character once it is escaped.
func escapedLen(r rune) int {
	switch r {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	}
	return utf16.RuneLen(r)
}

// chunks gathers pieces into sections, and sections into messages.
func chunks(all []piece, most, blocks int) [][]piece {
	var messages [][]piece
	var message []piece
	length := 0
	flush := func() {
		if len(message) > 0 {
			messages = append(messages, message)
		}
		message, length = nil, 0
	}
	for _, p := range fitting(all) {
		if n := size(p.text) + 2; length+n > most && length > 0 {
			flush()
		}
		switch last := len(message) - 1; {
		case last >= 0 && !p.divider && !message[last].divider && size(message[last].text)+2+size(p.text) <= sectionMost:
			message[last].text += separator(p) + p.text
		default:
			if len(message) >= blocks {
				flush()
			}
			message = append(message, p)
		}
		length += size(p.text) + 2
	}
	flush()
	return messages
}

// fitting leaves out what is empty, and cuts what is too long all the same, such as a paragraph of nothing but line breaks
// in a quote.
func fitting(all []piece) []piece {
	var fit []piece
	for _, p := range all {
		for size(p.text) > sectionMost {
			at := cutAt(p.text, sectionMost, utf16.RuneLen)
			fit = append(fit, piece{text: p.text[:at], tight: p.tight})
			p.text, p.tight = p.text[at:], true
		}
		if p.divider || strings.TrimSpace(p.text) != "" {
			fit = append(fit, p)
		}
	}
	return fit
}

func separator(p piece) string {
	if p.tight {
		return "\n"
	}
	return "\n\n"
}

// markup writes a paragraph in parts that are at most so long, cut between words where there are any.
func markup(spans []templates.Span, most int) []string {
	var parts []string
	var part strings.Builder
	length := 0
	for _, span := range spans {
		for _, run := range runs(span, most) {
			n := size(run)
			if length+n > most && length > 0 {
				parts = append(parts, part.String())
				part.Reset()
				length = 0
			}
			part.WriteString(run)
			length += n
		}
	}
	if len(spans) > 0 {
		parts = append(parts, part.String())
	}
	return parts
}

// runs writes a span, a long one as several of the same style. A short one, or a link, stays whole.
func runs(span templates.Span, most int) []string {
	whole := spanMarkup(span)
	if size(whole) <= most/2 {
		return []string{whole}
	}
	var all []string
	for _, text := range splitText(span.Text, most/2) {
		cut := span
		cut.Text = text
		all = append(all, spanMarkup(cut))
	}
	return all
}

// splitText cuts a text so that no part, once escaped, is longer than most: at line ends, else between words, else anywhere.
func splitText(text string, most int) []string {
	var parts []string
	for {
		at := cutAt(text, most, escapedLen)
		if at == len(text) {
			return append(parts, text)
		}
		parts = append(parts, text[:at])
		text = text[at:]
	}
}

// cutAt is the last good place to cut so that what is before it is not longer than most; the end when all of it is not.
func cutAt(text string, most int, sizeOf func(rune) int) int {
	length, hard := 0, 0
	for i, r := range text {
		if length += sizeOf(r); length > most {
			break
		}
		_, width := utf8.DecodeRuneInString(text[i:])
		hard = i + width
	}
	if hard == len(text) {
		return hard
	}
	if at := strings.LastIndexByte(text[:hard], '\n'); at > 0 {
		return at + 1
	}
	if at := strings.LastIndexFunc(text[:hard], unicode.IsSpace); at > 0 {
		_, width := utf8.DecodeRuneInString(text[at:])
		return at + width
	}
	return hard
}
