package bot

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"digbot/bot/understand"
	"digbot/internal/programme"
	"digbot/templates"
)

// cardTopic is the topic whose text describes one challenge: the bot derives one for each challenge from it.
const cardTopic = "challenge-card"

// Knowledge is what the bot knows in every language. It is safe for concurrent use.
type Knowledge struct {
	texts      *templates.Library
	names      []name
	nameStarts wordSet // the first words of names: most questions hold none
	schools    map[programme.Language]*school
	footers    sync.Map // under the answers on each topic: templates.Document by footerKey
}

// school is the knowledge of one language. Its engine is trained when the first question comes, or by Ready.
type school struct {
	train  func() (*understand.Engine, error)
	engine func() (*understand.Engine, error) // trained once, and held
	// challenges tells the challenges apart, where one of them is meant; nil where there are not two
	challenges func() (*understand.Engine, error)
	verbatim   map[string]string // the words of a known question -> its topic
	heard      map[string]bool   // the words of the known questions
}

// Trainer makes an engine from examples; understand.Train is one.
type Trainer func(language understand.Language, examples []understand.Example) (*understand.Engine, error)

// Learn gathers the questions of the texts and of the promotion's challenges. Training takes about a second a language
// and is put off until a question comes in it; Ready does it at once.
func Learn(texts *templates.Library, promotion programme.Promotion, train Trainer) *Knowledge {
	k := &Knowledge{texts: texts, names: namesOf(promotion), schools: map[programme.Language]*school{}}
	k.nameStarts = startsOf(k.names)
	for _, language := range programme.Languages() {
		known := Examples(texts, promotion, language)
		learn := func() (*understand.Engine, error) { return train(understand.Language(language), known) }
		k.schools[language] = &school{
			train:  learn,
			engine: sync.OnceValues(learn),
			challenges: sync.OnceValues(func() (*understand.Engine, error) {
				if len(promotion.Challenges) < 2 {
					return nil, nil
				}
				return train(understand.Language(language), ofChallenges(known))
			}),
			verbatim: verbatim(append(known, namings(texts, promotion, language)...)),
			heard:    heardIn(known),
		}
	}
	return k
}

// Ready trains every language now, and holds the programme's own; another takes some megabytes, which are spent when the
// first question comes in it: a Trainer that keeps what it has trained gives it back at once. The error names the questions
// from which nothing can be learnt.
func (k *Knowledge) Ready() error {
	faults := make([]error, len(programme.Languages()))
	var training sync.WaitGroup
	for i, language := range programme.Languages() {
		train := k.schools[language].train
		if language == programme.French {
			train = k.schools[language].engine
		}
		training.Go(func() {
			if _, err := train(); err != nil {
				faults[i] = fmt.Errorf("learn the questions in %q: %w", language, err)
			}
		})
	}
	training.Wait()
	return errors.Join(faults...)
}

// rank finds the topics that a question may be about. A question that stands in the knowledge word for word is surely
// about its topic.
func (t *turn) rank(text string) (understand.Result, error) {
	s, asked := t.knowledge.schools[t.language], strings.Join(t.wordsOf(text), " ")
	if asked == "" {
		return understand.Result{Verdict: understand.Unknown}, nil
	}
	if topic, known := s.verbatim[asked]; known {
		return understand.Result{Verdict: understand.Sure, Confidence: 1, Topics: []understand.Ranked{{Topic: topic, Confidence: 1}}}, nil
	}
	engine, err := s.engine()
	if err != nil {
		return understand.Result{}, fmt.Errorf("learn the questions in %q: %w", t.language, err)
	}
	return t.ranking(engine, text), nil
}

// verbatim maps the words of each question to its topic; a question that stands in two topics is left out.
func verbatim(known []understand.Example) map[string]string {
	topics := map[string]string{}
	for _, example := range known {
		key := words(example.Text)
		if topic, taken := topics[key]; taken && topic != example.Topic {
			topics[key] = ""
			continue
		}
		topics[key] = example.Topic
	}
	maps.DeleteFunc(topics, func(_, topic string) bool { return topic == "" })
	return topics
}

