package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/store"
	"digbot/internal/trace"
)

func serveCommand(d *door) *cobra.Command {
	var rosterFile string
	var speed float64
	var silent bool
	var as string
	command := &cobra.Command{
		Use:   "serve",
		Short: "Run the bot, the calendar and the mails until stopped",
		Long: `Run bot, scheduler, notifier and the HTTP door until SIGINT or SIGTERM, then stop cleanly. With
no chat platform configured, a conversation opens on the terminal; its end does not end the service.

With --now the season is lived from another instant on. The instant is kept in the store: a
restart goes on from there, and needs --now again.`,
		Example: examples(
			"digbot serve",
			"digbot serve --config config.yaml --config secrets.yaml",
			"digbot serve --now 2019-05-10T16:59:50+02:00    # live a season of the past"),
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return d.serve(command, rosterFile, as, speed, silent)
		},
	}
	flags := command.Flags()
	flags.StringVar(&rosterFile, "roster", "", "take in the people of this CSV `FILE` first, as people import does")
	flags.Float64Var(&speed, "speed", 0, "live the season `N` times faster; for tests on one machine")
	asFlag(command, &as)
	flags.BoolVar(&silent, "no-console", false, "open no conversation on the terminal")
	return command
}

func (d *door) serve(command *cobra.Command, rosterFile, as string, speed float64, silent bool) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return err
	}
	member := config.Member{Console: "console"}
	if as != "" {
		if member, err = onConsole(cfg, as); err != nil {
			return err
		}
	}
	options := app.ServeOptions{Log: d.serviceLog(), Lease: d.Lease, Drive: app.Drive{Speed: speed}}
	if d.at != "" {
		if options.Drive.Now, err = parseInstant("--now", d.at); err != nil {
			return err
		}
	}
	if speed < 0 {
		return misuse{errors.New("--speed: the season cannot go backwards")}
	}
	if options.Roster, err = d.roster(cfg, rosterFile); err != nil {
		return err
	}
	if !silent {
		if options.Console, err = d.conversation(programme.Season{Promotion: cfg.Promotion}, member); err != nil {
			return err
		}
	}
	return misconfigured(app.Serve(command.Context(), cfg, texts, options))
}

// roster reads a list of people for the store, which takes it in when it is open. What is wrong with it is told before
// anything begins; decisions are refused as long as there is no key to encrypt them with.
func (d *door) roster(cfg config.Config, file string) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	list, err := os.ReadFile(file)
	if err != nil {
		return nil, misuse{fmt.Errorf("--roster: %w", err)}
	}
	read, err := d.readList(cfg, file, bytes.NewReader(list))
	if err != nil {
		return nil, err
	}
	if cfg.Decisions.Key.IsZero() && slices.ContainsFunc(read.People, decided) {
		return nil, misuse{fmt.Errorf("--roster: %s holds decisions of the jury: %w", file, store.ErrNoKey)}
	}
	return list, nil
}

// decided reports whether something was decided on a person.
func decided(person programme.Person) bool {
	return slices.ContainsFunc(person.Roles, func(role programme.Role) bool { return role.Decision != programme.Undecided })
}

// readRoster reads a file of people.
func (d *door) readRoster(cfg config.Config, path string) (roster.Roster, error) {
	file, err := os.Open(path)
	if err != nil {
		return roster.Roster{}, misuse{fmt.Errorf("--roster: %w", err)}
	}
	defer file.Close()
	return d.readList(cfg, path, file)
}

// readList reads a list, and tells what is worth a remark.
func (d *door) readList(cfg config.Config, path string, list io.Reader) (roster.Roster, error) {
	read, err := roster.Read(list, cfg.Promotion, nil)
	if faults, faulty := errors.AsType[roster.Faults](err); faulty {
		return roster.Roster{}, faultyList(path, faults, "nobody was read")
	}
	if err != nil {
		return roster.Roster{}, misuse{fmt.Errorf("%s: %w", path, err)}
	}
	remarks, err := listLines(read.Remarks)
	for _, remark := range remarks {
		fmt.Fprintln(d.Err, path+": "+remark)
	}
	return read, err
}

// serviceLog is one line per event: for people on a terminal, for machines elsewhere.
func (d *door) serviceLog() *slog.Logger {
	level := slog.LevelInfo
	if d.verbose {
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	if isTerminal(d.Err) {
		return slog.New(trace.NewHandler(slog.NewTextHandler(d.Err, options)))
	}
	return slog.New(trace.NewHandler(slog.NewJSONHandler(d.Err, options)))
}
