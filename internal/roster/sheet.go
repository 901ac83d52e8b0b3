package roster

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxLength is how many characters a value may have; no name or place is longer.
const maxLength = 300

// sheet gives the values of each row by their column, and reports what cannot be a value.
type sheet struct {
	rows     *rows
	headings []string         // as they stand in the file, cleaned
	index    [columnCount]int // where each column stands; -1: nowhere
	record   record           // the current row
	value    [columnCount]string
	faults   Faults
	ignored  []Fault // columns that mean nothing here
}

// openSheet reads up to the headings. A list that cannot be read any further is a Faults.
func openSheet(r io.Reader) (*sheet, error) {
	in, err := decode(r)
	if err != nil {
		return nil, err
	}
	headings := headingWords()
	rows, err := newRows(in, headings)
	if err != nil {
		return nil, err
	}
	s := &sheet{rows: rows}
	s.record, err = rows.next()
	var broken *brokenRow
	switch {
	case errors.As(err, &broken):
		return nil, Faults{broken.fault}
	case errors.Is(err, io.EOF):
		return nil, Faults{{What: words("file_empty"), Fix: words("fix_headings", "words", strings.Join(headings.listed, ", "))}}
	case err != nil:
		return nil, err
	}
	return s, s.readHeadings(headings)
}

func (s *sheet) readHeadings(known vocabulary[column]) error {
	for c := range s.index {
		s.index[c] = -1
	}
	for i, cell := range s.record.cells {
		heading := clean(cell)
		s.headings = append(s.headings, heading)
		if heading != "" {
			s.readHeading(i, heading, known)
		}
	}
	if s.index == noColumns() {
		return Faults{{Row: s.record.row, Line: s.record.line, Value: cut(strings.Join(s.headings, " ")), What: words("no_heading"),
			Fix: words("fix_headings", "words", strings.Join(known.listed, ", "))}}
	}
	s.requireColumns()
	return nil
}

func (s *sheet) readHeading(i int, heading string, headings vocabulary[column]) {
	fault := Fault{Row: s.record.row, Line: s.record.line, Place: i + 1, Value: cut(heading)}
	c, known := headings.find(heading)
	nearest := headings.nearest(heading)
	switch {
	case known && s.index[c] >= 0:
		fault.What, fault.Fix = words("column_twice"), words("fix_twice", "one", s.cell(s.index[c]), "other", s.cell(i))
		s.faults = append(s.faults, fault)
	case known:
		s.index[c] = i
	case nearest != "":
		fault.What, fault.Fix = words("heading_unknown"), words("fix_heading", "nearest", nearest)
		s.faults = append(s.faults, fault)
	default:
		fault.What, fault.Fix = words("column_unread"), words("fix_unread", "words", strings.Join(headings.listed, ", "))
		s.ignored = append(s.ignored, fault)
	}
}

func noColumns() [columnCount]int {
	var none [columnCount]int
	for c := range none {
		none[c] = -1
	}
	return none
}

func (s *sheet) requireColumns() {
	for _, c := range required() {
		if !s.has(c) {
			s.faults = append(s.faults, Fault{Row: s.record.row, Line: s.record.line, What: words("no_column", "column", columnName(c)),
				Fix: words("fix_column")})
		}
	}
}

// next moves to the next row and reports the values in it that nobody could read. At the end it returns io.EOF.
func (s *sheet) next() error {
	for {
		record, err := s.rows.next()
		var broken *brokenRow
		if errors.As(err, &broken) {
			s.faults = append(s.faults, broken.fault)
			continue
		}
		if err != nil {
			return err
		}
		s.record = record
		s.fill()
		s.checkStray()
		return nil
	}
}

func (s *sheet) fill() {
	for c, i := range s.index {
		s.value[c] = ""
		if i >= 0 && i < len(s.record.cells) {
			s.value[c] = clean(s.record.cells[i])
			s.checkValue(column(c))
		}
	}
}

// checkValue refuses what was damaged on its way. The value is emptied, so that it is reported once.
func (s *sheet) checkValue(c column) {
	value := s.value[c]
	var what Words
	fix := words("fix_encoding")
	switch meant, damaged := mojibake(value); {
	case damaged:
		what = words("accents", "meant", cut(meant))
	case strings.ContainsRune(value, utf8.RuneError):
		what = words("letters")
	case unprintable(value):
		what, fix = words("unseen"), words("fix_unseen")
	case utf8.RuneCountInString(value) > maxLength:
		what, fix = words("long", "n", strconv.Itoa(maxLength)), words("fix_long")
	default:
		return
	}
	s.fault(c, what, fix)
	s.value[c] = ""
}

// mojibake finds what a text meant that was written as UTF-8 and then read as Windows-1252: "CÃ©line" means "Céline".
func mojibake(text string) (string, bool) {
	if foreign := strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }); !foreign {
		return "", false
	}
	var meant []byte
	for _, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return "", false
		}
		meant = append(meant, b)
	}
	return string(meant), utf8.Valid(meant)
}

// checkStray reports values that stand under no heading: most often, a separator inside of a value that is not quoted.
func (s *sheet) checkStray() {
	for i, cell := range s.record.cells {
		if (i >= len(s.headings) || s.headings[i] == "") && clean(cell) != "" {
			s.faults = append(s.faults, Fault{Row: s.record.row, Line: s.record.line, Place: i + 1, Value: cut(cell),
				What: words("stray"), Fix: words("fix_stray")})
		}
	}
}

// has reports whether the list has the column.
func (s *sheet) has(c column) bool { return s.index[c] >= 0 }

// given reports whether the current row has something in the column, be it wrong.
func (s *sheet) given(c column) bool {
	i := s.index[c]
	return i >= 0 && i < len(s.record.cells) && clean(s.record.cells[i]) != ""
}

// fault reports the value in a column of the current row.
func (s *sheet) fault(c column, what, fix Words) {
	fault := s.faultAt(c, s.place())
	if i := s.index[c]; i >= 0 && i < len(s.record.cells) {
		fault.Value = cut(s.record.cells[i])
	}
	fault.What, fault.Fix = what, fix
	s.faults = append(s.faults, fault)
}

// place is where a row stands.
type place struct{ row, line int }

func (s *sheet) place() place { return place{s.record.row, s.record.line} }

func (s *sheet) faultAt(c column, at place) Fault {
	fault := Fault{Row: at.row, Line: at.line}
	if i := s.index[c]; i >= 0 {
		fault.Place, fault.Column = i+1, s.headings[i]
	}
	return fault
}

// cell names a cell of the current row.
func (s *sheet) cell(i int) string { return cellName(i, s.record.row) }
