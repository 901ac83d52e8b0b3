package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"digbot/bot/mattermost"
	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/trace"
)

// adminTokenVariable holds an administrator's token.
const adminTokenVariable = "MATTERMOST_ADMIN_TOKEN" //nolint:gosec // it is the name of a variable

func mattermostCommand(d *door) *cobra.Command {
	command := &cobra.Command{
		Use:   "mattermost",
		Short: "Prepare a Mattermost server for the bot",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	var options setupOptions
	setup := &cobra.Command{
		Use:   "setup",
		Short: "Make the bot's account, let it join, register /dig",
		Long: `Make the bot's account or mend it, let it join the team and its channels, register the command
/dig, and store the tokens of both. What was changed is printed; a second run changes nothing. The
server's settings are looked at first: what stands in the way is named with its fix.

It takes the token of an administrator, from the variable ` + adminTokenVariable + ` or from a file. The
token is used for this alone and kept nowhere.`,
		Example: examples(
			adminTokenVariable+"=... digbot mattermost setup",
			"digbot mattermost setup --admin-token-file secrets/admin.token --channel questions"),
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return d.setUpMattermost(command.Context(), options) },
	}
	flags := setup.Flags()
	flags.StringVar(&options.tokenFile, "admin-token-file", "", "read the administrator's token from `FILE`")
	flags.StringVar(&options.username, "username", "digbot", "`NAME` of the bot's account")
	flags.StringArrayVar(&options.channels, "channel", nil, "another `CHANNEL` for the bot to join, beside the configured ones; may be given again")
	command.AddCommand(setup)
	return command
}

type setupOptions struct {
	tokenFile, username string
	channels            []string
}

func (d *door) setUpMattermost(ctx context.Context, options setupOptions) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	if cfg.Mattermost.URL == "" {
		return misuse{errors.New("the configuration has no mattermost section: write mattermost.url and mattermost.team first")}
	}
	token, err := d.adminToken(options.tokenFile)
	if err != nil {
		return err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return err
	}
	s, err := d.openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	setup := mattermost.Setup{
		Config: app.MattermostConfig(cfg), AdminToken: token, Username: options.username, Channels: append(channelsOf(cfg), options.channels...),
	}
	outcome, err := setup.Run(trace.WithID(ctx, trace.NewID()), s, texts)
	d.printSetup(outcome)
	var faults mattermost.Faults
	if errors.As(err, &faults) {
		return misuse{fmt.Errorf("before the bot can take part, mend this:\n%w", err)}
	}
	return err
}

// adminToken is the token from the file or from the environment.
func (d *door) adminToken(file string) (string, error) {
	token, _ := d.Env(adminTokenVariable)
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", misuse{fmt.Errorf("--admin-token-file: %w", err)}
		}
		token = string(text)
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", misuse{errors.New("give the token of an administrator in " + adminTokenVariable + " or with --admin-token-file")}
	}
	return token, nil
}

// channelsOf are the channels in which the bot speaks by itself.
func channelsOf(cfg config.Config) []string {
	channels := []string{cfg.Posts.PublicChannel}
	if cfg.Mattermost.StaffChannel != "" {
		return append(channels, cfg.Mattermost.StaffChannel)
	}
	return append(channels, cfg.Posts.StaffChannel)
}

func (d *door) printSetup(outcome mattermost.Outcome) {
	if outcome.Server != "" {
		fmt.Fprintln(d.Out, "Mattermost "+outcome.Server)
	}
	for _, change := range outcome.Changes {
		fmt.Fprintln(d.Out, "- "+change)
	}
	if len(outcome.Changes) == 0 {
		fmt.Fprintln(d.Out, "Nothing was changed.")
	}
	for _, remark := range outcome.Remarks {
		fmt.Fprintln(d.Err, remark)
	}
}
