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
	people, err = r.accounted(ctx, everySecond(people))
	if err != nil {
		return err
	}
	talk := conversation{at: at, phase: season.Phase(at)}
	for _, person := range people {
		if err := r.tickFor(ctx, &talk, person); err != nil {
			return fmt.Errorf("tick the list of %s: %w", person.ID, err)
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
	said := templates.RehearsalQuestion{Who: person.Name, Language: person.In(), Text: "tout est fait"}
	if said.Language == programme.English {
		said.Text = "all done"
	}
	r.asked++
	reply, err := r.app.Handle(ctx, bot.Message{Platform: "slack", Event: fmt.Sprint(r.asked), Conversation: person.Slack, User: person.Slack, Text: said.Text, Place: bot.Place{Channel: person.Slack, Direct: true}})
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

func everySecond(people []programme.Person) []programme.Person {
	var some []programme.Person
	for i, person := range people {
		if i%2 == 0 {
			some = append(some, person)
		}
	}
	return some
}

// accounted are people with the account that the team has written beside their name, or would have. What is missing is
// written at once for all: each change of the roster makes the service read it again.
func (r *rehearsal) accounted(ctx context.Context, people []programme.Person) ([]programme.Person, error) {
	var missing []programme.Person
	for i, person := range people {
		if person.Slack != "" {
			continue
		}
		whole, err := r.store.Person(ctx, person.ID) // with all roles
		if err != nil {
			return nil, err
		}
		whole.Slack = "rehearsal-" + person.ID
		missing, people[i].Slack = append(missing, whole), whole.Slack
	}
	if len(missing) == 0 {
		return people, nil
	}
	return people, r.store.PutPeople(ctx, missing)
}
