package templates

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"digbot/internal/programme"
)

var namedFact = regexp.MustCompile(`Fact "([^"]*)"`)

// commonViews are four people of one season, whose mails differ in all that a person can change.
func commonViews(t testing.TB, l *Library) []View {
	t.Helper()
	base := view2019(t, "2019-05-17T12:00:00+02:00")
	base.Season.Programme = programme.Text{FR: "Programme *DIG*", EN: "DIG"}
	base.Season.Contact, base.Season.FormURL, base.Season.CallURL = "dig@example.fr", "https://example.fr/form", "https://example.fr/call"
	base.Season.Privacy = programme.Text{FR: "Vos données.", EN: "Your data."}
	base.Season.Challenges = []programme.Challenge{
		{ID: "un", Title: programme.Text{FR: "Défi 1", EN: "Challenge 1"}, Host: programme.Text{FR: "Hôte", EN: "Host"}, Months: []int{10}},
		{ID: "deux", Title: programme.Text{FR: "Défi 2", EN: "Challenge 2"}, Place: programme.Text{FR: "Brest", EN: "Brest"}, Months: []int{4, 6},
			Start: programme.Date{Year: 2019, Month: 6, Day: 3}},
	}
	base.Season.Facts = map[string]programme.Fact{}
	for _, text := range l.texts {
		for _, found := range namedFact.FindAllStringSubmatch(text.source, -1) {
			base.Season.Facts[found[1]] = programme.Fact{Value: programme.Text{FR: "la valeur", EN: "the value"}}
		}
	}
	views := make([]View, 4)
	for i, role := range []programme.Role{
		{Kind: programme.Candidate, Challenge: "un", Decision: programme.Laureate, Hearing: programme.Hearing{At: base.Now, Place: "Paris"}},
		{Kind: programme.Designer, Challenge: "deux", Hearing: programme.Hearing{At: base.Now.AddDate(0, 0, 1), Link: "https://example.fr/visio"}},
		{Kind: programme.Mentor, Challenge: "deux", Start: programme.Date{Year: 2019, Month: 6, Day: 17}},
		{},
	} {
		view := base
		view.Person = programme.Person{ID: fmt.Sprint(i), Name: fmt.Sprintf("Camille <%d>", i), Email: "camille@example.org", Roles: []programme.Role{role}}
		view.Role = role
		view.Challenge, _ = base.Season.Challenge(role.Challenge)
		view.Companions = []programme.Person{{ID: "m", Name: "Dominique Exemple", Email: "d@example.fr", Roles: []programme.Role{{Kind: programme.Mentor, Challenge: "deux"}}}}
		view.Refusable, view.Brings, view.Cancels = i%2 == 0, i%2 == 1, i > 1
		if i > 0 {
			view.RefusalLink = fmt.Sprintf("https://example.fr/%d", i)
		}
		view.Data = map[string]any{"passage": fmt.Sprintf("Bravo %d", i), "question": "Quand ?", "answer": fmt.Sprintf("Le %d.", i), "number": "42"}
		views[i] = view
	}
	views[3].Person.Name = "" // it is needed, and missing
	return views
}

// TestCommonChangesNothing renders every mail over people who have a season in common, in turn, and by itself: the words,
// and what is missing, are the same.
func TestCommonChangesNothing(t *testing.T) {
	l, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	views, common, said := commonViews(t, l), &Common{}, 0
	for key, text := range l.texts {
		name, isMail := strings.CutPrefix(strings.TrimSuffix(key, "."+string(text.language)), "mail/")
		if !isMail || strings.HasPrefix(name, "part-") {
			continue
		}
		for range 2 {
			for i, view := range views {
				view.Language = text.language
				want, wantErr := l.Mail(name, view)
				view.Common = common
				got, err := l.Mail(name, view)
				if fmt.Sprint(err) != fmt.Sprint(wantErr) || got.Subject != want.Subject || got.Body.Markdown() != want.Body.Markdown() {
					t.Errorf("%s to person %d: %v\n%s\n%s\nwant %v\n%s\n%s", key, i, err, got.Subject, got.Body.Markdown(), wantErr, want.Subject, want.Body.Markdown())
				}
				if err == nil {
					said++
				}
			}
		}
	}
	if said < 100 {
		t.Errorf("only %d mails could be rendered: the test shows little", said)
	}
}

func BenchmarkMail(b *testing.B) {
	l, err := Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	view := commonViews(b, l)[0]
	for name, common := range map[string]*Common{"each by itself": nil, "in common": {}} {
		b.Run(name, func(b *testing.B) {
			view.Common = common
			for b.Loop() {
				if _, err := l.Mail("closing", view); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
