package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"digbot/bot"
	"digbot/internal/app"
	"digbot/internal/exam"
)

type evaluateAnswersFlags struct {
	asJSON, misses bool
}

func evaluateAnswersCommand(d *door) *cobra.Command {
	var flags evaluateAnswersFlags
	command := &cobra.Command{
		Use:   "answers FOLDER",
		Short: "Measure what the bot answers, on tables and dialogues",
		Long: `Ask the bot every question of an evaluation set, in the phase of the season in which it is asked,
and say how many answers hold the right facts. The folder's README.md says how to read and extend
the set. Nothing is read from a store or kept.`,
		Example: examples(
			"digbot evaluate answers bot/testdata/evaluation",
			"digbot evaluate answers bot/testdata/evaluation --misses    # what went wrong, and where"),
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.evaluateAnswers(command.Context(), args[0], flags)
		},
	}
	command.Flags().BoolVar(&flags.asJSON, "json", false, "print one JSON object on one line: the share of each kind")
	command.Flags().BoolVar(&flags.misses, "misses", false, "list what was answered for what, and each miss with its line")
	return command
}

func (d *door) evaluateAnswers(ctx context.Context, folder string, flags evaluateAnswersFlags) error {
	set, err := exam.Load(os.DirFS(folder))
	if err != nil {
		return misuse{fmt.Errorf("the set in %s has faults:\n%w", folder, err)}
	}
	cfg, err := d.config()
	if err != nil {
		return err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return err
	}
	stage := exam.NewStage(cfg.Promotion)
	b, err := app.NewBot(texts, stage, bot.NewRecall(stage.Now), stage.Now, d.log())
	if err != nil {
		return err
	}
	report, err := stage.Ask(ctx, set, b.Handle)
	if err != nil {
		return err
	}
	return d.printReport(report, flags)
}

func (d *door) printReport(report exam.Report, flags evaluateAnswersFlags) error {
	if flags.asJSON {
		shares := map[exam.Kind]float64{}
		for _, kind := range exam.Kinds() {
			shares[kind] = report.Score(kind).Share()
		}
		return json.NewEncoder(d.Out).Encode(shares)
	}
	if err := report.WriteTable(d.Out); err != nil || !flags.misses {
		return err
	}
	fmt.Fprintln(d.Out, "\nWhat was answered for what:")
	for _, confusion := range report.Confusions() {
		fmt.Fprintln(d.Out, confusion)
	}
	fmt.Fprintln(d.Out, "\nLine by line:")
	for _, miss := range report.Misses() {
		fmt.Fprintf(d.Out, "%s\n    %s\n", miss, miss.Question.Text)
	}
	return nil
}
