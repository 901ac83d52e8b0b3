package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/bot"
	"digbot/bot/understand"
	"digbot/internal/programme"
)

type evaluateFlags struct {
	train, test, foreign, language string
	asJSON, confusions             bool
}

func evaluateCommand(d *door) *cobra.Command {
	var flags evaluateFlags
	command := &cobra.Command{
		Use:   "evaluate --test FILE",
		Short: "Measure how well questions are understood",
		Long: `Measure the understanding on a labelled set: a file with one question a line, its topic before it
and a tab between them. Without --train, the shipped knowledge is measured; its topics are the
names of the answers' files. --oos names questions that no topic answers; their labels do not count.`,
		Example: examples(
			"digbot evaluate --test questions.tsv --oos foreign.tsv",
			"digbot evaluate --train train.tsv --test test.tsv --json",
			"digbot evaluate --test questions.tsv --confusions    # which questions to add where"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return d.evaluate(flags) },
	}
	f := command.Flags()
	f.StringVar(&flags.train, "train", "", "learn from this `FILE` instead of the shipped knowledge")
	f.StringVar(&flags.test, "test", "", "measure on this `FILE`")
	f.StringVar(&flags.foreign, "oos", "", "questions that no topic answers, in this `FILE`")
	f.StringVar(&flags.language, "lang", "fr", "language of the questions: fr or en")
	f.BoolVar(&flags.asJSON, "json", false, "print one JSON object on one line")
	f.BoolVar(&flags.confusions, "confusions", false, "list what is mistaken for what")
	_ = command.MarkFlagRequired("test") // the flag exists
	command.AddCommand(evaluateAnswersCommand(d))
	return command
}

func (d *door) evaluate(flags evaluateFlags) error {
	language := understand.Language(flags.language)
	if !slices.Contains(programme.Languages(), programme.Language(flags.language)) {
		return misuse{fmt.Errorf("--lang: %q is neither fr nor en", flags.language)}
	}
	train, err := d.trainingSet(flags.train, programme.Language(flags.language))
	if err != nil {
		return err
	}
	test, testErr := readLabelled(flags.test, topicsOf(train))
	var foreign []understand.Example
	var foreignErr error
	if flags.foreign != "" {
		foreign, foreignErr = readLabelled(flags.foreign, nil)
	}
	if err := errors.Join(testErr, foreignErr); err != nil {
		return misuse{err}
	}
	began := time.Now()
	engine, err := understand.Train(language, train)
	if err != nil {
		return misuse{err}
	}
	trained := time.Now()
	scores := understand.Evaluate(engine, test, foreign)
	report := newEvaluation(scores, trained.Sub(began), time.Since(trained), len(test)+len(foreign))
	if err := report.print(d, flags.asJSON); err != nil || !flags.confusions {
		return err
	}
	d.printConfusions(scores.Confusions, train, flags.language)
	return nil
}

// trainingSet reads a file of examples, or takes the shipped knowledge.
func (d *door) trainingSet(file string, language programme.Language) ([]understand.Example, error) {
	if file != "" {
		train, err := readLabelled(file, nil)
		if err != nil {
			return nil, misuse{err}
		}
		return train, nil
	}
	cfg, err := d.config()
	if err != nil {
		return nil, err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return nil, err
	}
	return bot.Examples(texts, cfg.Promotion, language), nil
}

// topicsOf are the topics of which there are examples.
func topicsOf(examples []understand.Example) map[string]bool {
	topics := map[string]bool{}
	for _, example := range examples {
		topics[example.Topic] = true
	}
	return topics
}

// readLabelled reads lines of a topic, a tab and a question. The error lists every line that is none, or whose topic is not
// known: it could only be scored as wrong. Without known topics every one will do.
func readLabelled(path string, known map[string]bool) ([]understand.Example, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var labelled []understand.Example
	var faults []error
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longestLine)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		topic, question, found := strings.Cut(lines.Text(), "\t")
		if !found || strings.TrimSpace(question) == "" {
			faults = append(faults, fmt.Errorf("%s:%d: no topic, tab and question", path, n))
			continue
		}
		example := understand.Example{Topic: strings.TrimSpace(topic), Text: strings.TrimSpace(question)}
		if known != nil && !known[example.Topic] {
			faults = append(faults, fmt.Errorf("%s:%d: %q is no topic of which questions are known: correct it, or take the line out", path, n, example.Topic))
		}
		labelled = append(labelled, example)
	}
	if err := lines.Err(); err != nil {
		faults = append(faults, fmt.Errorf("%s: %s", path, unread(err)))
	}
	return labelled, errors.Join(faults...)
}

// evaluation is what is printed: shares between 0 and 1.
type evaluation struct {
	Top1               float64 `json:"top1"`
	Top3               float64 `json:"top3"`
	OOSAUC             float64 `json:"oos_auc"`
	HandledRight       float64 `json:"handled_right"`
	OOSRejected        float64 `json:"oos_rejected"`
	ConfidentWrong     float64 `json:"confident_wrong"`
	SureRight          float64 `json:"sure_right"`
	SureOrChoiceRight  float64 `json:"sure_or_choice_right"`
	SureOOS            float64 `json:"sure_oos"`
	SureConfidentWrong float64 `json:"sure_confident_wrong"`
	QuestionsPerSecond float64 `json:"questions_per_second"`
	TrainMS            float64 `json:"train_ms"`
}

func newEvaluation(s understand.Scores, training, asking time.Duration, questions int) evaluation {
	return evaluation{
		Top1: s.Top1, Top3: s.Top3, OOSAUC: s.OOSAUC, HandledRight: s.HandledRight, OOSRejected: s.OOSRejected,
		ConfidentWrong: s.ConfidentWrong, SureRight: s.SureRight, SureOrChoiceRight: s.SureOrChoiceRight, SureOOS: s.SureOOS,
		SureConfidentWrong: s.SureConfidentWrong, QuestionsPerSecond: float64(questions) / max(asking.Seconds(), 1e-9),
		TrainMS: float64(training.Microseconds()) / 1000,
	}
}

func (e evaluation) print(d *door, asJSON bool) error {
	encoded, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if asJSON {
		_, err := fmt.Fprintln(d.Out, string(encoded))
		return err
	}
	figures := map[string]float64{}
	if err := json.Unmarshal(encoded, &figures); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		fmt.Fprintf(d.Out, "%-22s %10.3f\n", name, figures[name])
	}
	return nil
}
