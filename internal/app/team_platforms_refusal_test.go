package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
)

// TestRefusalsOnEveryPlatform tries what must not be done as people and intruders would do it on each platform, and holds
// that the reason is told, that the journal has it, and that nothing comes of it. Slack calls by signed HTTP here.
func TestRefusalsOnEveryPlatform(t *testing.T) {
	t.Parallel()
	onEveryPlatform(t, func(t *testing.T, c venue) {
		other := newServer(t)
		switch main := c.(type) {
		case *workspace:
			main.http = true
		case *server:
			other = newWorkspace(t)
		case *terminal:
			main.board = other
		}
		st := newStage(t, c, "2019-05-16T09:00:00", 30, nil, other)
		code := st.refusesStrangers()
		st.refusesTheRequester(code, other)
		st.refusesForgeries(code)
		st.refusesTheSecondClick(code)
		st.refusesOldPreviews()
		st.refusesWhatHasChanged()
	})
}

// TestExpiredOnEveryPlatform approves what has expired.
func TestExpiredOnEveryPlatform(t *testing.T) {
	t.Parallel()
	onEveryPlatform(t, func(t *testing.T, c venue) {
		st := newStage(t, c, "2019-05-16T09:00:00", 10, func(cfg *config.Config) { cfg.Approvals.Expires = time.Millisecond })
		code := st.asks("camille", st.types("camille", "/dig déplacer prise-de-poste 10/06/2019", "10 juin 2019"))
		st.refuses("dominique", "a pris fin avant votre réponse", "dominique", st.approval("dominique", code))
	})
}

// refuses does something, and waits for the reason. The journal ends with a refusal, and nothing is otherwise than before.
func (st *stage) refuses(who, reason, by string, do func()) {
	st.Helper()
	list := func() []screen { return append(st.chat.reads(who), st.chat.room("equipe")...) }
	before, state := list(), st.state()
	do()
	st.finds(list, before, reason)
	st.unchanged(state)
	entries, err := st.store.LastEntries(st.Context(), 1)
	if err != nil || len(entries) != 1 || !strings.Contains(entries[0].Who, by) || !strings.Contains(entries[0].What, "refused: ") {
		st.Errorf("%q: the journal ends with %+v, %v", reason, entries, err)
	}
}

// state is all that a refusal must leave as it is.
func (st *stage) state() string {
	st.Helper()
	season, err := st.store.Season(st.Context())
	if err != nil {
		st.Fatal(err)
	}
	campaigns, err := st.store.Campaigns(st.Context())
	if err != nil {
		st.Fatal(err)
	}
	state := fmt.Sprint(season.Calendar, season.Released, st.smtp.Count())
	for _, c := range campaigns {
		state += fmt.Sprint(" ", c.ID, c.State, c.Hash, c.Requester, len(c.Approvals))
	}
	return state
}

func (st *stage) unchanged(state string) {
	st.Helper()
	if now := st.state(); now != state {
		st.Errorf("a refusal has changed\n%s\ninto\n%s", state, now)
	}
}

// approval is how somebody tries to approve: by a click where the team is asked, or in words.
func (st *stage) approval(who, code string) func() {
	return func() {
		if _, isTerminal := st.chat.(*terminal); isTerminal {
			st.chat.command(who, "approuver "+code)
			return
		}
		if err := st.request(who, code).click(who, "Approuver"); err != nil {
			st.Error(err)
		}
	}
}

func (st *stage) refusesStrangers() (code string) {
	st.Helper()
	st.refuses("alix", "réservée à l’équipe", ":", func() { st.chat.command("alix", "annoncer lauréats") })
	st.refuses("sacha", "Demandez à Camille Exemple ou Dominique Exemple", "sacha", func() { st.chat.command("sacha", "déplacer prise-de-poste 10/06/2019") })
	code = st.asks("camille", st.types("camille", "/dig déplacer prise-de-poste 10/06/2019", "10 juin 2019"))
	st.refuses("alix", "réservée à l’équipe", ":", st.approval("alix", code))
	st.refuses("sacha", "Vous n’avez pas le droit", "sacha", st.approval("sacha", code))
	if _, isTerminal := st.chat.(*terminal); !isTerminal { // nobody else reads along there
		st.refuses("dominique", "dans le canal de l’équipe", "dominique", func() { st.chat.public("dominique", "approuver "+code) })
	}
	return code
}

