package exam

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
)

func audiences() []string { return []string{"candidate", "administration", "mentor", "other"} }

func registers() []string {
	return []string{"formal", "plain", "casual", "sms", "typos", "capitals", "unaccented", "rambling", "keywords", "learner"}
}

func languages() []string { return []string{string(programme.French), string(programme.English)} }

// label fills in who asks, how, in which language and when.
func (q *Question) label(audience, register, language, when string) error {
	q.Audience, q.Register, q.Language = audience, register, programme.Language(language)
	return errors.Join(
		oneOf("audience", audience, audiences()),
		oneOf("register", register, registers()),
		oneOf("language", language, languages()),
		q.at(when),
	)
}

func oneOf(what, got string, known []string) error {
	if slices.Contains(known, got) {
		return nil
	}
	return fmt.Errorf("the %s %q is none of %s", what, got, strings.Join(known, ", "))
}

// at reads an instant of Paris, such as 2019-05-20 10:00 published. When none is given, the call is open; questions under
// embargo are asked on the evening of the jury's day.
func (q *Question) at(when string) error {
	if when == "" {
		when = "2019-04-23 10:00"
		if q.Kind == Embargo {
			when = "2019-05-15 20:00"
		}
	}
	day, isPublished := strings.CutSuffix(when, " published")
	at, err := time.ParseInLocation("2006-01-02 15:04", day, programme.Paris())
	if err != nil {
		return fmt.Errorf("%q is no instant such as 2019-05-10 16:50 or 2019-05-20 10:00 published", when)
	}
	q.When = Instant{At: at, Published: isPublished}
	return nil
}

// measure fills in what the answer is measured by. A question of the tables that anything would answer is a fault.
func (q *Question) measure(topics, facts, never string) error {
	q.Topics = strings.Fields(topics)
	q.Facts, q.Never = parseFacts(facts), parseFacts(never)
	switch {
	case strings.TrimSpace(q.Text) == "":
		return errors.New("there is no question")
	case q.Kind == InScope && len(q.Facts) == 0:
		return errors.New("no facts: say what the answer must hold")
	case q.Kind == InScope && len(q.Topics) == 0:
		return errors.New("no topics: name those that may answer it")
	}
	return nil
}
