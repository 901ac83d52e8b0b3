package bot

import (
	"strings"

	"digbot/bot/understand"
)

// spoken is a text as it is written, field by field, and as it is said, so that it is cut into words once, however many
// stretches of it are looked at.
type spoken struct {
	fields []string
	words  []string
	ends   []int // by field: where its words end in those of the whole text
	begin  int   // where the words begin
}

func speak(text string) spoken {
	s := spoken{fields: strings.Fields(text)}
	s.words, s.ends = understand.FieldWords(s.fields)
	return s
}

// stretch is the fields from one to before another.
func (s spoken) stretch(from, to int) spoken {
	begin := s.begin
	if from > 0 {
		begin = s.ends[from-1]
	}
	return spoken{s.fields[from:to], s.words, s.ends[from:to], begin}
}

func (s spoken) from(i int) spoken { return s.stretch(i, len(s.fields)) }

func (s spoken) to(i int) spoken { return s.stretch(0, i) }

// said are the words of the stretch.
func (s spoken) said() []string {
	if len(s.ends) == 0 {
		return nil
	}
	return s.words[s.begin:s.ends[len(s.ends)-1]]
}

// written is the stretch with single spaces between its fields.
func (s spoken) written() string { return strings.Join(s.fields, " ") }
