package page

import "strconv"

// shownEntries is how many entries of the journal a page lists.
const shownEntries = 50

// journalPage is a piece of the journal, the last entry first.
type journalPage struct {
	Entries []entryLine
	Older   int // the number before which the next page begins; 0: there is none
}

type entryLine struct {
	Entry
	When  moment
	Short string // of the content
}

// journal shows who of the team did what.
func journal(v visit) error {
	before, _ := strconv.Atoi(v.r.URL.Query().Get("avant"))
	entries, err := v.Journal.Before(v.ctx(), max(before, 0), shownEntries, v.language)
	if err != nil {
		return err
	}
	var p journalPage
	for _, e := range entries {
		p.Entries = append(p.Entries, entryLine{e, stamp(e.At), e.Content[:min(len(e.Content), 10)]})
	}
	if n := len(entries); n > 0 && entries[n-1].Seq > 1 {
		p.Older = entries[n-1].Seq
	}
	return v.show(page{template: "journal.html", section: "journal", body: p})
}
