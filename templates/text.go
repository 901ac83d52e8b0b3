package templates

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"

	"github.com/goccy/go-yaml"

	"digbot/internal/programme"
)

// text is one file: its front matter, and how to say the rest.
type text struct {
	file     string // "answers/salary.fr.md"
	name     string // "salary"
	language programme.Language
	source   string // the file as written
	front    front
	parts    []*template.Template // that it may include
	parsed   func() parsed        // made when the text is first said: most are never, and it takes several times the room of the source
	longest  atomic.Int64         // bytes that it was rendered to: the next time, as many are kept ready
}

// parsed are the templates of a text.
type parsed struct {
	body    *template.Template
	subject *template.Template // of a mail; nil: none
}

// parseText reads one file, and finds its faults. The templates that this takes are not kept.
func parseText(file string, source []byte) (*text, Faults) {
	t := &text{file: file, source: plainLines(source)}
	name, language, found := strings.Cut(strings.TrimSuffix(path.Base(file), ".md"), ".")
	t.name, t.language = name, programme.Language(language)
	if !found || t.language != programme.French && t.language != programme.English {
		return t, Faults{{File: file, What: "the name does not end in a language", Fix: "name it " + name + ".fr.md or " + name + ".en.md"}}
	}
	head, _, _ := splitFront(t.source)
	if err := yaml.UnmarshalWithOptions([]byte(head), &t.front, yaml.Strict()); err != nil {
		return t, Faults{frontFault(file, err)}
	}
	t.parsed = sync.OnceValue(func() parsed {
		made, _ := t.parse() // without faults, or nobody finds the text
		return made
	})
	_, faults := t.parse()
	return t, faults
}

// plainLines takes away what some editors write: a byte order mark at the beginning, carriage returns at the ends of lines.
func plainLines(source []byte) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(source), "\ufeff"), "\r\n", "\n")
}

// splitFront separates the lines between --- and --- from the body, and tells the body's first line.
func splitFront(source string) (head, body string, line int) {
	rest, found := strings.CutPrefix(source, "---\n")
	if !found {
		return "", source, 1
	}
	head, body, found = strings.Cut(rest, "\n---\n")
	if !found {
		return "", source, 1
	}
	return head, body, strings.Count(head, "\n") + 4
}

func frontFault(file string, err error) Fault {
	fault := Fault{File: file, What: "front matter: " + firstLine(yaml.FormatError(err, false, false)), Fix: "see the other files of the folder"}
	var positioned yaml.Error
	if errors.As(err, &positioned) && positioned.GetToken() != nil {
		fault.Line = positioned.GetToken().Position.Line + 1
	}
	return fault
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// parse makes the templates of a text. The body has the file's line numbers, so that every fault can name its line.
func (t *text) parse() (parsed, Faults) {
	var made parsed
	var err error
	_, body, line := splitFront(t.source)
	if made.body, err = t.newTemplate().Parse(strings.Repeat("\n", line-1) + body); err != nil {
		return made, Faults{faultOf(t.file, err)}
	}
	escapeActions(made.body)
	if t.language == programme.French {
		keepTogether(made.body)
	}
	for _, part := range t.parts {
		template.Must(made.body.AddParseTree(strings.TrimPrefix(part.Name(), partPrefix), part.Tree)) // it has not been executed
	}
	if t.front.Subject == "" {
		return made, nil
	}
	if made.subject, err = t.newTemplate().Parse(t.front.Subject); err != nil {
		fault := faultOf(t.file, err)
		fault.Line = 2
		return made, Faults{fault}
	}
	return made, nil
}

func (t *text) newTemplate() *template.Template {
	return template.New(t.name).Option("missingkey=error").Funcs(functions(t.language))
}

// execute renders the body to Markdown. Values that the text needs and the view lacks are a *MissingError.
func (t *text) execute(v View) (string, error) {
	body, err := t.run(t.parsed().body, v, int(t.longest.Load()))
	if n := int64(len(body)); n > t.longest.Load() {
		t.longest.Store(n)
	}
	return body, err
}

// run renders a template of the text. There is room for so many bytes; more can be had.
func (t *text) run(body *template.Template, v View, room int) (string, error) {
	if body == nil {
		return "", nil
	}
	var missing []string
	v.missing, v.Language = &missing, t.language
	if v.Common != nil {
		body = v.Common.of(t, body, v)
	}
	var out strings.Builder
	out.Grow(room)
	if err := body.Execute(&out, v); err != nil {
		return "", fmt.Errorf("render %s: %w", t.file, err)
	}
	if len(missing) > 0 {
		return "", &MissingError{Fields: missing}
	}
	return out.String(), nil
}
