package templates

import (
	"fmt"
	"html/template"
	"maps"
	"strings"

	"github.com/goccy/go-yaml"

	"digbot/internal/programme"
)

// Words are the short labels of pages and listings in one language, by key.
type Words map[string]string

// LoadWords reads the labels of a language.
func LoadWords(language programme.Language) (Words, error) {
	words, err := readWords("pages/words", language)
	if err != nil {
		return nil, fmt.Errorf("read the words in %q: %w", language, err)
	}
	return words, nil
}

// ListWords are the words for what is wrong with a list of people, or worth a remark.
func ListWords(language programme.Language) (Words, error) {
	words, err := readWords("chat/list", language)
	if err != nil {
		return nil, fmt.Errorf("read the words for lists in %q: %w", language, err)
	}
	return words, nil
}

func readWords(file string, language programme.Language) (Words, error) {
	source, err := embedded.ReadFile(file + "." + string(language) + ".yaml")
	if err != nil {
		return nil, err
	}
	var words Words
	err = yaml.Unmarshal(source, &words)
	return words, err
}

// Labels are the words of pages and listings together with those of one part of the bot, such as the staff's commands.
func Labels(part string, language programme.Language) (Words, error) {
	words, err := LoadWords(language)
	if err != nil {
		return nil, err
	}
	labels, err := readWords("chat/"+part, language)
	if err != nil {
		return nil, fmt.Errorf("read the labels of %s in %q: %w", part, language, err)
	}
	maps.Copy(words, labels)
	return words, nil
}

// Say is the label of a key, with each {name} replaced: Say("calendar_left", "left", "20 jours"). An unknown key is said
// as it is, so that it is seen.
func (w Words) Say(key string, replacements ...any) string {
	text, found := w[key]
	if !found {
		return key
	}
	for i := 0; i+1 < len(replacements); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%v}", replacements[i]), fmt.Sprint(replacements[i+1]))
	}
	return text
}

// Page parses one of the pages; in it, {{say "key"}} is a label in the language.
func Page(name string, language programme.Language) (*template.Template, error) {
	words, err := LoadWords(language)
	if err != nil {
		return nil, err
	}
	page, err := template.New(name).Funcs(template.FuncMap{"say": words.Say}).ParseFS(embedded, "pages/"+name)
	if err != nil {
		return nil, fmt.Errorf("parse the page %s: %w", name, err)
	}
	return page, nil
}

// RehearsalQuestion is what a fictional person asks in each phase of a rehearsed season.
type RehearsalQuestion struct {
	Who      string             `yaml:"who"`
	Language programme.Language `yaml:"lang"`
	Text     string             `yaml:"text"`
}

// RehearsalQuestions lists them.
func RehearsalQuestions() ([]RehearsalQuestion, error) {
	source, err := embedded.ReadFile("pages/questions.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the questions of a rehearsal: %w", err)
	}
	var questions []RehearsalQuestion
	if err := yaml.Unmarshal(source, &questions); err != nil {
		return nil, fmt.Errorf("read the questions of a rehearsal: %w", err)
	}
	return questions, nil
}
