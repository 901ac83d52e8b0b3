package team

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"digbot/bot"
	"digbot/internal/programme"
)

// article is what people put before a challenge's name, folded.
var article = regexp.MustCompile(`^(?:le|la|les|l|du|de la|des|de l|de|the) `)

// challengeIn finds the challenge that a text names: by its id, by one of its names, or by its host.
func (t turn) challengeIn(text string) (programme.Challenge, error) {
	asked := article.ReplaceAllString(folded(text), "")
	var known []string
	for _, challenge := range t.season.Challenges {
		names := append([]string{challenge.ID, challenge.Title.FR, challenge.Title.EN, challenge.Host.FR, challenge.Host.EN}, challenge.Acronyms...)
		for _, name := range names {
			if name != "" && article.ReplaceAllString(folded(name), "") == asked {
				return challenge, nil
			}
		}
		known = append(known, folded(challenge.ID))
	}
	meant, _ := nearest(asked, known)
	return programme.Challenge{}, t.noChallenge(strings.TrimSpace(text), strings.ReplaceAll(meant, " ", "-"))
}

// noChallenge refuses a name that no challenge has, and gives one that does.
func (t turn) noChallenge(text, meant string) error {
	example := ""
	for _, challenge := range t.season.Challenges {
		if !challenge.IsWithdrawn(t.now) {
			example = challenge.ID
			break
		}
	}
	return because("challenge", "text", text, "meant", meant, "example", example)
}

// withdrawChallenge proposes to take a challenge back: défi retirer <défi>.
func withdrawChallenge(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	challenge, err := t.challengeIn(rest)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "challenge", map[string]string{"challenge": challenge.ID})
}

func showChallenge(ctx context.Context, t turn, p proposal) (shown, error) {
	challenge, found := t.season.Challenge(p.Args["challenge"])
	switch {
	case !found:
		return shown{}, t.noChallenge(p.Args["challenge"], "")
	case challenge.IsWithdrawn(t.now) && p.Approver == "":
		return shown{}, because("withdrawn", "challenge", challenge.Title.In(t.language))
	}
	people, err := t.People.On(ctx, challenge.ID)
	if err != nil {
		return shown{}, fmt.Errorf("read who is on the challenge: %w", err)
	}
	body, err := t.word("challenge", map[string]any{"challenge": challenge.Title.In(t.language), "host": challenge.Host.In(t.language), "n": len(people)})
	return shown{body: body, summary: t.label("change_challenge") + " : " + challenge.Title.In(t.language)}, err
}

func doChallenge(ctx context.Context, t turn, p proposal) error {
	id := p.Args["challenge"]
	people, err := t.People.On(ctx, id)
	if err != nil {
		return fmt.Errorf("read who is on the challenge: %w", err)
	}
	if err := t.Files.WithdrawChallenge(ctx, id, p.By+"+"+p.Approver, p.At); err != nil {
		return err
	}
	slices.Sort(people)
	return t.sendNotice(ctx, p, Notice{ID: "withdrawn-" + p.code(), Kind: "challenge-withdrawn", To: people, Challenge: id})
}
