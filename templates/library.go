package templates

import (
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"digbot/internal/programme"
)

// Library is every text. It is safe for concurrent use.
type Library struct {
	texts  map[string]*text // by "answers/salary.fr"
	topics map[programme.Language][]Topic
	unread map[string]bool // the texts that are there, but have faults
	read   stretches
}

// Mail is a mail's words.
type Mail struct {
	Subject string
	Body    Document
}

// ErrNoText means that there is no text of that name.
var ErrNoText = errors.New("no such text")

// Load parses every text. answers holds the files of the answers folder, nil means those that the program was built
// with. The error joins all faults with file and line.
func Load(answers fs.FS) (*Library, error) {
	if answers == nil {
		return load(Folder{Files: shipped(), Name: "answers"})
	}
	return load(Folder{Files: answers, Name: "answers"})
}

// LoadOver parses every text as the program was built with it, but the answers that stand in the folders: a file of the
// same name replaces an answer, another one adds a topic, and a later folder lies over an earlier one. Faults name the
// folders' files by their path.
func LoadOver(folders ...Folder) (*Library, error) {
	return load(append([]Folder{{Files: shipped(), Name: "answers"}}, folders...)...)
}

// FolderAt is the folder of answers at a path.
func FolderAt(dir string) Folder { return Folder{Files: os.DirFS(dir), Name: dir} }

func shipped() fs.FS {
	answers, _ := fs.Sub(embedded, "answers") // the folder is embedded
	return answers
}

// TeamPrefix begins the ids of the topics that the team adds while the service runs.
const TeamPrefix = "team-"

// Folder holds answers.
type Folder struct {
	Files fs.FS
	Name  string // how faults call it
}

// load reads the answers of all folders, a later one before an earlier one, and the other texts.
func load(answers ...Folder) (*Library, error) {
	l := &Library{texts: map[string]*text{}, topics: map[programme.Language][]Topic{}, unread: map[string]bool{}}
	from := map[string]Folder{}
	var faults Faults
	for _, folder := range answers {
		names, fault := markdownIn(folder.Files, ".", folder.Name)
		faults = append(faults, fault...)
		for _, name := range names {
			from[name] = folder
		}
	}
	for _, name := range slices.Sorted(maps.Keys(from)) {
		faults = append(faults, l.readAnswer(from[name], name)...)
	}
	for _, folder := range []string{"chat", "mail"} {
		names, fault := markdownIn(embedded, folder, folder)
		faults = append(faults, fault...)
		for _, name := range names {
			file := path.Join(folder, name)
			_, fault := l.readFile(embedded, file, file, file)
			faults = append(faults, fault...)
		}
	}
	faults = append(faults, l.untranslated()...)
	l.shareParts()
	return l, faults.orNil()
}

// markdownIn names the Markdown files of a folder.
func markdownIn(files fs.FS, dir, shown string) ([]string, Faults) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		if fault, is := errors.AsType[*fs.PathError](err); is {
			err = fault.Err // of its name within the folder, nobody knows
		}
		return nil, Faults{{File: shown, What: "the folder cannot be read: " + err.Error(), Fix: "make the folder, or name another one in answers_dir"}}
	}
	var names []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".md") {
			names = append(names, entry.Name())
		}
	}
	return names, nil
}

// readFile reads the text that the library calls by a key and people by the name of its file.
func (l *Library) readFile(files fs.FS, from, key, file string) (*text, Faults) {
	source, err := fs.ReadFile(files, from)
	if err != nil {
		return nil, Faults{{File: file, What: err.Error(), Fix: "give a file that can be read"}}
	}
	t, faults := parseText(file, source)
	if key = strings.TrimSuffix(key, ".md"); len(faults) > 0 {
		l.unread[key] = true
		return nil, faults
	}
	l.texts[key] = t
	return t, nil
}

func (l *Library) readAnswer(from Folder, name string) Faults {
	t, faults := l.readFile(from.Files, name, path.Join("answers", name), filepath.Join(from.Name, name))
	if len(faults) > 0 {
		return faults
	}
	topic, faults := t.topic()
	l.topics[t.language] = append(l.topics[t.language], topic)
	return faults
}

