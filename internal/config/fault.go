package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong in the configuration. It never holds the value of a secret or of a variable.
type Fault struct {
	File string // as it was given to Load
	Line int    // from 1; 0 when it concerns the whole file
	Path string // of the setting, such as promotion.calendar.deadline; empty when the file is no valid YAML
	What string // what is wrong
	Fix  string // what to do about it
}

// String is one line: config.yaml:12: promotion.calendar.deadline: what; fix: what to do.
func (f Fault) String() string {
	line := f.File
	if f.Line > 0 {
		line = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if f.Path != "" {
		line += ": " + f.Path
	}
	return line + ": " + f.What + "; fix: " + f.Fix
}

// Faults is everything that is wrong, in the order of the files and of their lines. It is an error of one line a fault.
type Faults []Fault

// Error lists every fault, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// sorted orders faults by file, in the order in which the files were given, then by line.
func (f Faults) sorted(files []string) Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(
			cmp.Compare(slices.Index(files, a.File), slices.Index(files, b.File)),
			cmp.Compare(a.Line, b.Line),
		)
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
