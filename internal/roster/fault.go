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
	Cell   string // letter of the column and number of the row, such as C12; empty when it concerns the whole row or list
	Column string // the heading, as it stands in the file
	Value  string // as it stands in the file, cut after 60 characters
	What   string // what is wrong
	Fix    string // what to do about it
}

// String is one line: row 12 (line 14), C12 "courriel", "camille@": what; fix: what to do.
func (f Fault) String() string {
	return f.place() + f.What + "; fix: " + f.Fix
}

func (f Fault) place() string {
	if f.Row == 0 {
		return ""
	}
	place := fmt.Sprintf("row %d", f.Row)
	if f.Line != f.Row {
		place += fmt.Sprintf(" (line %d)", f.Line)
	}
	if f.Cell != "" {
		place += ", " + f.Cell
	}
	if f.Column != "" {
		place += fmt.Sprintf(" %q", f.Column)
	}
	if f.Value != "" {
		place += fmt.Sprintf(", %q", f.Value)
	}
	return place + ": "
}

// Faults is everything that is wrong with a list, in the order of its rows. It is an error of one line a fault.
type Faults []Fault

// Error lists every fault, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// sorted orders faults by row and column.
func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(len(a.Cell), len(b.Cell)), cmp.Compare(a.Cell, b.Cell))
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
