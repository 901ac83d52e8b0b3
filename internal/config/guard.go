package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// largest is the size of a file that is read at all. The example has 60 kB.
const largest = 1 << 20

// deepest is how far maps and lists may stand in one another. The example goes seven deep.
const deepest = 32

// readable refuses what no parser should be given.
func (t *tree) readable(text []byte) bool {
	if len(text) > largest {
		t.fault(0, "", "the file is larger than 1 MiB", "check that it is the configuration")
		return false
	}
	if utf8.Valid(text) {
		return true
	}
	line := 1
	for len(text) > 0 {
		char, size := utf8.DecodeRune(text)
		if char == utf8.RuneError && size == 1 {
			break
		}
		if char == '\n' {
			line++
		}
		text = text[size:]
	}
	t.fault(line, "", "the text is not UTF-8", "save the file as UTF-8")
	return false
}

// syntax parses YAML. The parser is foreign code that is given foreign input: should it panic, that is a fault of the file.
func syntax(text []byte) (file *ast.File, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("the YAML parser gave up: %v", reason)
		}
	}()
	if nesting(text) > 4*deepest || bytes.Contains(text, bytes.Repeat([]byte("- "), 4*deepest)) {
		return nil, errors.New("maps and lists stand too deep in one another")
	}
	return parser.ParseBytes([]byte(strings.TrimPrefix(string(text), "\ufeff")), 0, parser.AllowDuplicateMapKey())
}

// nesting is an upper bound of how deep brackets stand in one another.
func nesting(text []byte) int {
	depth, most := 0, 0
	for _, char := range text {
		switch char {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth = max(depth-1, 0)
		}
	}
	return most
}
