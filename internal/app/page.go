package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/internal/web/page"
	"digbot/templates"
)

// newPage makes the team's page; nil when the door cannot be reached from outside.
func (a *App) newPage(cfg config.Config) (*page.Site, error) {
	if cfg.HTTP.PublicURL == "" {
		return nil, nil
	}
	composer, err := Composer(cfg)
	if err != nil {
		return nil, err
	}
	s, staff := a.parts.Store, staffOf(cfg)
	wording, err := team.NewWording(staff)
	if err != nil {
		return nil, err
	}
	a.health = &pageHealth{store: s}
	return page.New(page.Parts{
		PublicURL: cfg.HTTP.PublicURL, Promotion: cfg.Promotion, Staff: pageStaff(staff), Notes: s, Journal: pageJournal{s, wording}, Wording: wording, Dates: pageDates{s},
		Campaigns: pageCampaigns{a.campaigns(), staff, composer}, Questions: pageQuestions{s, a.parts.Texts, a.parts.Now}, Health: a.health,
		Now: a.parts.Now, Log: a.parts.Log,
	})
}

// pageStaff is the configured team as the page knows it.
func pageStaff(staff team.Staff) page.Staff {
	return func(id string) (page.Member, bool) {
		for _, m := range staff {
			if m.ID == id {
				return page.Member{ID: m.ID, Name: m.Name, Entry: entryOf(m), Results: m.May(team.MayAnnounce, team.MayApprove), People: m.May(team.MaySeePeople)}, true
			}
		}
		return page.Member{}, false
	}
}

// entryOf tells an entry of the team from another person's with the same id. Rights may change: they are asked for anew at
// each page.
func entryOf(m team.Member) string {
	parts := []string{m.ID, m.Name, m.Email}
	for _, platform := range slices.Sorted(maps.Keys(m.Users)) {
		parts = append(parts, platform, m.Users[platform])
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:])
}

// pageJournal is the audit trail as the page knows it.
type pageJournal struct {
	store   Storage
	wording team.Wording
}

// Write implements page.Journal.
func (j pageJournal) Write(ctx context.Context, member, what, content string) error {
	_, err := j.store.Append(ctx, store.Entry{At: time.Now(), Who: member, Where: "page", What: what, Content: content})
	return err
}

// Before implements page.Journal.
func (j pageJournal) Before(ctx context.Context, seq, n int, language programme.Language) ([]page.Entry, error) {
	var stored []store.Entry
	var err error
	if seq == 0 {
		stored, err = j.store.LastEntries(ctx, n)
	} else if after := max(seq-1-n, 0); seq-1 > after {
		stored, err = j.store.Entries(ctx, after, seq-1-after)
	}
	var entries []page.Entry
	for _, e := range slices.Backward(stored) {
		entries = append(entries, page.Entry{Seq: e.Seq, At: e.At, Who: j.wording.Who(e.Who, language), Where: j.wording.Where(e.Where, language),
			What: j.wording.Did(e.What, language), Content: e.Content})
	}
	return entries, err
}

// pageDates is the calendar as the page knows it.
type pageDates struct{ store Storage }

// Season implements page.Dates.
func (d pageDates) Season(ctx context.Context) (programme.Season, error) { return d.store.Season(ctx) }

// Occasions implements page.Dates.
func (d pageDates) Occasions(ctx context.Context) ([]page.Occasion, error) {
	occasions, err := dates(d).Occasions(ctx)
	var list []page.Occasion
	for _, o := range occasions {
		list = append(list, page.Occasion(o))
	}
	return list, err
}

// pageQuestions counts what was asked.
type pageQuestions struct {
	store Storage
	texts *templates.Library
	now   func() time.Time
}

// Waiting implements page.Questions.
func (q pageQuestions) Waiting(ctx context.Context) (int, error) {
	open, err := q.store.OpenTickets(ctx)
	return len(open), err
}

// Asked implements page.Questions.
func (q pageQuestions) Asked(ctx context.Context, from time.Time) ([]page.Topic, []page.Week, error) {
	season, err := q.store.Season(ctx)
	if err != nil {
		return nil, nil, err
	}
	asked, err := q.store.Asked(ctx, from)
	if err != nil {
		return nil, nil, err
	}
	var topics []page.Topic
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		if id != "" { // what had several topics to choose from has none
			c := asked[id]
			topics = append(topics, page.Topic{ID: id, Title: q.titles(season, id), Answered: c[desk.Answered], Liked: c[desk.Liked], Disliked: c[desk.Disliked]})
		}
	}
	byWeek, err := q.store.AskedByWeek(ctx, from)
	return topics, q.weeks(byWeek), err
}

// titles are what a topic is called: a question, or the name of a challenge.
func (q pageQuestions) titles(season programme.Season, id string) map[programme.Language]string {
	titles := map[programme.Language]string{}
	for _, language := range programme.Languages() {
		if challenge, isCard := strings.CutPrefix(id, bot.CardPrefix); isCard {
			found, _ := season.Challenge(challenge)
			titles[language] = found.Title.In(language)
		} else if topic, found := q.texts.Topic(id, language); found {
			titles[language] = topic.Title
		}
	}
	return titles
}

// weeks are those from the first in which something was asked to the present one, the silent ones too.
func (q pageQuestions) weeks(byWeek map[string]desk.Counts) []page.Week {
	if len(byWeek) == 0 {
		return nil
	}
	mondays := slices.Sorted(maps.Keys(byWeek))
	day, err := programme.ParseDate(mondays[0])
	if err != nil {
		return nil
	}
	last := max(mondays[len(mondays)-1], programme.DateOf(q.now()).Monday().String())
	var weeks []page.Week
	for ; day.String() <= last; day = day.AddDays(7) {
		c := byWeek[day.String()]
		weeks = append(weeks, page.Week{Monday: day, Answered: c[desk.Answered], Offered: c[desk.Offered], Passed: c[desk.Passed], Liked: c[desk.Liked], Disliked: c[desk.Disliked]})
	}
	return weeks
}

// pageHealth is how the service fares as the page shows it.
type pageHealth struct {
	store  Storage
	probes map[string]func(context.Context) error // set before the door opens
}

// Parts implements page.Health.
func (h *pageHealth) Parts(ctx context.Context) []page.Part {
	var parts []page.Part
	for _, name := range slices.Sorted(maps.Keys(h.probes)) {
		parts = append(parts, page.Part{Name: name, Works: h.probes[name](ctx) == nil})
	}
	return parts
}

// Swept implements page.Health.
func (h *pageHealth) Swept(ctx context.Context) (time.Time, error) { return h.store.Swept(ctx) }

// Version implements page.Health.
func (h *pageHealth) Version() string { return Build().String() }
