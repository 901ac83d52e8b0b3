package exam

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"digbot/bot"
	"digbot/bot/understand"
)

// Fact is what a reply must hold: one of several wordings ("17 h|17 heures"), or its kind, between brackets ("(refusal)").
type Fact string

// parseFacts reads facts with semicolons between.
func parseFacts(text string) []Fact {
	var facts []Fact
	for fact := range strings.SplitSeq(text, ";") {
		if fact = strings.TrimSpace(fact); fact != "" {
			facts = append(facts, Fact(fact))
		}
	}
	return facts
}

// isIn reports whether a reply holds the fact. Accents, capitals and the spaces inside numbers do not count.
func (f Fact) isIn(reply bot.Reply) bool {
	text := plain(reply.Body.Plain())
	for wording := range strings.SplitSeq(string(f), "|") {
		wording = strings.TrimSpace(wording)
		if isKind(wording) {
			if wording == "("+string(reply.Kind)+")" {
				return true
			}
			continue
		}
		if holds(text, plain(wording)) {
			return true
		}
	}
	return false
}

func isKind(wording string) bool {
	return strings.HasPrefix(wording, "(") && strings.HasSuffix(wording, ")")
}

var (
	spaces    = regexp.MustCompile(`\s+`)
	thousands = regexp.MustCompile(`(\d)[ ,](\d{3})\b`)
	units     = regexp.MustCompile(`(\d) (h|%)`)
)

// plain is a text as it is compared: folded, with 3 500 and 3,500 as 3500, 17 h as 17h, 100 % as 100%.
func plain(text string) string {
	text = spaces.ReplaceAllString(understand.Fold(text), " ")
	text = thousands.ReplaceAllString(text, "$1$2")
	return strings.TrimSpace(units.ReplaceAllString(text, "$1$2"))
}

// holds reports whether a text holds a wording that begins where a word begins; a number must also end there, so that
// "6 mois" is not found in "16 mois", nor "17" in "170", while "mentor" is in "mentors".
func holds(text, wording string) bool {
	for from := 0; wording != ""; {
		at := strings.Index(text[from:], wording)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(wording)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		first, size := utf8.DecodeRuneInString(wording)
		last, _ := utf8.DecodeLastRuneInString(wording)
		after, _ := utf8.DecodeRuneInString(text[end:])
		inWord := isWord(before) && isWord(first)
		inNumber := unicode.IsDigit(last) && unicode.IsDigit(after)
		if !inWord && !inNumber {
			return true
		}
		from = start + size
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
