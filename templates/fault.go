package templates

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Fault is one thing that is wrong in a text, and what to do about it.
type Fault struct {
	File string
	Line int // 0: the whole file
	What string
	Fix  string
}

// String is one line: file, line, what is wrong, how to mend it.
func (f Fault) String() string {
	where := f.File
	if f.Line > 0 {
		where += ":" + strconv.Itoa(f.Line)
	}
	if f.Fix == "" {
		return fmt.Sprintf("%s: %s", where, f.What)
	}
	return fmt.Sprintf("%s: %s; fix: %s", where, f.What, f.Fix)
}

// Faults is every fault found, as one error.
type Faults []Fault

// Error lists them, a line each.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// orNil keeps an empty list from becoming a non-nil error.
func (f Faults) orNil() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// MissingError says that a text cannot be rendered because values are missing.
type MissingError struct {
	Fields []string
}

// Error names the fields.
func (e *MissingError) Error() string { return "missing: " + strings.Join(e.Fields, ", ") }

// templateError is the form of the errors of package text/template: template: NAME:LINE[:COLUMN]: MESSAGE.
var templateError = regexp.MustCompile(`(?s)^template: [^:]*:(\d+)(?::\d+)?: (?:executing "[^"]*" at )?(.*)$`)

// faultOf turns an error of text/template into a fault of a file whose lines are the template's.
func faultOf(file string, err error) Fault {
	parts := templateError.FindStringSubmatch(err.Error())
	if parts == nil {
		return Fault{File: file, What: err.Error()}
	}
	line, _ := strconv.Atoi(parts[1])
	return Fault{File: file, Line: line, What: parts[2], Fix: "correct the expression between {{ and }}"}
}
