package console

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"digbot/bot"
)

// Format writes a reply as plain text: its body, its choices or buttons with their numbers, its files, its
// sources.
func Format(reply bot.Reply, width int) string {
	var parts []string
	if !reply.Body.IsZero() {
		parts = append(parts, reply.Body.Plain())
	}
	if len(reply.Choices) > 0 {
		parts = append(parts, choices(reply.Choices))
	}
	if len(reply.Buttons) > 0 {
		parts = append(parts, choices(labels(reply.Buttons)))
	}
	for _, file := range reply.Files {
		parts = append(parts, file.Name+"\n\n"+strings.TrimSpace(string(file.Content)))
	}
	if !reply.Footer.IsZero() {
		parts = append(parts, reply.Footer.Plain())
	}
	return wrap(strings.Join(parts, "\n\n"), width)
}

func choices(offered []bot.Choice) string {
	lines := make([]string, len(offered))
	for i, choice := range offered {
		lines[i] = fmt.Sprintf("  %d. %s", i+1, choice.Label)
	}
	return strings.Join(lines, "\n")
}

func labels(buttons []bot.Button) []bot.Choice {
	list := make([]bot.Choice, len(buttons))
	for i, button := range buttons {
		list[i] = bot.Choice{ID: button.ID, Label: button.Label}
	}
	return list
}

// wrap breaks lines between words; a line that begins with spaces or a list marker keeps its margin.
func wrap(text string, width int) string {
	if width <= 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = wrapLine(line, width)
	}
	return strings.Join(lines, "\n")
}

// unbroken are the words of a line. What French sets apart by a space stays with its word: no line begins with ":" or ends
// with "«".
func unbroken(line string) []string {
	var words []string
	for _, word := range strings.Split(line, " ") {
		last := len(words) - 1
		if last >= 0 && (strings.HasSuffix(words[last], "«") || strings.IndexAny(word, ":;?!»") == 0) {
			words[last] += " " + word
			continue
		}
		words = append(words, word)
	}
	return words
}

func wrapLine(line string, width int) string {
	body := strings.TrimLeft(line, " -")
	margin := strings.Repeat(" ", len(line)-len(body))
	var out strings.Builder
	out.WriteString(line[:len(margin)])
	column := len(margin)
	for i, word := range unbroken(body) {
		length := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+length > width:
			out.WriteString("\n" + margin)
			column = len(margin)
		default:
			out.WriteString(" ")
			column++
		}
		out.WriteString(word)
		column += length
	}
	return out.String()
}
