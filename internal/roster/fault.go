package roster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxValue is the length in characters at which a value is cut in a report.
const maxValue = 60

// Fault is one thing that is wrong, or worth a remark, in a list of people. It may hold personal data: it is shown to
// whoever gave the list, and never logged.
type Fault struct {
	Row    int    // as a spreadsheet numbers it, from 1 for the headings; 0 when it concerns the whole list
	Line   int    // of the file, from 1; it differs from Row after a value with a line break in it; 0 with Row 0
	Place  int    // of the column, from 1; 0 when it concerns the whole row or list
	Column string // the heading, as it stands in the file
	Value  string // as it stands in the file, cut after 60 characters
	What   Words  // what is wrong
	Fix    Words  // what to do about it
}

// Told is a fault as one line, in the words of a language: row 12 (line 14), C12 "courriel", "camille@": what; fix: what to
// do.
func (f Fault) Told(say Say) string {
	return f.place(say) + say("line", "what", f.What.In(say), "fix", f.Fix.In(say))
}

func (f Fault) place(say Say) string {
	if f.Row == 0 {
		return ""
	}
	place := say("row", "row", f.Row)
	if f.Line != f.Row {
		place += say("file_line", "line", f.Line)
	}
	if f.Place > 0 {
		place += ", " + cellName(f.Place-1, f.Row)
	}
	if f.Column != "" {
		place += " " + say("quoted", "text", f.Column)
	}
	if f.Value != "" {
		place += ", " + say("quoted", "text", f.Value)
	}
	return place + say("colon")
}

// Faults is everything that is wrong with a list, in the order of its rows. It is an error; Told says to people what is
// wrong.
type Faults []Fault

// Error tells how many there are. It holds no personal data.
func (f Faults) Error() string {
	if len(f) == 1 {
		return "the list has one fault"
	}
	return fmt.Sprintf("the list has %d faults", len(f))
}

// Told lists every fault, one a line, in the words of a language.
func (f Faults) Told(say Say) []string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Told(say)
	}
	return lines
}

// sorted orders faults by row and column.
func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Place, b.Place))
	})
	return f
}

// orNil keeps an empty list from becoming a non-nil error.
func (f Faults) orNil() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// cut shortens a value to what a report shows.
func cut(value string) string {
	value = strings.ToValidUTF8(value, string(utf8.RuneError))
	if utf8.RuneCountInString(value) <= maxValue {
		return strings.Clone(value)
	}
	return string([]rune(value)[:maxValue]) + "…"
}