// heardIn are the words of questions.
func heardIn(known []understand.Example) map[string]bool {
	heard := map[string]bool{}
	for _, example := range known {
		for _, word := range understand.Words(example.Text) {
			heard[word] = true
		}
	}
	return heard
}

// languageByWords is the language in whose questions most words of a text were heard; it reports false for a tie.
func (k *Knowledge) languageByWords(text string) (programme.Language, bool) {
	asked := understand.Words(text)
	best, most, tied := programme.French, -1, false
	for _, language := range programme.Languages() {
		known := 0
		for _, word := range asked {
			if k.schools[language].heard[word] {
				known++
			}
		}
		if known > most {
			best, most, tied = language, known, false
		} else if known == most {
			tied = true
		}
	}
	return best, !tied
}

// words is a text reduced to what its words are.
func words(text string) string { return strings.Join(understand.Words(text), " ") }

// Examples are the questions that the bot learns in a language, each with its topic.
func Examples(texts *templates.Library, promotion programme.Promotion, language programme.Language) []understand.Example {
	var all []understand.Example
	for _, topic := range texts.Topics(language) {
		if topic.ID == cardTopic {
			all = append(all, cardExamples(topic, promotion, language)...)
			continue
		}
		all = append(all, understand.Example{Topic: topic.ID, Text: topic.Title})
		for _, question := range topic.Questions {
			if question != topic.Title {
				all = append(all, understand.Example{Topic: topic.ID, Text: question})
			}
		}
	}
	return all
}

// ofChallenges are the examples of challenges among all.
func ofChallenges(known []understand.Example) []understand.Example {
	return slices.DeleteFunc(slices.Clone(known), func(e understand.Example) bool { return !strings.HasPrefix(e.Topic, CardPrefix) })
}

// cardExamples teaches each challenge by its title, by its host and themes where they are its own, and by each of its
// names in one of the ways of asking for a challenge.
func cardExamples(topic templates.Topic, promotion programme.Promotion, language programme.Language) []understand.Example {
	var all []understand.Example
	shared := sharedWords(promotion, language)
	for _, challenge := range promotion.Challenges {
		texts := []string{challenge.Title.In(language)}
		for _, text := range append([]string{challenge.Host.In(language)}, challenge.Themes...) {
			if !shared[words(text)] {
				texts = append(texts, text)
			}
		}
		for i, acronym := range challenge.Acronyms {
			if n := len(topic.Questions); n > 0 {
				texts = append(texts, naming(topic.Questions[i%n], acronym))
			}
		}
		for _, text := range texts {
			all = append(all, understand.Example{Topic: CardPrefix + challenge.ID, Text: text})
		}
	}
	return all
}

// sharedWords are the hosts, ministries and themes of more than one challenge: they name none.
func sharedWords(promotion programme.Promotion, language programme.Language) map[string]bool {
	first, shared := map[string]string{}, map[string]bool{}
	for _, challenge := range promotion.Challenges {
		for _, text := range append([]string{challenge.Host.In(language), challenge.Ministry.In(language)}, challenge.Themes...) {
			key := words(text)
			if owner, known := first[key]; known && owner != challenge.ID {
				shared[key] = true
			}
			first[key] = challenge.ID
		}
	}
	return shared
}

// namings are all the ways of asking for a challenge by each of its names: too many to learn from, all to be recognised.
func namings(texts *templates.Library, promotion programme.Promotion, language programme.Language) []understand.Example {
	topic, _ := texts.Topic(cardTopic, language)
	var all []understand.Example
	for _, challenge := range promotion.Challenges {
		for _, acronym := range challenge.Acronyms {
			for _, question := range topic.Questions {
				all = append(all, understand.Example{Topic: CardPrefix + challenge.ID, Text: naming(question, acronym)})
			}
		}
	}
	return all
}

// naming puts a challenge's name into a question of the card's text.
func naming(question, name string) string { return strings.ReplaceAll(question, "{name}", name) }

// title is the question by which a topic is offered as a choice.
func (k *Knowledge) title(topic string, promotion programme.Promotion, language programme.Language) string {
	if id, isCard := strings.CutPrefix(topic, CardPrefix); isCard {
		challenge, _ := promotion.Challenge(id)
		return challenge.Title.In(language)
	}
	found, _ := k.texts.Topic(topic, language)
	return found.Title
}
