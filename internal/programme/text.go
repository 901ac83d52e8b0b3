package programme

// Language is a language in which people are answered.
type Language string

// The languages of the programme.
const (
	French  Language = "fr"
	English Language = "en"
)

// Languages lists them, the programme's own first.
func Languages() []Language { return []Language{French, English} }

// Text is a short piece of the programme's own data, such as a title, in each language.
type Text struct {
	FR string `json:"fr"`
	EN string `json:"en,omitempty"`
}

// In returns the text in a language; where no translation was given, the French original.
func (t Text) In(language Language) string {
	if language == English && t.EN != "" {
		return t.EN
	}
	return t.FR
}
