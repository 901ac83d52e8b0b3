package team

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"digbot/bot"
)

// Entry is a line of the journal: who of the team did what.
type Entry struct {
	At      time.Time // real time
	Who     string    // the member's id; of somebody else, platform and user id
	Where   string    // platform and channel
	What    string    // the command and what came of it: ids only, never a name or an address
	Content string    // hash of the content that it was about
}

// record writes down what came of a command; the empty outcome is that it was given.
func (t turn) record(ctx context.Context, outcome, content string) error {
	what := t.command.id
	if outcome != "" {
		what += " " + outcome
	}
	entry := Entry{At: time.Now(), Who: t.who(), Where: cmp.Or(t.where, where(t.message)), What: what, Content: content}
	if err := t.Journal.Write(ctx, entry); err != nil {
		return fmt.Errorf("write %q into the journal: %w", what, err)
	}
	return nil
}

func (t turn) who() string {
	if t.member.ID != "" {
		return t.member.ID
	}
	return t.message.Platform + ":" + t.message.User
}

func where(m bot.Message) string {
	if m.Place.Direct || m.Place.Channel == "" {
		return m.Platform + ":direct"
	}
	return m.Platform + ":" + m.Place.Channel
}

// What the journal shows at once, in entries.
const (
	shownEntries = 20
	mostEntries  = 100
)

func showJournal(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	n := shownEntries
	if wanted, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil && wanted > 0 {
		n = min(wanted, mostEntries)
	}
	entries, err := t.Journal.Last(ctx, n)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("read the journal: %w", err)
	}
	type line struct {
		Name, Where, Did string // in words
		When             string
		Short            string // of the content
	}
	var lines []line
	for _, entry := range entries {
		lines = append(lines, line{t.wording.Who(entry.Who, t.language), t.wording.Where(entry.Where, t.language), t.wording.Did(entry.What, t.language),
			stamp(entry.At), short(entry.Content)})
	}
	return t.say("journal", map[string]any{"entries": lines})
}

// refusedOutcome stands before the reason why a command was not carried out.
const refusedOutcome = "refused:"

// codeLength is how much of a content's hash people read and type.
const codeLength = 10

func short(hash string) string { return hash[:min(len(hash), codeLength)] }
