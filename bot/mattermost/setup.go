package mattermost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

const (
	// trigger is the word of the slash command.
	trigger = "dig"

	// tokenFor is how long noted tokens are kept; the server decides when they end.
	tokenFor = 10 * 365 * 24 * time.Hour

	// setupTimeout is how long a setup may take.
	setupTimeout = time.Minute
)

// Setup is what is to be there on the server before the bot can take part.
type Setup struct {
	Config              // Token may be empty: then one is made, and noted
	AdminToken string   // of an administrator; used for this alone
	Username   string   // of the bot's account
	Channels   []string // of the team, which the bot joins
}

// Outcome is what a setup found and did, a sentence each.
type Outcome struct {
	Server  string   // its version
	Changes []string // what was changed; empty when all was as it should be
	Remarks []string // what would be better otherwise
}

// Faults are the settings that stand in the way, each with its fix. Nothing was changed.
type Faults []string

// Error implements error.
func (f Faults) Error() string { return strings.Join(f, "\n") }

// Run makes the bot's account, lets it join the team and its channels, and registers the command. A second run changes
// nothing. A Faults error says what must be mended first.
func (s Setup) Run(ctx context.Context, notes bot.Notes, texts *templates.Library) (Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, setupTimeout)
	defer cancel()
	url := strings.TrimRight(s.URL, "/")
	r := &setup{Setup: s, admin: newClient(url, s.AdminToken, false), notes: notes, words: words{texts}}
	r.PublicURL = strings.TrimRight(s.PublicURL, "/")
	if err := r.inspect(ctx); err != nil {
		return r.outcome, err
	}
	for _, step := range []func(context.Context) error{r.account, r.token, r.join, r.joinChannels, r.command} {
		if err := step(ctx); err != nil {
			return r.outcome, err
		}
	}
	return r.outcome, nil
}

// setup is one run.
type setup struct {
	Setup
	admin   *model.Client4
	notes   bot.Notes
	words   words
	team    string // its id
	bot     string // the id of its account
	outcome Outcome
}

func (r *setup) changed(form string, values ...any) {
	r.outcome.Changes = append(r.outcome.Changes, fmt.Sprintf(form, values...))
}

func (r *setup) remark(form string, values ...any) {
	r.outcome.Remarks = append(r.outcome.Remarks, fmt.Sprintf(form, values...))
}

// account makes the bot's account, or mends it.
func (r *setup) account(ctx context.Context) error {
	found, err := r.findBot(ctx)
	if err != nil {
		return err
	}
	name, description := r.words.in("bot-name", programme.French), r.words.in("bot-description", programme.French)
	if found == nil {
		made, _, err := r.admin.CreateBot(ctx, &model.Bot{Username: r.Username, DisplayName: name, Description: description})
		if err != nil {
			return fmt.Errorf("create the bot's account: %w", err)
		}
		r.bot = made.UserId
		r.changed("created the bot's account @%s", r.Username)
		return nil
	}
	r.bot = found.UserId
	if found.DeleteAt != 0 {
		if _, _, err := r.admin.EnableBot(ctx, r.bot); err != nil {
			return fmt.Errorf("switch the bot's account on: %w", err)
		}
		r.changed("switched the bot's account @%s on again", r.Username)
	}
	if found.DisplayName == name && found.Description == description {
		return nil
	}
	if _, _, err := r.admin.PatchBot(ctx, r.bot, &model.BotPatch{DisplayName: &name, Description: &description}); err != nil {
		return fmt.Errorf("describe the bot's account: %w", err)
	}
	r.changed("changed the name or the description of @%s", r.Username)
	return nil
}

// findBot is the account, also one that was switched off; nil when there is none.
func (r *setup) findBot(ctx context.Context) (*model.Bot, error) {
	user, _, err := r.admin.GetUserByUsername(ctx, r.Username, "")
	if statusOf(err) == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the bot's account: %w", err)
	}
	if !user.IsBot {
		return nil, Faults{fmt.Sprintf("@%s is the account of a person: choose another name with --username", r.Username)}
	}
	found, _, err := r.admin.GetBotIncludeDeleted(ctx, user.Id, "")
	if err != nil {
		return nil, fmt.Errorf("read the bot's account: %w", err)
	}
	return found, nil
}

// token makes sure that there is a token of the account, and that it is the account's.
func (r *setup) token(ctx context.Context) error {
	token, source := r.Token, "mattermost.token"
	if token == "" {
		var err error
		if token, err = r.notes.Noted(ctx, botTokenNote); err != nil {
			return fmt.Errorf("read the bot's token: %w", err)
		}
		source = "the stored token"
	}
	owner, err := r.ownerOf(ctx, token)
	switch {
	case err != nil:
		return err
	case owner == r.bot:
		return nil
	case r.Token != "" && owner == "":
		return Faults{source + ": the server refuses it: take it out of the configuration, and run this again"}
	case r.Token != "":
		return Faults{fmt.Sprintf("%s belongs to another account than @%s: take it out of the configuration and run this again, or name that account with --username", source, r.Username)}
	}
	made, _, err := r.admin.CreateUserAccessToken(ctx, r.bot, "digbot")
	if err != nil {
		return fmt.Errorf("make a token for the bot: %w", err)
	}
	if err := r.notes.Note(ctx, botTokenNote, made.Token, tokenFor); err != nil {
		return fmt.Errorf("store the bot's token: %w", err)
	}
	r.changed("made a token for @%s, and stored it", r.Username)
	return nil
}

