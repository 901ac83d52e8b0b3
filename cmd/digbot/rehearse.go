package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/rehearsal"
	"digbot/internal/roster"
)

// rehearsalSeed makes the fictional people the same in every rehearsal.
const rehearsalSeed = 2019

type rehearseFlags struct {
	from, to, roster, dir, language string
	people                          int
}

func rehearseCommand(d *door) *cobra.Command {
	var flags rehearseFlags
	command := &cobra.Command{
		Use:   "rehearse",
		Short: "Play the whole season in a few seconds, with the code that runs it live",
		Long: `Play a season: every occasion, mail, post and approval, and people who ask questions in each
phase. Nobody is written to. The folder gets timeline.jsonl, the mails as .eml files, and
report.html, a page that shows the season as its people will see it.`,
		Example: examples(
			"digbot rehearse",
			"digbot rehearse --people 500 --out /tmp/season",
			"digbot rehearse --roster people.csv --from 2019-05-10 --to 2019-05-18"),
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return d.rehearse(command, flags) },
	}
	f := command.Flags()
	f.StringVar(&flags.from, "from", "", "begin at `T` (default: just before the first occasion)")
	f.StringVar(&flags.to, "to", "", "end at `T` (default: after the last occasion)")
	f.StringVar(&flags.roster, "roster", "", "play it with the people of this CSV `FILE`")
	f.IntVar(&flags.people, "people", 60, "number of fictional people, without --roster")
	f.StringVar(&flags.dir, "out", "rehearsal", "write into the folder `DIR`")
	f.StringVar(&flags.language, "lang", "fr", "language of the report: fr or en")
	command.MarkFlagsMutuallyExclusive("roster", "people")
	return command
}

func (d *door) rehearse(command *cobra.Command, flags rehearseFlags) error {
	began := time.Now()
	cfg, err := d.config()
	if err != nil {
		return err
	}
	options, err := d.rehearsalOptions(cfg, flags)
	if err != nil {
		return err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return err
	}
	options.Progress = progress(d.Out, isTerminal(d.Out))
	summary, err := rehearsal.Play(command.Context(), cfg, texts, options)
	if errors.Is(err, rehearsal.ErrForeign) {
		return misuse{fmt.Errorf("%w: choose an empty folder with --out", err)}
	}
	if err != nil {
		return err
	}
	return d.concluded(summary, options.Dir, time.Since(began))
}

func (d *door) rehearsalOptions(cfg config.Config, flags rehearseFlags) (rehearsal.Options, error) {
	options := rehearsal.Options{Dir: flags.dir, Language: programme.Language(flags.language), Log: d.log()}
	if options.Language != programme.French && options.Language != programme.English {
		return options, misuse{fmt.Errorf("--lang: %q is neither fr nor en", flags.language)}
	}
	for _, bound := range []struct {
		flag, text string
		to         *time.Time
	}{{"--from", cmp.Or(flags.from, d.at), &options.From}, {"--to", flags.to, &options.To}} {
		if bound.text == "" {
			continue
		}
		at, err := parseInstant(bound.flag, bound.text)
		if err != nil {
			return options, err
		}
		*bound.to = at
	}
	if !options.To.IsZero() && options.To.Before(options.From) {
		return options, misuse{errors.New("--to is before --from")}
	}
	var err error
	options.People, options.Fictional, err = d.people(cfg, flags)
	return options, err
}

// people reads the roster, or makes people up.
func (d *door) people(cfg config.Config, flags rehearseFlags) ([]programme.Person, bool, error) {
	if flags.roster == "" {
		if flags.people < 0 {
			return nil, true, misuse{fmt.Errorf("--people: %d is less than nobody", flags.people)}
		}
		return roster.Fictional(programme.Season{Promotion: cfg.Promotion}, flags.people, rehearsalSeed), true, nil
	}
	read, err := d.readRoster(cfg, flags.roster)
	return read.People, false, err
}

// progress shows each occasion as it is played; on a terminal with a bar that moves.
func progress(out io.Writer, terminal bool) func(rehearsal.Step) {
	const barWidth = 24
	return func(step rehearsal.Step) {
		if step.Occasion != "" || step.Mails+step.Posts > 0 {
			name := cmp.Or(step.Occasion, besideName(step.Beside))
			fmt.Fprintf(out, "\r\033[K"[:cut(terminal)]+"%s  %-22s %4d mails %3d posts\n",
				step.At.In(programme.Paris()).Format("2006-01-02 15:04"), name, step.Mails, step.Posts)
		}
		if terminal {
			done := barWidth * step.Done / step.Total
			fmt.Fprintf(out, "\r[%s%s] %3d %%", strings.Repeat("#", done), strings.Repeat(".", barWidth-done), 100*step.Done/step.Total)
		}
		if terminal && step.Done == step.Total {
			fmt.Fprint(out, "\r\033[K")
		}
	}
}

// besideName says what made mails leave where no occasion did.
func besideName(beside rehearsal.Beside) string {
	switch beside {
	case rehearsal.Approved:
		return "results approved"
	case rehearsal.Chased:
		return "open lists asked about"
	case rehearsal.Spaced:
		return "an hour after another"
	}
	return "in between"
}

// cut keeps the control characters away from what is no terminal.
func cut(terminal bool) int {
	if terminal {
		return len("\r\033[K")
	}
	return 0
}

func (d *door) concluded(summary rehearsal.Summary, dir string, took time.Duration) error {
	c := summary.Counts
	fmt.Fprintf(d.Out, "\nPlayed in %.1f s: %d milestones, %d reminders, %d mails, %d posts, %d questions, %d lists ticked; %d approvals, %d skipped.\n",
		took.Seconds(), c[rehearsal.Milestone], c[rehearsal.Reminder], c[rehearsal.Mail], c[rehearsal.Post], c[rehearsal.Question], c[rehearsal.Ticked],
		c[rehearsal.Approval], c[rehearsal.Skipped])
	if len(summary.Remarks) > 0 {
		fmt.Fprintf(d.Out, "Worth a look: %d people are not written to at some occasion.\n  %s\n", len(summary.Remarks), strings.Join(summary.Remarks, "\n  "))
	}
	fmt.Fprintf(d.Out, "Look at %s; the timeline and the mails stand beside it in %s. Nobody was written to.\n", summary.Page, dir)
	if len(summary.Refused) > 0 {
		fmt.Fprintf(d.Err, "Refused, because values are missing:\n  %s\n", strings.Join(summary.Refused, "\n  "))
		return errReported
	}
	return nil
}
