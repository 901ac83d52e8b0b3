package personal

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// Arrivals tells whose first day is prepared, and keeps what is done for it. Before the release it knows mentors, and
// nobody whom a decision makes a designer.
type Arrivals interface {
	// Arrivals are those of one person.
	Arrivals(ctx context.Context, person string) ([]Arrival, error)

	// Ticks are the tasks that a person has done, by Task.Key.
	Ticks(ctx context.Context, person string) (map[string]time.Time, error)

	// Tick notes that tasks are done, or are not.
	Tick(ctx context.Context, person string, keys []string, done bool, at time.Time) error
}

// Arrival is a first day on a challenge, of the person or of those whom the person welcomes.
type Arrival struct {
	Kind      programme.RoleKind // Mentor or Designer
	Challenge string
	Start     programme.Date
}

// Task is one thing to do for an arrival.
type Task struct {
	Arrival
	Step programme.Step
	Name string
}

// Key names a task among those of one person.
func (t Task) Key() string {
	return strings.Join([]string{string(t.Kind), t.Challenge, t.Name}, "/")
}

// TasksOf lists what has to be done for some arrivals by now: of the steps that have begun, in order.
func TasksOf(promotion programme.Promotion, arrivals []Arrival, now time.Time) []Task {
	var tasks []Task
	for _, arrival := range arrivals {
		for _, o := range promotion.Occasions(arrival.Start) {
			if o.Milestone != programme.Start || o.StartDay != arrival.Start || now.Before(o.Due) {
				continue
			}
			step := programme.StepOf(o.Offset)
			for _, name := range step.Tasks(arrival.Kind) {
				if task := (Task{arrival, step, name}); !slices.ContainsFunc(tasks, func(t Task) bool { return t.Key() == task.Key() }) {
					tasks = append(tasks, task)
				}
			}
		}
	}
	return tasks
}

// mostTicks is the number of tasks that get a button.
const mostTicks = 5

// checklist shows what somebody has to do for an arrival, and takes what is done by a click. It reports false for whoever
// prepares none.
func (t turn) checklist(ctx context.Context) (bot.Reply, bool, error) {
	person, _, found, err := t.identify(ctx, t.message.Platform, t.message.User)
	if err != nil || !found {
		return bot.Reply{}, err != nil, err
	}
	arrivals, err := t.Arrivals.Arrivals(ctx, person.ID)
	if err != nil || len(arrivals) == 0 {
		return bot.Reply{}, err != nil, err
	}
	reply, err := t.inLanguageOf(person).list(ctx, person, arrivals)
	return reply, true, err
}

// list is the checklist as it stands.
func (t turn) list(ctx context.Context, person Person, arrivals []Arrival) (bot.Reply, error) {
	done, err := t.Arrivals.Ticks(ctx, person.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	type line struct {
		N         int
		Text      string
		Done      bool
		Challenge programme.Text // empty when there is one alone
	}
	var lines []line
	var buttons []bot.Button
	open := 0
	for i, task := range TasksOf(t.season.Promotion, arrivals, t.now) {
		_, ticked := done[task.Key()]
		l := line{N: i + 1, Text: t.label("task_" + string(task.Kind) + "_" + task.Name), Done: ticked}
		if challenge, known := t.season.Challenge(task.Challenge); known && len(arrivals) > 1 {
			l.Challenge = challenge.Title
		}
		lines = append(lines, l)
		if ticked {
			continue
		}
		if open++; len(buttons) < mostTicks {
			buttons = append(buttons, bot.Button{ID: buttonPrefix + "tick", Label: t.label("tick") + " " + strconv.Itoa(i+1), Value: task.Key()})
		}
	}
	first := slices.MinFunc(arrivals, func(a, b Arrival) int { return b.Start.DaysUntil(a.Start) })
	reply, err := t.say(bot.KindAnswer, "checklist", map[string]any{"lines": lines, "open": open, "start": first.Start})
	reply.Buttons = buttons
	return reply, err
}

// tick notes that the task of a button is done.
func (t turn) tick(ctx context.Context) (bot.Reply, bool, error) {
	return t.change(ctx, true, func(tasks []Task) []string {
		if i := slices.IndexFunc(tasks, func(task Task) bool { return task.Key() == t.message.Value }); i >= 0 {
			return []string{tasks[i].Key()}
		}
		return nil
	})
}

// ticked takes "fait 2 et 3", "pas fait 1", "done 2". It reports false for anything else.
func (t turn) ticked(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	if m.Kind != bot.Said && m.Kind != bot.Command || m.Choice != "" || len(m.Text) > longestWish || !t.alone() {
		return bot.Reply{}, false, nil
	}
	numbers, done, language, ok := ticksIn(plainly(m.Text))
	if !ok {
		return bot.Reply{}, false, nil
	}
	t.language = language
	return t.change(ctx, done, func(tasks []Task) []string {
		var keys []string
		for i, task := range tasks {
			if len(numbers) == 0 || slices.Contains(numbers, i+1) {
				keys = append(keys, task.Key())
			}
		}
		return keys
	})
}

// change notes what is done, and shows the list as it then stands.
func (t turn) change(ctx context.Context, done bool, which func([]Task) []string) (bot.Reply, bool, error) {
	person, _, found, err := t.identify(ctx, t.message.Platform, t.message.User)
	if err != nil || !found {
		return bot.Reply{}, err != nil, err
	}
	arrivals, err := t.Arrivals.Arrivals(ctx, person.ID)
	if err != nil || len(arrivals) == 0 {
		return bot.Reply{}, err != nil, err
	}
	if keys := which(TasksOf(t.season.Promotion, arrivals, t.now)); len(keys) > 0 {
		if err := t.Arrivals.Tick(ctx, person.ID, keys, done, t.now); err != nil {
			return bot.Reply{}, true, err
		}
	}
	reply, err := t.inLanguageOf(person).list(ctx, person, arrivals)
	reply.Replace = t.message.Kind == bot.Clicked
	return reply, true, err
}

// ticksIn reads the numbers of the tasks that somebody says are done, or are not; no number means all of them.
func ticksIn(words []string) (numbers []int, done bool, language programme.Language, ok bool) {
	for _, begin := range []struct {
		words    string
		done     bool
		language programme.Language
		all      bool
	}{
		{"tout est fait", true, programme.French, true}, {"c est fait", true, programme.French, false}, {"est fait", true, programme.French, false}, {"pas fait", false, programme.French, false},
		{"fait", true, programme.French, false}, {"faits", true, programme.French, false}, {"coche", true, programme.French, false}, {"decoche", false, programme.French, false},
		{"all done", true, programme.English, true}, {"not done", false, programme.English, false}, {"done", true, programme.English, false}, {"tick", true, programme.English, false}, {"untick", false, programme.English, false},
	} {
		head := begins(words, begin.words)
		if head == 0 {
			continue
		}
		numbers, ok := numbersIn(words[head:])
		if ok && (len(numbers) > 0) != begin.all {
			return numbers, begin.done, begin.language, true
		}
	}
	return nil, false, "", false
}

// numbersIn reads numbers, and nothing else but what joins them.
func numbersIn(words []string) ([]int, bool) {
	var numbers []int
	for _, word := range words {
		n, err := strconv.Atoi(word)
		switch {
		case err == nil && n > 0:
			numbers = append(numbers, n)
		case !slices.Contains([]string{"et", "and", "le", "les", "point", "points", "the", "numero", "number", "numbers"}, word):
			return nil, false
		}
	}
	return numbers, true
}
