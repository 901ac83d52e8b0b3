package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/internal/web/page"
)

const (
	// listNotes begins the keys of the lists that were previewed; the hash of the preview's token follows.
	listNotes = "page/list/"

	// listLife is how long a preview can be applied.
	listLife = 15 * time.Minute
)

// pageImporter takes lists in that come from the page. Between the preview and the yes a list stays in the store, so that
// any replica can apply it: sealed where there is a key, and without decisions where there is none.
type pageImporter struct {
	importer Importer
	notes    bot.Notes
	staff    page.Staff
	key      *seal.Key
	words    listWords
}

func newPageImporter(cfg config.Config, s *store.Store) (pageImporter, error) {
	words, err := newListWords()
	if err != nil {
		return pageImporter{}, err
	}
	i := pageImporter{importer: NewImporter(cfg, s), notes: s, staff: pageStaff(staffOf(cfg)), words: words}
	if !cfg.Decisions.Key.IsZero() {
		key, err := seal.Parse(cfg.Decisions.Key.Reveal())
		if err != nil {
			return i, fmt.Errorf("decisions.key_file: %w", err)
		}
		i.key = &key
	}
	return i, nil
}

// previewed is what the store keeps of a preview.
type previewed struct {
	Member string `json:"member"`
	Shown  string `json:"shown"` // hash of what was shown
	List   []byte `json:"list"`
}

// Preview implements page.Importer.
func (i pageImporter) Preview(ctx context.Context, member string, language programme.Language, list []byte) (page.Report, error) {
	look, err := i.importer.Look(ctx, bytes.NewReader(list))
	if faults, faulty := errors.AsType[roster.Faults](err); faulty {
		return page.Report{Faults: i.words.onPage(language, faults)}, nil
	}
	if errors.Is(err, store.ErrNoKey) {
		return page.Report{}, fmt.Errorf("%w: %w", page.ErrNoKey, err)
	}
	if err != nil {
		return page.Report{}, err
	}
	report := i.report(look, language)
	report.Token, err = i.keep(ctx, previewed{Member: member, Shown: shownBy(look), List: list})
	return report, err
}

// keep stores a list under a token.
func (i pageImporter) keep(ctx context.Context, p previewed) (string, error) {
	if i.key != nil {
		sealed, err := i.key.Seal(p.List)
		if err != nil {
			return "", err
		}
		p.List = sealed
	}
	value, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	token := rand.Text()
	return token, i.notes.Note(ctx, listKey(token), string(value), listLife)
}

func listKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return listNotes + hex.EncodeToString(sum[:])
}

// Apply implements page.Importer: what would happen now must be what was shown.
func (i pageImporter) Apply(ctx context.Context, member string, language programme.Language, token string) (page.Report, error) {
	p, err := i.take(ctx, member, token)
	if err != nil {
		return page.Report{}, err
	}
	look, err := i.importer.Look(ctx, bytes.NewReader(p.List))
	if errors.As(err, new(roster.Faults)) || err == nil && shownBy(look) != p.Shown {
		return page.Report{}, page.ErrSpent
	}
	if err != nil {
		return page.Report{}, err
	}
	report := i.report(look, language)
	if m, found := i.staff(member); !found || !m.Results {
		look.Changed = openly(look.Changed) // the journal tells how many: it would tell decisions to whoever brings one row
	}
	if err := i.importer.Import(ctx, look, member, "page", time.Now()); errors.Is(err, store.ErrMoved) {
		return page.Report{}, page.ErrSpent
	} else if err != nil {
		return page.Report{}, err
	}
	return report, nil
}

// take gives what a member has previewed, once.
func (i pageImporter) take(ctx context.Context, member, token string) (previewed, error) {
	value, err := i.notes.Noted(ctx, listKey(token))
	if err != nil {
		return previewed{}, err
	}
	var p previewed
	if json.Unmarshal([]byte(value), &p) != nil || p.Member != member { // somebody else's stays where it is
		return previewed{}, page.ErrSpent
	}
	if _, found, err := i.notes.Take(ctx, listKey(token)); err != nil || !found {
		return previewed{}, cmp.Or(err, page.ErrSpent)
	}
	if i.key != nil {
		p.List, err = i.key.Open(p.List)
	}
	return p, err
}

// report tells what a list would do. Who differs by a decision alone counts as unchanged: see page.Report.
func (i pageImporter) report(look Look, language programme.Language) page.Report {
	changed := len(openly(look.Changed))
	return page.Report{People: look.Rows, Added: len(look.Added), Changed: changed, Same: look.Same + len(look.Changed) - changed, Absent: look.Absent,
		Erased: len(look.Erased), Decided: look.Decisions, Remarks: i.words.onPage(language, look.Remarks)}
}

// openly leaves out of those who change whoever differs by a decision alone.
func openly(changed []Arrival) []Arrival {
	return slices.DeleteFunc(slices.Clone(changed), func(a Arrival) bool { return slices.Equal(a.Fields, []string{"decision"}) })
}

// shownBy is the hash of all that a list would do. New people have other ids at each look: their names count.
func shownBy(look Look) string {
	var names []string
	for _, a := range look.Added {
		names = append(names, a.Name)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d %d %q %d", names, look.Changed, look.Removed, look.Same, look.Absent, look.Erased, look.Decisions))
	return hex.EncodeToString(sum[:])
}

// onPage is a row for each fault.
func (w listWords) onPage(language programme.Language, faults []roster.Fault) []page.Fault {
	say := roster.Say(w[language].Say)
	var list []page.Fault
	for _, f := range faults {
		list = append(list, page.Fault{Row: f.Row, Column: f.Column, Value: f.Value, What: f.What.In(say), Fix: f.Fix.In(say)})
	}
	return list
}