// ownerOf is whose a token is; empty when the server refuses it.
func (r *setup) ownerOf(ctx context.Context, token string) (string, error) {
	if token == "" {
		return "", nil
	}
	me, _, err := newClient(r.admin.URL, token, false).GetMe(ctx, "")
	if statusOf(err) == http.StatusUnauthorized {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("try the bot's token: %w", err)
	}
	return me.Id, nil
}

func (r *setup) join(ctx context.Context) error {
	member, _, err := r.admin.GetTeamMember(ctx, r.team, r.bot, "")
	if err == nil && member.DeleteAt == 0 {
		return nil
	}
	if err != nil && statusOf(err) != http.StatusNotFound {
		return fmt.Errorf("look whether the bot is in the team: %w", err)
	}
	if _, _, err := r.admin.AddTeamMember(ctx, r.team, r.bot); err != nil {
		return fmt.Errorf("let the bot join the team: %w", err)
	}
	r.changed("let @%s join the team %s", r.Username, r.Team)
	return nil
}

// joinChannels lets the bot join its channels. One that does not exist is no reason to stop.
func (r *setup) joinChannels(ctx context.Context) error {
	for _, name := range r.Channels {
		name = strings.TrimPrefix(name, "#")
		channel, _, err := r.admin.GetChannelByName(ctx, name, r.team, "")
		if statusOf(err) == http.StatusNotFound {
			r.remark("there is no channel %s in the team %s: create it, or correct its name in the configuration, and run this again", name, r.Team)
			continue
		}
		if err != nil {
			return fmt.Errorf("look for the channel %s: %w", name, err)
		}
		_, _, err = r.admin.GetChannelMember(ctx, channel.Id, r.bot, "")
		if err == nil {
			continue
		}
		if statusOf(err) != http.StatusNotFound {
			return fmt.Errorf("look whether the bot is in the channel %s: %w", name, err)
		}
		if _, _, err := r.admin.AddChannelMember(ctx, channel.Id, r.bot); err != nil {
			return fmt.Errorf("let the bot join the channel %s: %w", name, err)
		}
		r.changed("let @%s join the channel %s", r.Username, name)
	}
	return nil
}

// command registers the slash command, or mends it, and stores its token.
func (r *setup) command(ctx context.Context) error {
	if r.PublicURL == "" {
		r.remark("http.public_url is not set, so that the server cannot reach digbot: there is no /%s, and choices are numbered instead of buttons", trigger)
		return nil
	}
	commands, _, err := r.admin.ListCommands(ctx, r.team, true)
	if err != nil {
		return fmt.Errorf("list the commands: %w", err)
	}
	want := r.wanted()
	for _, found := range commands {
		if found.Trigger == trigger && found.DeleteAt == 0 {
			return r.mend(ctx, found, want)
		}
	}
	made, _, err := r.admin.CreateCommand(ctx, want)
	if err != nil {
		return fmt.Errorf("register the command /%s: %w", trigger, err)
	}
	r.changed("registered the command /%s", trigger)
	return r.keep(ctx, made.Token)
}

func (r *setup) wanted() *model.Command {
	return &model.Command{
		TeamId: r.team, Trigger: trigger, Method: model.CommandMethodPost, URL: r.PublicURL + CommandPath, Username: r.Username,
		DisplayName: r.words.in("bot-name", programme.French), Description: r.words.in("command-description", programme.French),
		AutoComplete: true, AutoCompleteDesc: r.words.in("command-description", programme.French), AutoCompleteHint: r.words.in("command-hint", programme.French),
	}
}

func (r *setup) mend(ctx context.Context, found, want *model.Command) error {
	if !alike(found, want) {
		want.Id, want.Token, want.CreatorId, want.CreateAt = found.Id, found.Token, found.CreatorId, found.CreateAt
		if _, _, err := r.admin.UpdateCommand(ctx, want); err != nil {
			return fmt.Errorf("mend the command /%s: %w", trigger, err)
		}
		r.changed("mended the command /%s", trigger)
	}
	return r.keep(ctx, found.Token)
}

func alike(a, b *model.Command) bool {
	return a.Method == b.Method && a.URL == b.URL && a.Username == b.Username && a.DisplayName == b.DisplayName && a.Description == b.Description &&
		a.AutoComplete == b.AutoComplete && a.AutoCompleteDesc == b.AutoCompleteDesc && a.AutoCompleteHint == b.AutoCompleteHint
}

// keep stores the command's token, unless it is known.
func (r *setup) keep(ctx context.Context, token string) error {
	if token == "" {
		return errors.New("the server does not show the command's token: use the token of an administrator of the whole server")
	}
	noted, err := r.notes.Noted(ctx, commandTokenNote)
	if err != nil {
		return fmt.Errorf("read the command's token: %w", err)
	}
	if noted == token {
		return nil
	}
	if err := r.notes.Note(ctx, commandTokenNote, token, tokenFor); err != nil {
		return fmt.Errorf("store the command's token: %w", err)
	}
	r.changed("stored the token of the command /%s", trigger)
	return nil
}
