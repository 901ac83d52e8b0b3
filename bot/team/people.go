package team

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// personOf finds the person whose mail address a command names, and gives back what follows it.
func (t turn) personOf(ctx context.Context, rest string) (Person, string, error) {
	text, after, _ := strings.Cut(strings.TrimSpace(rest), " ")
	address, err := mail.ParseAddress(strings.TrimPrefix(strings.Trim(text, "<>"), "mailto:"))
	if err != nil {
		return Person{}, "", because("address")
	}
	email, _, _ := strings.Cut(address.Address, "|") // <mailto:a@example.org|a@example.org>
	person, found, err := t.People.Find(ctx, email)
	switch {
	case err != nil:
		return Person{}, "", fmt.Errorf("look for somebody: %w", err)
	case !found:
		return Person{}, "", because("nobodyknown")
	}
	return person, strings.TrimSpace(after), nil
}

// received is one message to a person.
type received struct {
	What, When, State string
	at                time.Time
}

// person tells what somebody received and when. Before the release nothing tells a decision.
func person(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	someone, _, err := t.personOf(ctx, rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := t.record(ctx, "looked "+someone.ID, ""); err != nil {
		return bot.Reply{}, err
	}
	campaigns, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("list the campaigns: %w", err)
	}
	var lines []received
	for _, c := range campaigns {
		deliveries, err := t.Campaigns.Deliveries(ctx, c.ID)
		if err != nil {
			return bot.Reply{}, fmt.Errorf("list the deliveries of %s: %w", c.ID, err)
		}
		for _, d := range deliveries {
			if !d.Post && d.Recipient == someone.ID {
				lines = append(lines, t.receivedOf(c, d))
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b received) int { return a.at.Compare(b.at) })
	reply, err := t.say("person", map[string]any{"person": someone, "roles": t.roles(someone), "received": lines})
	reply.Private = true
	return reply, err
}

func (t turn) receivedOf(c Campaign, d Delivery) received {
	line := received{What: t.mailName(c, d.Mailing), State: t.label("delivery_" + d.State), at: d.Settled}
	if !d.Settled.IsZero() {
		line.When = stamp(d.Settled)
	}
	return line
}

// mailName says what a mail is. The name of a result's mail is a decision, which nobody is told before the release.
func (t turn) mailName(c Campaign, mailing string) string {
	if c.Results && !t.season.IsReleased(t.now) {
		return t.label("mail_result")
	}
	return t.label("mail_" + mailing)
}

func (t turn) roles(p Person) []string {
	var roles []string
	for _, role := range p.Roles {
		text := t.label("role_one_" + string(role.Kind))
		if role.Status != "" {
			text += ", " + t.label("status_one_"+string(role.Status))
		}
		if challenge, found := t.season.Challenge(role.Challenge); found {
			text += ", " + challenge.Title.In(t.language)
		}
		roles = append(roles, text)
	}
	return roles
}

// withdraw proposes to note that somebody gives up: désistement <mail>.
func withdraw(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	someone, _, err := t.personOf(ctx, rest)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "withdraw", map[string]string{"person": someone.ID})
}

// someone reads the person of a proposal.
func (t turn) someone(ctx context.Context, p proposal) (Person, error) {
	people, err := t.People.Named(ctx, []string{p.Args["person"]})
	if err != nil {
		return Person{}, fmt.Errorf("look for somebody: %w", err)
	}
	person, found := people[p.Args["person"]]
	if !found {
		return person, because("nobodyknown")
	}
	return person, nil
}

func showWithdraw(ctx context.Context, t turn, p proposal) (shown, error) {
	someone, err := t.someone(ctx, p)
	if err != nil {
		return shown{}, err
	}
	if !slices.ContainsFunc(someone.Roles, func(r programme.Role) bool { return r.Kind == programme.Candidate }) {
		return shown{}, because("nocandidate", "name", someone.Name)
	}
	body, err := t.word("withdraw", map[string]any{"person": someone, "roles": t.roles(someone), "released": t.season.IsReleased(t.now)})
	return shown{body: body, summary: t.label("change_withdraw") + " : " + someone.Name}, err
}

func doWithdraw(ctx context.Context, t turn, p proposal) error {
	return t.Files.Withdraw(ctx, p.Args["person"])
}

// callUp proposes to offer a place to somebody on the reserve: appeler-réserve <mail> <défi>.
func callUp(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	if !t.season.IsReleased(t.now) {
		return bot.Reply{}, because("embargo")
	}
	someone, rest, err := t.personOf(ctx, rest)
	if err != nil {
		return bot.Reply{}, err
	}
	challenge, err := t.challengeIn(rest)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "callup", map[string]string{"person": someone.ID, "challenge": challenge.ID})
}

func showCallUp(ctx context.Context, t turn, p proposal) (shown, error) {
	if !t.season.IsReleased(t.now) {
		return shown{}, because("embargo")
	}
	someone, err := t.someone(ctx, p)
	if err != nil {
		return shown{}, err
	}
	reserve, err := t.Files.OnReserve(ctx, someone.ID)
	if err != nil {
		return shown{}, fmt.Errorf("read the reserve: %w", err)
	}
	challenge, _ := t.season.Challenge(p.Args["challenge"])
	switch {
	case !reserve:
		return shown{}, because("noreserve", "name", someone.Name)
	case challenge.IsWithdrawn(t.now):
		return shown{}, because("withdrawn", "challenge", challenge.Title.In(t.language))
	}
	body, err := t.word("callup", map[string]any{"person": someone, "challenge": challenge.Title.In(t.language)})
	return shown{body: body, summary: t.label("change_callup") + " : " + someone.Name}, err
}

func doCallUp(ctx context.Context, t turn, p proposal) error {
	if err := t.Files.CallUp(ctx, p.Args["person"], p.Args["challenge"]); err != nil {
		return err
	}
	return t.sendNotice(ctx, p, Notice{ID: "call-up-" + p.code(), Kind: "call-up", To: []string{p.Args["person"]}, Challenge: p.Args["challenge"]})
}
