package rehearsal

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// tickAfter is how long after a step of a first day people say what they have done: before whoever has not is asked.
const tickAfter = 3 * time.Hour

// ticking are the moments at which people tick their lists: one in each step of each first day.
func (r *rehearsal) ticking(occasions []programme.Occasion) []act {
	var acts []act
	for _, occasion := range occasions {
		if occasion.Milestone == programme.Start {
			acts = append(acts, act{at: occasion.Due.Add(tickAfter), do: r.tick})
		}
	}
	return acts
}

// tick lets every second one of those who welcome or arrive tick, in the chat, all that is to be done by now. The others are
// asked about it.
func (r *rehearsal) tick(ctx context.Context, at time.Time) error {
	season, err := r.store.Season(ctx)
	if err != nil {
		return fmt.Errorf("read the season: %w", err)
	}
	people, err := r.welcoming(ctx)
	if err != nil {
		return err
	}
	talk := conversation{at: at, phase: season.Phase(at)}
	for i, person := range people {
		if i%2 == 0 {
			if err := r.tickFor(ctx, &talk, person); err != nil {
				return fmt.Errorf("tick the list of %s: %w", person.ID, err)
			}
		}
	}
	if len(talk.turns) > 0 {
		r.record.conversations = append(r.record.conversations, talk)
	}
	return nil
}

// welcoming lists mentors and designers by id, each once.
func (r *rehearsal) welcoming(ctx context.Context) ([]programme.Person, error) {
	var all []programme.Person
	for _, role := range []programme.RoleKind{programme.Mentor, programme.Designer} {
		people, err := r.store.People(ctx, programme.Audience{Role: role})
		if err != nil {
			return nil, fmt.Errorf("read who welcomes and who arrives: %w", err)
		}
		all = append(all, people...)
	}
	slices.SortFunc(all, func(a, b programme.Person) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(all, func(a, b programme.Person) bool { return a.ID == b.ID }), nil
}

// tickFor says in somebody's name that all is done. It is written down when something of it was open; the page shows the
// first who does.
func (r *rehearsal) tickFor(ctx context.Context, talk *conversation, person programme.Person) error {
	before, err := r.store.Ticks(ctx, person.ID)
	if err != nil {
		return err
	}
	account, err := r.account(ctx, person.ID)
	if err != nil {
		return err
	}
	said := templates.RehearsalQuestion{Who: person.Name, Language: person.In(), Text: "tout est fait"}
	if said.Language == programme.English {
		said.Text = "all done"
	}
	r.asked++
	reply, err := r.app.Handle(ctx, bot.Message{Platform: "slack", Event: fmt.Sprint(r.asked), Conversation: account, User: account, Text: said.Text, Place: bot.Place{Channel: account, Direct: true}})
	if err != nil {
		return err
	}
	after, err := r.store.Ticks(ctx, person.ID)
	if err != nil || len(after) == len(before) {
		return err
	}
	r.record.ticked(talk.at, person, said.Text, reply)
	if len(talk.turns) == 0 {
		talk.turns = append(talk.turns, exchange{said, reply})
	}
	return nil
}

// account is the one that the team has written beside somebody's name, or would have.
func (r *rehearsal) account(ctx context.Context, id string) (string, error) {
	person, err := r.store.Person(ctx, id)
	if err != nil || person.Slack != "" {
		return person.Slack, err
	}
	person.Slack = "rehearsal-" + id
	return person.Slack, r.store.PutPeople(ctx, []programme.Person{person})
}
