package roster

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// headSize is how much of a list is looked at to find its separator: more than any row of headings.
const headSize = 64 << 10

// rows tells a list into rows and cells, and counts them as the spreadsheet that wrote them does.
type rows struct {
	csv    *csv.Reader
	before int // lines of the file before the first row
	inside int // line breaks inside of the cells read so far
}

// record is one row. Its cells are valid until the next one is read.
type record struct {
	row, line int
	cells     []string
}

// brokenRow is a row that cannot be told into cells. The rows after it can be read.
type brokenRow struct{ fault Fault }

func (b *brokenRow) Error() string { return b.fault.What.Error() }

// newRows finds what parts the cells: what the first line says (sep=;), else what gives the most known headings.
func newRows(r io.Reader, headings vocabulary[column]) (*rows, error) {
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(headSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	rows := &rows{csv: csv.NewReader(in)}
	rows.csv.FieldsPerRecord, rows.csv.ReuseRecord = -1, true
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if said, found := said(line); found {
		_, err := in.Discard(min(len(line)+1, len(head)))
		rows.csv.Comma, rows.before = said, 1
		return rows, err
	}
	rows.csv.Comma = guess(head, headings)
	return rows, nil
}

// separators are those that spreadsheets write, the one of the format's name first.
func separators() []rune { return []rune{',', ';', '\t'} }

// said reads the line that some spreadsheets write and read, but do not show: sep=;
func said(line []byte) (rune, bool) {
	separator, found := strings.CutPrefix(strings.Trim(string(line), "\r\""), "sep=")
	if !found || len(separator) != 1 || !slices.Contains(separators(), rune(separator[0])) {
		return 0, false
	}
	return rune(separator[0]), true
}

func guess(head []byte, headings vocabulary[column]) rune {
	best, most := ',', 0
	for _, separator := range separators() {
		if known := knownHeadings(head, separator, headings); known > most {
			best, most = separator, known
		}
	}
	return best
}

// knownHeadings counts the headings that are understood when separator parts them.
func knownHeadings(head []byte, separator rune, headings vocabulary[column]) int {
	reader := csv.NewReader(bytes.NewReader(head))
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = separator, true, -1
	for {
		cells, err := reader.Read()
		if err != nil {
			return 0
		}
		if !blank(cells) {
			return countKnown(cells, headings)
		}
	}
}

func countKnown(cells []string, headings vocabulary[column]) int {
	count := 0
	for _, cell := range cells {
		if _, found := headings.find(cell); found {
			count++
		}
	}
	return count
}

// next reads the next row that is not empty; at the end, io.EOF.
func (r *rows) next() (record, error) {
	for {
		inside := r.inside
		cells, err := r.csv.Read()
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			r.inside += broken.Line - broken.StartLine
			return record{}, &brokenRow{quoteFault(broken, broken.StartLine-inside, broken.StartLine+r.before)}
		}
		if err != nil {
			return record{}, err
		}
		line, _ := r.csv.FieldPos(0)
		for _, cell := range cells {
			r.inside += strings.Count(cell, "\n")
		}
		if !blank(cells) {
			return record{row: line - inside, line: line + r.before, cells: cells}, nil
		}
	}
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if clean(cell) != "" {
			return false
		}
	}
	return true
}

func quoteFault(broken *csv.ParseError, row, line int) Fault {
	fault := Fault{Row: row, Line: line, What: words("quotes"), Fix: words("fix_quotes")}
	if broken.Line > broken.StartLine {
		fault.What = words("quotes_lines", "lines", strconv.Itoa(broken.Line-broken.StartLine+1))
	}
	return fault
}
