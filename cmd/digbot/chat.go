package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"digbot/bot/console"
	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/templates"
)

// chatWidth is the longest line that reads well on a terminal, in characters.
const chatWidth = 88

func chatCommand(d *door) *cobra.Command {
	var released, as string
	command := &cobra.Command{
		Use:   "chat",
		Short: "Talk to the bot on the terminal",
		Long: `Hold the conversation that people hold in chat, on the terminal. The arrow keys bring earlier
questions back; choices and buttons are answered by their number. No state is read or kept.

With --as a member of the team works from the terminal, with the state of the service: what is
written after /dig is a command, such as /dig aide. It works while the service runs.`,
		Example: examples("digbot chat", "digbot chat --now 2019-05-17T10:00:00+02:00", "digbot chat --as camille"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if as != "" {
				return d.staff(command.Context(), as)
			}
			handle, season, err := d.bot(released)
			if err != nil {
				return err
			}
			talk, err := d.conversation(season, config.Member{Console: "console"})
			if err != nil {
				return err
			}
			return talk.Run(command.Context(), handle)
		},
	}
	releasedFlag(command, &released)
	asFlag(command, &as)
	command.MarkFlagsMutuallyExclusive("as", "released")
	return command
}

func asFlag(command *cobra.Command, as *string) {
	command.Flags().StringVar(as, "as", "", "work as the member of the team whose console `NAME` the configuration holds")
}

// staff holds the conversation of a member of the team.
func (d *door) staff(ctx context.Context, as string) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	member, err := onConsole(cfg, as)
	if err != nil {
		return err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return err
	}
	s, err := d.lookIntoStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	now, err := d.running(ctx, s)
	if err != nil {
		return err
	}
	handle, end, err := app.OpenTeam(ctx, cfg, texts, s, now, d.log())
	if err != nil {
		return err
	}
	defer end()
	talk, err := d.conversation(programme.Season{Promotion: cfg.Promotion}, member)
	if err != nil {
		return err
	}
	return talk.Run(ctx, handle)
}

// onConsole finds the member of the team with that name on the terminal.
func onConsole(cfg config.Config, as string) (config.Member, error) {
	var names []string
	for _, member := range cfg.Staff {
		if member.Console == as {
			return member, nil
		}
		if member.Console != "" {
			names = append(names, member.Console)
		}
	}
	return config.Member{}, misuse{fmt.Errorf("--as %s: no member of the team has this console name; the configuration has: %s", as, strings.Join(names, ", "))}
}

// conversation is a console with its words. Whoever is of the team, and so has a name, is told how commands begin.
func (d *door) conversation(season programme.Season, member config.Member) (*console.Console, error) {
	texts, err := templates.Load(nil)
	if err != nil {
		return nil, err
	}
	welcome := "console-welcome"
	if member.Name != "" {
		welcome = "team-console"
	}
	words := map[string]string{}
	for _, name := range []string{welcome, "console-bye", "console-left", "failure"} {
		document, err := texts.Phrase(name, templates.View{Season: season, Language: programme.French, Data: map[string]any{"name": member.Name}})
		if err != nil {
			return nil, fmt.Errorf("word the conversation: %w", err)
		}
		words[name] = document.Plain()
	}
	return console.New(console.Config{Welcome: words[welcome], Bye: words["console-bye"], Failure: words["failure"], Left: words["console-left"],
		User: member.Console, In: d.In, Out: d.Out, Width: chatWidth}), nil
}