// partPrefix begins the names of the mails whose text all others of their language may include: mail/part-footer.fr.md is
// {{template "footer" .}}.
const partPrefix = "part-"

// shareParts gives every mail the parts of its language.
func (l *Library) shareParts() {
	for key, part := range l.texts {
		if !strings.HasPrefix(key, "mail/"+partPrefix) {
			continue
		}
		made, _ := part.parse() // without faults, or it would not be here
		for other, t := range l.texts {
			if strings.HasPrefix(other, "mail/") && other != key && t.language == part.language {
				t.parts = append(t.parts, made.body)
			}
		}
	}
}

// untranslated reports the texts that lack one of the languages.
func (l *Library) untranslated() Faults {
	var faults Faults
	for _, key := range slices.Sorted(maps.Keys(l.texts)) {
		t := l.texts[key]
		if strings.HasPrefix(key, "answers/"+TeamPrefix) {
			continue // what the team adds is in the language in which it was asked
		}
		for _, language := range programme.Languages() {
			other := strings.TrimSuffix(key, string(t.language)) + string(language)
			if l.texts[other] == nil && !l.unread[other] {
				faults = append(faults, Fault{File: t.file, What: "there is no " + other + ".md", Fix: "write it, or translate this one"})
			}
		}
	}
	return faults
}

// Topics lists the topics of a language by id.
func (l *Library) Topics(language programme.Language) []Topic { return l.topics[language] }

// Topic finds a topic by its id.
func (l *Library) Topic(id string, language programme.Language) (Topic, bool) {
	for _, topic := range l.topics[language] {
		if topic.ID == id {
			return topic, true
		}
	}
	return Topic{}, false
}

// Answer renders what the bot knows on a topic, in v.Language.
func (l *Library) Answer(topic string, v View) (Document, error) {
	return l.render("answers/"+topic, v)
}

// Phrase renders one of the bot's other sentences, or a post, in v.Language.
func (l *Library) Phrase(name string, v View) (Document, error) { return l.render("chat/"+name, v) }

// Mail renders a mail in v.Language. When the view lacks values that it needs, the error is a *MissingError that names
// all of them.
func (l *Library) Mail(name string, v View) (Mail, error) {
	t, err := l.find("mail/"+name, v.Language)
	if err != nil {
		return Mail{}, err
	}
	body, bodyErr := t.execute(v)
	subject, subjectErr := t.run(t.parsed().subject, v, 0)
	if err := joinMissing(bodyErr, subjectErr); err != nil {
		return Mail{}, err
	}
	return Mail{Subject: strings.Join(strings.Fields(subject), " "), Body: l.read.parse(body)}, nil
}

// joinMissing makes one *MissingError of two, with each field once.
func joinMissing(body, subject error) error {
	var one, other *MissingError
	if errors.As(body, &one) && errors.As(subject, &other) {
		fields := slices.DeleteFunc(other.Fields, func(field string) bool { return slices.Contains(one.Fields, field) })
		return &MissingError{Fields: append(one.Fields, fields...)}
	}
	return errors.Join(body, subject)
}

func (l *Library) render(name string, v View) (Document, error) {
	t, err := l.find(name, v.Language)
	if err != nil {
		return Document{}, err
	}
	body, err := t.execute(v)
	if err != nil {
		return Document{}, err
	}
	return l.read.parse(body), nil
}

func (l *Library) find(name string, language programme.Language) (*text, error) {
	if language == "" {
		language = programme.French
	}
	t := l.texts[name+"."+string(language)]
	if t == nil {
		return nil, fmt.Errorf("%w: %s.%s.md", ErrNoText, name, language)
	}
	return t, nil
}

// MailLayout is the page that surrounds the HTML part of a mail: fields Lang, Title and Body.
func MailLayout() (*html.Template, error) {
	layout, err := html.ParseFS(embedded, "mail/layout.html")
	if err != nil {
		return nil, fmt.Errorf("parse the mail layout: %w", err)
	}
	return layout, nil
}
