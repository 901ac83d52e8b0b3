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
		if n++; r > '\uffff' {
			n++
		}
	}
	return n
}

// fits reports whether a text is at most so long: what has no more bytes is.
func fits(text string, most int) bool { return len(text) <= most || size(text) <= most }

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
	length, section := 0, 0 // of the message, and of its last section
	flush := func() {
		if len(message) > 0 {
			messages = append(messages, message)
		}
		message, length = nil, 0
	}
	for _, p := range fitting(all) {
		n := size(p.text)
		if length+n+2 > most && length > 0 {
			flush()
		}
		switch last := len(message) - 1; {
		case last >= 0 && !p.divider && !message[last].divider && section+2+n <= sectionMost:
			message[last].text += separator(p) + p.text
			section += len(separator(p)) + n
		default:
			if len(message) >= blocks {
				flush()
			}
			message = append(message, p)
			section = n
		}
		length += n + 2
	}
	flush()
	return messages
}

// fitting leaves out what is empty, and cuts what is too long all the same, such as a paragraph of nothing but line breaks
// in a quote.
func fitting(all []piece) []piece {
	fit := make([]piece, 0, len(all))
	for _, p := range all {
		for !fits(p.text, sectionMost) {
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

// markup writes a paragraph in parts that are at most so long, cut between words where there are any. A short span, or a
// link, stays whole; a long one becomes several of the same style.
func markup(spans []templates.Span, most int) []string {
	var parts []string
	part, length := make([]string, 0, len(spans)), 0
	add := func(run string) {
		n := size(run)
		if length+n > most && length > 0 {
			parts = append(parts, strings.Join(part, ""))
			part, length = part[:0], 0
		}
		part = append(part, run)
		length += n
	}
	for _, span := range spans {
		if whole := spanMarkup(span); fits(whole, most/2) {
			add(whole)
			continue
		}
		for _, text := range splitText(span.Text, most/2) {
			span.Text = text
			add(spanMarkup(span))
		}
	}
	if len(spans) > 0 {
		parts = append(parts, strings.Join(part, ""))
	}
	return parts
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
