package page

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

// everyPath is each page that the world has.
func (w *world) everyPath() []string {
	paths := []string{"", "envois", "calendrier", "questions", "journal", "sante", "personnes", "nulle-part"}
	for _, c := range w.all() {
		paths = append(paths, "envois/"+c.ID, "envois/"+c.ID+"/exemples", "envois/"+c.ID+"/exemples/0", "envois/"+c.ID+"/a/c-001", "envois/"+c.ID+"/a/c-001/0")
	}
	return paths
}

func (w *world) idOf(milestone programme.Milestone) string {
	for _, c := range w.all() {
		if c.Notice == "" && c.Occasion.Milestone == milestone && c.Occasion.IsMilestone() {
			return c.ID
		}
	}
	w.t.Fatalf("no campaign of %s", milestone)
	return ""
}

// TestEmbargo asks for every page as members without the rights to announce or approve, before and after the release: none
// of them tells a decision, or who got which result.
func TestEmbargo(t *testing.T) {
	decision := regexp.MustCompile(`(?i)Lou L|Max Ex|laur|result-|declined|retenu|c-00[29]|Bravo`)
	for _, member := range []string{"sacha", "noa"} {
		for _, released := range []time.Time{{}, at(t, "2019-05-17T10:00")} {
			w := newWorld(t, address)
			w.released, w.now = released, at(t, "2019-05-20T10:00")
			b, _ := w.enters(member, programme.French)
			for _, milestone := range []programme.Milestone{programme.Announcement, programme.Start} {
				for _, path := range []string{"", "/a/c-001", "/a/c-001/0"} {
					a := b.get(Path + "envois/" + w.idOf(milestone) + path)
					if found := decision.FindString(a.body); found != "" {
						t.Errorf("%s reads %q in the campaign of %s%s", member, found, milestone, path)
					}
					if path != "" && a.Code != http.StatusForbidden {
						t.Errorf("%s gets %d for a result's content", member, a.Code)
					}
				}
			}
			for _, path := range []string{"", "envois", "calendrier", "journal", "sante", "envois/call-up-1", "envois/call-up-1/a/c-001"} {
				if found := decision.FindString(b.get(Path + path).body); found != "" {
					t.Errorf("%s reads %q on /%s", member, found, path)
				}
			}
		}
	}
}

// TestRights is who may see what.
func TestRights(t *testing.T) {
	w := newWorld(t, address)
	opening, results := "envois/"+w.idOf(programme.Opening), "envois/"+w.idOf(programme.Announcement)
	for _, test := range []struct {
		member, path string
		status       int
		holds, lacks string
	}{
		{"camille", results, 200, "Lou Lauréat", "peut révéler une décision"},
		{"camille", results, 200, "c-009: has applied and has no decision (fr)", ""},
		{"camille", results + "/a/c-001", 200, "Vous êtes retenue", ""},
		{"camille", results + "/a/c-001/0", 200, "Bravo Lou", ""},
		{"camille", results + "/a/c-001/1", 404, "", ""},
		{"camille", results + "/a/c-001/-1", 404, "", ""},
		{"camille", results + "/a/c-777", 404, "", ""},
		{"camille", "envois/nowhere", 404, "", ""},
		{"camille", "envois/code-1/a/c-001", 403, "", "Bravo"},
		{"camille", "personnes", 200, "Déposer une liste", ""},
		{"sacha", results, 200, "peut révéler une décision", "Lou"},
		{"sacha", results, 200, "Remarques sur des personnes : 1", "c-009"},
		{"sacha", results + "/exemples", 200, "Personne Fictive", ""},
		{"sacha", opening, 200, "c-003", "Lou"},
		{"sacha", opening + "/a/c-001", 403, "", "Bravo"},
		{"sacha", opening + "/a/c-001/0", 403, "", "Bravo"},
		{"sacha", "personnes", 403, "", "CSV"},
		{"sacha", "", 200, "Prochain", "personnes"},
		{"noa", opening, 200, "Lou Lauréat", ""},
		{"noa", opening + "/a/c-001", 200, "Cette consultation est notée", ""},
		{"noa", "personnes", 200, "CSV", ""},
	} {
		b, _ := w.enters(test.member, programme.French)
		a := b.get(Path + test.path)
		if test.path == "" {
			test.holds = "La suite"
		}
		if a.Code != test.status || !strings.Contains(a.body, test.holds) || test.lacks != "" && strings.Contains(a.body, test.lacks) {
			t.Errorf("%s asks for %s: %d, want %d with %q and without %q:\n%s", test.member, test.path, a.Code, test.status, test.holds, test.lacks, a.body)
		}
	}
	var looked []string
	for _, e := range w.journal {
		if strings.HasPrefix(e.What, "page letter") {
			looked = append(looked, e.Who+" "+e.What)
		}
	}
	id := w.idOf(programme.Opening)
	if want := "noa page letter " + id + " c-001"; !slices.Contains(looked, want) {
		t.Errorf("that somebody read a letter is not in the journal: %v", looked)
	}
}

// TestRightsOfLists is who may bring a list, and what its report tells.
func TestRightsOfLists(t *testing.T) {
	w := newWorld(t, address)
	b, form := w.enters("sacha", programme.French)
	if a := b.brings(form, "list"); a.Code != http.StatusForbidden || w.list != "" {
		t.Errorf("somebody without the right brings a list: %d", a.Code)
	}
	if a := b.post(Path+"personnes/appliquer", "form", form, "token", "token-of-sacha"); a.Code != http.StatusForbidden || w.applied > 0 {
		t.Errorf("somebody without the right applies a list: %d", a.Code)
	}
	noa, form := w.enters("noa", programme.French)
	a := noa.brings(form, "id;nom")
	if a.Code != http.StatusOK || w.list != "id;nom" || !strings.Contains(a.body, "<strong>9</strong> personnes dans la liste") {
		t.Errorf("a list is answered %d:\n%s", a.Code, a.body)
	}
	if strings.Contains(a.body, "décisions différentes") {
		t.Error("somebody who may not know decisions learns how many would be others")
	}
	camille, proof := w.enters("camille", programme.French)
	if a := camille.brings(proof, "id;nom"); !strings.Contains(a.body, "<strong>7</strong> décisions différentes") {
		t.Errorf("somebody who may know decisions does not learn how many would be others:\n%s", a.body)
	}
	if a := camille.post(Path+"personnes/appliquer", "form", proof, "token", "token-of-noa"); a.Code != http.StatusConflict || w.applied > 0 {
		t.Errorf("somebody else's preview is applied: %d", a.Code)
	}
	if a := noa.brings(form, "faulty"); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "is no address") || strings.Contains(a.body, "appliquer") {
		t.Errorf("a faulty list is answered %d:\n%s", a.Code, a.body)
	}
	if a := noa.brings(form, "decided"); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "n’a pas de clé") {
		t.Errorf("decisions without a key are answered %d:\n%s", a.Code, a.body)
	}
	if a := noa.brings(form, ""); a.Code != http.StatusBadRequest || !strings.Contains(a.body, "Choisissez un fichier") {
		t.Errorf("no list is answered %d", a.Code)
	}
	if a := noa.post(Path+"personnes/appliquer", "form", form, "token", "token-of-noa"); a.Code != http.StatusOK || !strings.Contains(a.body, "C’est fait") || w.applied != 1 {
		t.Errorf("a preview that is applied answers %d", a.Code)
	}
	if a := noa.post(Path+"personnes/appliquer", "form", form, "token", "token-of-noa"); a.Code != http.StatusConflict || w.applied != 1 {
		t.Errorf("a preview that was applied answers %d", a.Code)
	}
}
