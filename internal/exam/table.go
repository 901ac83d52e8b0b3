package exam

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// columns are the columns of a table, in order. Those at the end of a row may be missing.
func columns() []string {
	return []string{"audience", "register", "language", "when", "question", "topics", "facts", "never"}
}

func readTable(folder fs.FS, name string) ([]Question, error) {
	kind, err := kindOf(name)
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	// Some spreadsheets begin a file with a byte order mark.
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows.Comma, rows.LazyQuotes, rows.FieldsPerRecord = '\t', true, -1
	head, err := rows.Read()
	if err != nil || !slices.Equal(head, columns()) {
		return nil, fmt.Errorf("%s:1: the first line must name the columns: %s, with tabs between", name, strings.Join(columns(), ", "))
	}
	return readRows(rows, name, kind)
}

func readRows(rows *csv.Reader, name string, kind Kind) ([]Question, error) {
	var questions []Question
	var faults []error
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return questions, errors.Join(faults...)
		}
		if err != nil {
			return questions, errors.Join(append(faults, fmt.Errorf("%s: %w", name, err))...)
		}
		line, _ := rows.FieldPos(0)
		place := fmt.Sprintf("%s:%d", name, line)
		question, err := readRow(row, kind)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", place, err))
		}
		question.Place = place
		questions = append(questions, question)
	}
}

func readRow(row []string, kind Kind) (Question, error) {
	if len(row) > len(columns()) {
		return Question{}, fmt.Errorf("%d columns, want at most %d: is a tab too many?", len(row), len(columns()))
	}
	cells := make([]string, len(columns()))
	for i, cell := range row {
		cells[i] = strings.TrimSpace(cell)
	}
	question := Question{Kind: kind, Text: cells[4]}
	err := errors.Join(question.label(cells[0], cells[1], cells[2], cells[3]), question.measure(cells[5], cells[6], cells[7]))
	return question, err
}
