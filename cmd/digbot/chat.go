package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"digbot/bot/console"
	"digbot/internal/programme"
	"digbot/templates"
)

// chatWidth is the longest line that reads well on a terminal, in characters.
const chatWidth = 88

func chatCommand(d *door) *cobra.Command {
	var released string
	command := &cobra.Command{
		Use:   "chat",
		Short: "Talk to the bot on the terminal",
		Long: `Hold the conversation that people hold in chat, on the terminal. The arrow keys bring earlier
questions back; choices are answered by their number. No state is read or kept.`,
		Example: examples("digbot chat", "digbot chat --now 2019-05-17T10:00:00+02:00"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			handle, season, err := d.bot(released)
			if err != nil {
				return err
			}
			talk, err := d.conversation(season)
			if err != nil {
				return err
			}
			return talk.Run(command.Context(), handle)
		},
	}
	releasedFlag(command, &released)
	return command
}

// conversation is a console with its words.
func (d *door) conversation(season programme.Season) (*console.Console, error) {
	texts, err := templates.Load(nil)
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	for _, name := range []string{"console-welcome", "console-bye", "failure"} {
		document, err := texts.Phrase(name, templates.View{Season: season, Language: programme.French})
		if err != nil {
			return nil, fmt.Errorf("word the conversation: %w", err)
		}
		words[name] = document.Plain()
	}
	return console.New(console.Config{Welcome: words["console-welcome"], Bye: words["console-bye"], Failure: words["failure"],
		User: "console", In: d.In, Out: d.Out, Width: chatWidth}), nil
}
