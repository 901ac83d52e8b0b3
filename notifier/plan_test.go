package notifier

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"digbot/internal/programme"
)

func TestAnnounceRefusesTheWholeCampaignAndListsEveryFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fine := candidate(programme.Preselected, "", "shom")
		fine.Hearing = programme.Hearing{At: testSeason(t).At(programme.JuryDay), Link: "https://example.org/visio"}
		half := fine
		half.Hearing.Link = ""
		people := []programme.Person{person("fine", fine), person("half", half), person("bare", candidate(programme.Preselected, "", "shom")),
			person("no-address", fine), person("two-lines", fine)}
		people[3].Email = ""
		people[4].Name = "Camille\r\nBcc: tous@example.org"
		w := newWorld(t, people...)

		campaign := w.announce("jury-3d")
		want := []string{
			"half: hearing-invitation needs: hearing place or link",
			"bare: hearing-invitation needs: hearing time",
			"bare: hearing-invitation needs: hearing place or link",
			"no-address: hearing-invitation needs: email",
			"two-lines: hearing-invitation needs: name without control characters",
		}
		if campaign.State != CampaignRefused || !slices.Equal(campaign.Faults, want) || campaign.Planned != 0 {
			t.Errorf("campaign %s with %d deliveries and faults\n%s", campaign.State, campaign.Planned, strings.Join(campaign.Faults, "\n"))
		}
		w.deliver(campaign.Occasion.Due)
		if got := w.sink.sent(); len(got) > 0 {
			t.Errorf("sent %v although values are missing", got)
		}

		for _, id := range []string{"half", "bare", "no-address", "two-lines"} { // mended, then announced once more
			w.crew.change(id, func(p *programme.Person) {
				p.Name, p.Email, p.Roles[0].Hearing = "Camille Exemple", id+"@example.org", fine.Hearing
			})
		}
		if campaign := w.run("jury-3d"); campaign.State != CampaignDone || len(w.sink.sent()) != 5 {
			t.Errorf("after the roster was mended: %s, sent %v", campaign.State, w.sink.sent())
		}
	})
}

func TestAnnounceIsRepeatable(t *testing.T) {
	w := newWorld(t, cast()...)
	for _, name := range []string{"deadline", "announcement"} {
		first := w.announce(name)
		before := w.memory.sorted(first.ID)
		second := w.announce(name)
		if first.Hash != second.Hash || first.State != second.State || !slices.Equal(before, w.memory.sorted(first.ID)) {
			t.Errorf("%s: announced twice, it has changed", name)
		}
		if first.Planned != len(before) {
			t.Errorf("%s: planned %d, recorded %d", name, first.Planned, len(before))
		}
	}
}

func TestAnnounceReportsWhatTheStorageSays(t *testing.T) {
	for _, method := range []string{"Campaign", "Season", "Plan"} {
		w := newWorld(t, cast()...)
		w.memory.fail = func(called string) (bool, bool) { return called == method, false }
		if err := w.Announce(t.Context(), w.occasion("deadline")); !errors.Is(err, errBroken) {
			t.Errorf("%s fails: error %v, want it passed on", method, err)
		}
	}
}

func TestHashNamesTheContent(t *testing.T) {
	base := newWorld(t, cast()...).announce("announcement").Hash
	for name, spoil := range map[string]func(*world){
		"another word":      func(w *world) { w.words.extra = "!" },
		"another recipient": func(w *world) { w.crew.change("applied", func(p *programme.Person) { p.ID = "other" }) },
		"one fewer":         func(w *world) { w.crew.change("applied", func(p *programme.Person) { p.Roles = nil }) },
		"another decision": func(w *world) {
			w.crew.change("applied", func(p *programme.Person) { p.Roles[0].Decision = "reserve" })
		},
	} {
		w := newWorld(t, cast()...)
		spoil(w)
		if w.announce("announcement").Hash == base {
			t.Errorf("%s: the hash is the same", name)
		}
	}
}

func TestDeliveryIDIsAFileNameOfItsOwn(t *testing.T) {
	ids := map[string]string{}
	for _, recipient := range []string{"c-001", "C-001", "../c-001", "c/001", "", "éa", strings.Repeat("a", 200), "~" + digest("C-001")[:32]} {
		id := deliveryID("deadline@20190510T1500Z", "closing", recipient)
		if strings.ContainsAny(id, `/\: `) || len(id) > 200 {
			t.Errorf("%q makes %q", recipient, id)
		}
		if other, found := ids[id]; found {
			t.Errorf("%q and %q both make %q", recipient, other, id)
		}
		ids[id] = recipient
	}
}

func TestPostsGoWhereTheyAreWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		w.Channels = map[Purpose]string{ForPublic: "dig-general", ForStaff: ""}
		opening, jury := w.run("opening"), w.run("jury")
		if got := w.sink.posted[opening.ID+".post-opening.public"]; got != "dig-general" {
			t.Errorf("the public post went to %q", got)
		}
		if jury.Planned != 0 || jury.State != CampaignDone {
			t.Errorf("staff posts are switched off, the campaign has %d and is %s", jury.Planned, jury.State)
		}
	})
}