// refusesTheRequester holds that two platforms do not make two people.
func (st *stage) refusesTheRequester(code string, other venue) {
	st.Helper()
	st.refuses("camille", "une autre personne doit l’approuver", "camille", st.approval("camille", code))
	there := *st
	there.chat = other
	there.refuses("camille", "une autre personne doit l’approuver", "camille", there.approval("camille", code))
}

func (st *stage) refusesForgeries(code string) {
	st.Helper()
	state := st.state()
	if forgeries := st.chat.forgeries(); len(forgeries) > 0 {
		forged := st.chat.callback("dominique", st.request("dominique", code), "Approuver")
		for forgery, answer := range forgeries {
			if got := forged(forgery); !strings.Contains(got, answer) {
				st.Errorf("a click with %s is answered %q", forgery, got)
			}
		}
	}
	st.refuses("dominique", "Je ne connais pas de demande 0000000000", "dominique", func() { st.chat.command("dominique", "approuver 0000000000") })
	st.unchanged(state)
}

func (st *stage) refusesTheSecondClick(code string) {
	st.Helper()
	request := st.request("dominique", code)
	again := st.chat.callback("dominique", request, "Approuver")
	st.clicks("dominique", request, "Approuver", "C’est fait")
	st.until("those concerned are told", st.quiet)
	switch st.chat.(type) {
	case *server: // the server itself knows that a button was used
		state := st.state()
		if got := again(""); !strings.Contains(got, "a déjà servi") {
			st.Errorf("a second click is answered %q", got)
		}
		st.unchanged(state)
	case *workspace:
		st.refuses("dominique", "n’attend plus rien : approuvée par Dominique", "dominique", func() { again("") })
	default:
		st.refuses("dominique", "n’attend plus rien : approuvée par Dominique", "dominique", st.approval("dominique", code))
	}
}

func (st *stage) refusesOldPreviews() {
	st.Helper()
	old := st.types("camille", "/dig annoncer lauréats", "Annonce", "Code : ")
	st.clicks("camille", old, "Modifier le mot de l’équipe")
	st.fills("camille", [][2]string{{"mail", "non retenues"}, {"lang", "français"}, {"text", "Merci."}}, "Annonce", "Code : ")
	st.refuses("camille", "Je ne connais pas de demande", "camille", func() {
		if _, isTerminal := st.chat.(*terminal); isTerminal {
			st.chat.command("camille", "demander "+replyCode.FindStringSubmatch(old.text)[1])
			return
		}
		if err := old.click("camille", "Demander l’approbation"); err != nil {
			st.Error(err)
		}
	})
}

// refusesWhatHasChanged gives a laureate another name after the second yes: nothing leaves at the hour, and the team is told.
func (st *stage) refusesWhatHasChanged() {
	st.Helper()
	code := st.asks("camille", st.types("camille", "/dig annoncer lauréats", "Annonce", "Code : "))
	request := st.request("dominique", code)
	st.clicks("dominique", request, "Approuver", "Approuvé par Dominique Exemple")
	people, err := st.store.People(st.Context(), programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Laureate}})
	if err != nil || len(people) == 0 {
		st.Fatal(err)
	}
	people[0].Name = "Camille Autre-Exemple"
	if err := st.store.PutPeople(st.Context(), people[:1]); err != nil {
		st.Fatal(err)
	}
	sent := st.smtp.Count()
	st.at("2019-05-17T09:00:15")
	st.until("the team is told at the hour", func() bool {
		return slices.ContainsFunc(st.chat.room("equipe"), func(s screen) bool { return s.holds([]string{"rien n’est parti"}) })
	})
	if st.smtp.Count() != sent || st.phase() == programme.Announced {
		st.Errorf("%d mails have left, the phase is %s", st.smtp.Count()-sent, st.phase())
	}
	st.refuses("dominique", "Je ne connais pas de demande", "dominique", func() { st.chat.command("dominique", "approuver "+code) })
}
