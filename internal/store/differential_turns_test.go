package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/scheduler"
)

// draw is the source of a history.
type draw struct {
	random *rand.Rand
	now    time.Time
}

// turn draws a step.
func (d *draw) turn() turn {
	kinds := []func() turn{
		d.plan, d.state, d.update, d.complete, d.amend, d.reserve, d.claim, d.claim, d.claim, d.commit, d.commit, d.settle, d.settle, d.deliveries,
		d.fire, d.finish, d.sweeps, d.see, d.note, d.remember, d.answer, d.session, d.expire, d.join, d.leave, d.people, d.move, d.append, d.entries,
		d.change, d.change, d.list,
	}
	return kinds[d.random.IntN(len(kinds))]()
}

func (d *draw) campaign() string { return string(rune('a' + d.random.IntN(8))) }

func (d *draw) person() string { return fmt.Sprintf("p%05d", d.random.IntN(40)) }

func pick[T any](d *draw, from ...T) T { return from[d.random.IntN(len(from))] }

func (d *draw) occasion() programme.Occasion {
	return testOccasion(start.Add(time.Duration(d.random.IntN(300)) * time.Minute))
}

func (d *draw) fire() turn {
	occasion, at := d.occasion(), d.now
	return turn{"fire", func(ctx context.Context, w *twin) (any, error) { return w.s.Fire(ctx, occasion, at) }}
}

func (d *draw) finish() turn {
	id, outcome, at := d.occasion().ID(), pick(d, scheduler.Handled, scheduler.Skipped), d.now
	return turn{"finish", func(ctx context.Context, w *twin) (any, error) {
		if err := w.s.Finish(ctx, id, outcome, at); err != nil {
			return nil, err
		}
		return w.s.Fired(ctx)
	}}
}

func (d *draw) sweeps() turn {
	to := d.now.Add(time.Duration(d.random.IntN(600)-300) * time.Second)
	return turn{"advance", func(ctx context.Context, w *twin) (any, error) {
		activated, err := w.s.Activate(ctx, to)
		if err != nil {
			return nil, err
		}
		if err := w.s.Advance(ctx, to); err != nil {
			return nil, err
		}
		swept, err := w.s.Swept(ctx)
		return []any{activated, swept}, err
	}}
}

func (d *draw) see() turn {
	event := fmt.Sprint("event/", d.random.IntN(200))
	return turn{"see " + event, func(ctx context.Context, w *twin) (any, error) { return sight(ctx, w.s, event) }}
}

func (d *draw) note() turn {
	key, value := pick(d, "a/1", "a/2", "é/%~"), fmt.Sprint(d.random.IntN(3))
	ttl := time.Duration(d.random.IntN(900)) * time.Second
	if d.random.IntN(3) == 0 {
		return turn{"take " + key, func(ctx context.Context, w *twin) (any, error) {
			value, found, err := w.s.Take(ctx, key)
			return []any{value, found}, err
		}}
	}
	if d.random.IntN(3) == 0 {
		to := pick(d, "a/1", "b/1")
		return turn{"pass " + key + " " + to, func(ctx context.Context, w *twin) (any, error) {
			mine, err := w.s.Pass(ctx, key, to, value, ttl)
			if err != nil {
				return nil, err
			}
			left, err := w.s.Noted(ctx, to)
			return []any{mine, left}, err
		}}
	}
	if d.random.IntN(3) == 0 {
		from := fmt.Sprint(d.random.IntN(3))
		return turn{"swap " + key, func(ctx context.Context, w *twin) (any, error) {
			mine, err := w.s.Swap(ctx, key, from, value, ttl)
			if err != nil {
				return nil, err
			}
			left, err := w.s.Noted(ctx, key)
			return []any{mine, left}, err
		}}
	}
	return turn{"note " + key, func(ctx context.Context, w *twin) (any, error) {
		err := w.s.Note(ctx, key, value, ttl)
		if err != nil {
			return nil, err
		}
		return w.s.NotedUnder(ctx, "a/")
	}}
}

func (d *draw) remember() turn {
	conversation, session := fmt.Sprint(d.random.IntN(20)), bot.Session{Topic: pick(d, "salary", "é/%~", "")}
	ttl := time.Duration(d.random.IntN(900)) * time.Second
	return turn{"remember", func(ctx context.Context, w *twin) (any, error) {
		return nil, w.s.Remember(ctx, conversation, session, ttl)
	}}
}

func (d *draw) answer() turn {
	m := bot.Message{Platform: "p", Event: fmt.Sprint(d.random.IntN(20)), Conversation: fmt.Sprint(d.random.IntN(3)), User: fmt.Sprint(d.random.IntN(3))}
	left := Left{&bot.Session{Topic: pick(d, "salary", "é/%~", "")}, time.Duration(d.random.IntN(900)) * time.Second, pick(d, programme.Language(""), programme.French)}
	return turn{"answer", func(ctx context.Context, w *twin) (any, error) {
		_, mine, err := w.s.Begin(ctx, m, time.Minute)
		if err != nil || !mine {
			return mine, err
		}
		if err := w.s.AnsweredLeaving(ctx, m, left); err != nil {
			return nil, err
		}
		return w.s.Session(ctx, bot.SessionOf(m))
	}}
}

