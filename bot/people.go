package bot

import (
	"context"

	"digbot/internal/programme"
)

// People recognises those who write, by the accounts that the team has put on its list.
type People interface {
	// Recognise tells whom the account of a user on a platform belongs to; false when it belongs to nobody, or to several.
	Recognise(ctx context.Context, platform, user string) (Known, bool, error)
}

// Known is what the bot may know of somebody who writes to it. There is no decision in it, and none can be put there.
type Known struct {
	FirstName string
	Language  programme.Language // in which the team writes to this person
	Accounts  map[string]string  // by platform, as the team has written them beside the name
	Roles     []KnownRole
}

// KnownRole is a role of somebody who writes, with what that person may be told of it.
type KnownRole struct {
	Kind      programme.RoleKind
	Challenge string // id; empty when it concerns none
	Status    programme.Status
	Received  programme.Date // the day on which the application arrived; zero: not known
	Hearing   programme.Hearing
}

// Recognising lets the bot answer people about their own file. It is called before the first message.
func (b *Bot) Recognising(people People) *Bot {
	b.people = people
	return b
}