func (d *draw) session() turn {
	conversation := fmt.Sprint(d.random.IntN(20))
	return turn{"session", func(ctx context.Context, w *twin) (any, error) { return w.s.Session(ctx, conversation) }}
}

func (d *draw) expire() turn {
	now := d.now
	if d.random.IntN(10) == 0 {
		now = now.Add(8 * 24 * time.Hour)
	}
	return turn{"expire", func(ctx context.Context, w *twin) (any, error) { return w.s.Sweep(ctx, now) }}
}

func (d *draw) join() turn {
	var people []programme.Person
	for _, n := range d.random.Perm(40)[:d.random.IntN(8)] {
		person := manyPeople(n + 1)[n]
		person.Roles[0].Decision = pick(d, programme.Undecided, programme.Undecided, programme.Laureate)
		person.Roles[0].Start = programme.Date{Year: 2019, Month: 6, Day: 1 + d.random.IntN(20)}
		people = append(people, person)
	}
	return turn{"join", func(ctx context.Context, w *twin) (any, error) {
		if err := w.s.PutPeople(ctx, people); err != nil {
			return nil, err
		}
		return w.s.StartDays(ctx)
	}}
}

func (d *draw) leave() turn {
	ids := []string{d.person(), d.person()}
	return turn{"leave", func(ctx context.Context, w *twin) (any, error) { return nil, w.s.RemovePeople(ctx, ids...) }}
}

func (d *draw) people() turn {
	id := d.person()
	return turn{"people", func(ctx context.Context, w *twin) (any, error) {
		everybody, err := w.s.Directory(ctx)
		if err != nil {
			return nil, err
		}
		person, err := w.s.Person(ctx, id)
		return []any{everybody, person}, err
	}}
}

func (d *draw) move() turn {
	milestone, by, at := pick(d, programme.Milestones()...), pick(d, "alix", ""), d.now
	to := programme.Moment{Date: programme.Date{Year: 2019, Month: 5, Day: 1 + d.random.IntN(28)}}
	return turn{"move", func(ctx context.Context, w *twin) (any, error) {
		err := w.s.Clear(ctx, milestone)
		if by != "" {
			err = w.s.Move(ctx, milestone, to, by, at)
		}
		if err != nil {
			return nil, err
		}
		return w.s.Moves(ctx)
	}}
}

func (d *draw) append() turn {
	entry := Entry{At: d.now, Who: "alix", What: pick(d, "approve", "cancel")}
	return turn{"append", func(ctx context.Context, w *twin) (any, error) { return w.s.Append(ctx, entry) }}
}

func (d *draw) entries() turn {
	after, limit := d.random.IntN(50), d.random.IntN(10)
	return turn{"entries", func(ctx context.Context, w *twin) (any, error) { return w.s.Entries(ctx, after, limit) }}
}

// probe is a key that nothing of the store uses, for changes which the store would not make.
func (d *draw) probe() string {
	return "probe/" + strings.Repeat(pick(d, "k", "\xff", "é"), 1+d.random.IntN(3))
}

func (d *draw) value() []byte { return []byte(pick(d, "", "1", "2", "\x00=", "-3")) }

// change is a change of records as such, under conditions that often do not hold.
func (d *draw) change() turn {
	var conditions []condition
	for range d.random.IntN(3) {
		conditions = append(conditions, condition{d.probe(), pick(d, nil, nil, d.value())})
	}
	count := "probe-count/" + pick(d, "a", "b")
	writes := []write{remove(count), add(count, d.random.IntN(9)-4), put(d.probe(), d.value()), remove(d.probe()), put(d.probe(), d.value())}
	writes = writes[d.random.IntN(3):]
	if writes[0].Value == nil && d.random.IntN(2) == 0 {
		writes = append(writes, add(count, 2))
	}
	return turn{"change", func(ctx context.Context, w *twin) (any, error) { return w.s.engine.Apply(ctx, conditions, writes) }}
}

func (d *draw) list() turn {
	prefix, after, limit, key := d.probe(), d.probe(), d.random.IntN(5), d.probe()
	prefix = prefix[:d.random.IntN(len(prefix)+1)]
	return turn{"list", func(ctx context.Context, w *twin) (any, error) {
		listed, err := w.s.engine.Scan(ctx, prefix, after, limit)
		if err != nil {
			return nil, err
		}
		read, err := w.s.engine.Get(ctx, key, after, key)
		return []any{w.told(ctx, listed), w.told(ctx, read)}, err
	}}
}

// told writes records so that their bytes, and an absent one, can be seen.
func (w *twin) told(ctx context.Context, records []record) []string {
	texts := make([]string, len(records))
	for i, r := range records {
		texts[i] = fmt.Sprintf("%q is %q (absent: %v)", r.Key, plain(ctx, w.s, r), r.Value == nil)
	}
	return texts
}
