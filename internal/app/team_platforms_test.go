package app

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"digbot/internal/programme"
	"digbot/notifier"
)

// TestASeasonOnEveryPlatform lives one season by chat alone on Slack, on Mattermost and on terminals, and holds that the
// same has come of it: the same mails, the same ledger, the same posts, the same calendar, the same consents.
func TestASeasonOnEveryPlatform(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	outcomes := map[string]outcome{}
	t.Run("on", func(t *testing.T) {
		onEveryPlatform(t, func(t *testing.T, c venue) {
			st := newStage(t, c, "2019-04-10T10:00:00", 40, nil)
			st.season()
			came := st.outcome()
			mu.Lock()
			defer mu.Unlock()
			outcomes[strings.TrimPrefix(t.Name(), "TestASeasonOnEveryPlatform/on/")] = came
		})
	})
	first := outcomes["console"]
	for name, other := range outcomes {
		if talks := name != "console"; talks != (other.chats > 0) {
			t.Errorf("mails of %s speak %d times of the chat", name, other.chats)
		}
		for _, part := range []struct {
			what       string
			first, one []string
		}{
			{"mails", first.mails, other.mails}, {"ledger", first.ledger, other.ledger}, {"posts", first.posts, other.posts},
			{"calendar", first.calendar, other.calendar}, {"journal", first.journal, other.journal},
		} {
			if len(part.one) == 0 || !slices.Equal(part.first, part.one) {
				t.Errorf("%s of %s: %d lines that are not the terminals' %d:\n%s", part.what, name, len(part.one), len(part.first), apart(part.first, part.one))
			}
		}
	}
}

// apart are the lines that only one of two lists has.
func apart(one, other []string) string {
	var lines []string
	for _, line := range one {
		if !slices.Contains(other, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range other {
		if !slices.Contains(one, line) {
			lines = append(lines, "+ "+line)
		}
	}
	return strings.Join(lines, "\n")
}

// season is the script: what people write and click from the first preview to the first day.
func (st *stage) season() {
	st.announcesTheOpening()
	st.movesTheDeadline()
	st.invitesToTheHearings()
	st.releasesTheResults()
	st.welcomesThem()
}

func (st *stage) announcesTheOpening() {
	st.Helper()
	st.types("camille", "/dig anoncer ouverture", "Vouliez-vous dire /dig annoncer")
	preview := st.types("camille", "/dig annoncer ouverture", "Ouverture", "Départ prévu")
	code := st.asks("camille", preview)
	st.approves("dominique", code, "Approuvé par Dominique Exemple")
	if st.smtp.Count() != 0 {
		st.Error("something has left before its time")
	}
	st.at("2019-04-11T09:00:05")
	st.done("opening@")
	st.until("the opening is public", func() bool { return st.public("ouvert") })
	st.at("2019-05-03T17:00:05")
	st.done("deadline-7d@")
}

// public reports whether something stands in the public channel.
func (st *stage) public(text string) bool {
	return slices.ContainsFunc(st.chat.room("annonces"), func(s screen) bool { return s.holds([]string{text}) })
}

func (st *stage) movesTheDeadline() {
	st.Helper()
	st.at("2019-05-08T14:00:00")
	sent := st.smtp.Count()
	preview := st.types("camille", "/dig calendrier déplacer clôture 12/05/2019 17h", "dimanche 12 mai 2019 à 17h", "1 j avant")
	code := st.asks("camille", preview)
	st.types("alix", "Jusqu'à quand puis-je postuler ?", "10 mai 2019")
	st.approves("dominique", code, "C’est fait")
	st.types("alix", "Jusqu'à quand puis-je postuler ?", "12 mai 2019 à 17h")
	st.types("alix", "Quel est le calendrier ?", "12 mai")
	st.done("moved-")
	st.until("the move is public", func() bool { return st.public("12 mai 2019 à 17h") })
	told := st.since(sent)
	for _, l := range told {
		if !strings.Contains(l.Calendar, "DTSTART:20190512T150000Z") || !strings.Contains(l.Calendar, "SEQUENCE:1") || !l.tells("12 mai 2019", "12 May 2019") {
			st.Errorf("the move is told by %q: %s\n%s", l.Subject, l.Text, l.Calendar)
		}
	}
	if len(told) == 0 {
		st.Error("nobody was told of the move")
	}
	sent = st.smtp.Count()
	st.at("2019-05-09T17:00:05") // when the reminder was due before
	st.at("2019-05-10T17:00:05") // the old deadline
	if st.smtp.Count() != sent || st.phase() != programme.Open {
		st.Errorf("%d mails left on the old dates, and the call is %s", st.smtp.Count()-sent, st.phase())
	}
}

// since are the mails that left after the first n.
func (st *stage) since(n int) []letter {
	st.Helper()
	return st.letters()[n:]
}

// tells reports whether a mail holds one of some texts.
func (l letter) tells(texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(l.Text, text) })
}

func (st *stage) phase() programme.Phase {
	st.Helper()
	season, err := st.store.Season(st.Context())
	if err != nil {
		st.Fatal(err)
	}
	return season.Phase(st.clock.now())
}

func (st *stage) invitesToTheHearings() {
	st.Helper()
	sent := st.smtp.Count()
	st.at("2019-05-11T17:00:05")
	st.done("deadline-1d@")
	for _, l := range st.since(sent) {
		if !l.tells("12 mai 2019", "12 May 2019") || l.tells("10 mai", "10 May") || !strings.Contains(l.Calendar, "DTSTART:20190512T150000Z") {
			st.Errorf("the reminder reads %s\n%s", l.Text, l.Calendar)
		}
	}
	code := st.asks("camille", st.types("camille", "/dig annoncer jury", "Jury"))
	st.approves("dominique", code, "Approuvé par Dominique Exemple")
	sent = st.smtp.Count()
	st.at("2019-05-12T09:00:05")
	st.done("jury-3d@")
	invitations := st.since(sent)
	for _, l := range invitations {
		if !strings.Contains(l.Calendar, "-hearing-") || !strings.Contains(l.Calendar, "DTSTART:2019051") {
			st.Errorf("the invitation %q brings %s", l.Subject, l.Calendar)
		}
	}
	if len(invitations) == 0 {
		st.Error("nobody was invited to a hearing")
	}
	st.at("2019-05-12T14:00:05")
	st.done("deadline-3h@")
	st.at("2019-05-12T17:00:05")
	st.done("deadline@")
	st.types("dominique", "/dig état", "candidatures closes")
	st.at("2019-05-14T09:00:05")
	st.done("jury-1d@")
	st.at("2019-05-15T09:00:05")
	st.done("jury@")
}

func (st *stage) releasesTheResults() {
	st.Helper()
	st.at("2019-05-16T10:00:05")
	st.until("the results are shown to the team", func() bool {
		return slices.ContainsFunc(st.chat.room("equipe"), func(s screen) bool { return s.holds([]string{"Les résultats sont prévus"}) })
	})
	st.types("alix", "Qui sont les lauréats ?", "aucun résultat")
	preview := st.types("camille", "/dig annoncer lauréats", "Annonce", "Code : ")
	st.clicks("camille", preview, "Modifier le mot de l’équipe")
	preview = st.fills("camille", [][2]string{{"mail", "retenues"}, {"lang", "français"}, {"text", "Nous nous réjouissons de vous rencontrer."}}, "Annonce", "Code : ")
	code := st.asks("camille", preview)
	st.approves("dominique", code, "Approuvé par Dominique Exemple")
	sent := st.smtp.Count()
	st.at("2019-05-17T08:59:50")
	if st.phase() == programme.Announced || st.smtp.Count() != sent {
		st.Error("the results are out before their time")
	}
	st.at("2019-05-17T09:00:05")
	st.done("announcement@")
	st.until("the results are public", func() bool { return st.public("résultats") })
	laureates := 0
	for _, l := range st.since(sent) {
		if strings.Contains(l.Text, "Nous nous réjouissons de vous rencontrer.") {
			laureates++
		}
	}
	if laureates == 0 || st.phase() != programme.Announced {
		st.Errorf("%d laureates have the team's word, the phase is %s", laureates, st.phase())
	}
	st.types("alix", "Qui sont les lauréats ?", "annoncés")
	st.types("camille", "/dig état", "résultats publiés")
}

func (st *stage) welcomesThem() {
	st.Helper()
	code := st.asks("camille", st.types("camille", "/dig annoncer prise-de-poste", "Prise de poste"))
	st.approves("dominique", code, "Approuvé par Dominique Exemple")
	sent := st.smtp.Count()
	for _, day := range [][2]string{{"2019-05-20T09:00:05", "start-14d@"}, {"2019-05-27T09:00:05", "start-7d@"}, {"2019-06-02T09:00:05", "start-1d@"}, {"2019-06-03T09:00:05", "start@"}} {
		st.at(day[0])
		st.done(day[1])
	}
	if st.until("nothing is on its way", st.quiet); st.smtp.Count() == sent {
		st.Error("nobody was welcomed")
	}
	st.types("camille", "/dig état", "en poste")
	st.types("dominique", "/dig journal 5", "Camille Exemple")
}

// quiet reports whether nothing is on its way.
func (st *stage) quiet() bool {
	campaigns, err := st.store.Campaigns(st.Context())
	return err == nil && !slices.ContainsFunc(campaigns, func(c notifier.Campaign) bool { return c.State.Open() || !st.settled(c.ID) })
}

// outcome is what has come of a season.
type outcome struct {
	mails, ledger, posts, calendar, journal []string

	chats int // sentences in mails about what can be said in the chat, which are left out of the mails
}

// inChat are sentences that are others where there is no chat.
var inChat = regexp.MustCompile(`(?m)^.*(digbot, en message direct sur|digbot,? in a direct message on|nous le dire en répondant à ce message|tell us by replying to this message).*\n\s*`)

func withoutChats(text string) (without string, chats int) {
	for _, sentence := range inChat.FindAllString(text, -1) {
		if strings.Contains(sentence, "digbot") {
			chats++
		}
	}
	return inChat.ReplaceAllString(text, ""), chats
}

// chased reports whether everybody was asked once about what is left to tick.
func (st *stage) chased() bool {
	campaigns, err := st.store.Campaigns(st.Context())
	campaigns = slices.DeleteFunc(campaigns, func(c notifier.Campaign) bool { return c.Notice == nil || c.Notice.Kind != "checklist-open" })
	isOpen := func(c notifier.Campaign) bool { return c.State != notifier.CampaignDone }
	return err == nil && len(campaigns) > 0 && !slices.ContainsFunc(campaigns, isOpen)
}

func (st *stage) outcome() outcome {
	st.Helper()
	var o outcome
	st.until("it was asked what is left to tick", st.chased) // by a clock of its own
	for _, l := range st.letters() {
		text, chats := withoutChats(l.Text)
		o.mails = append(o.mails, fmt.Sprintf("%s: %s; %d bytes of calendar\n%s", l.To, l.Subject, len(l.Calendar), text))
		o.chats += chats
	}
	campaigns, err := st.store.Campaigns(st.Context())
	if err != nil {
		st.Fatal(err)
	}
	for _, c := range campaigns {
		deliveries, err := st.store.Deliveries(st.Context(), c.ID)
		if err != nil {
			st.Fatal(err)
		}
		for _, d := range deliveries {
			line := fmt.Sprintf("%s (%s): %s", d.ID, c.State, d.State)
			o.ledger = append(o.ledger, line)
			if d.Channel == notifier.ByPost {
				o.posts = append(o.posts, line)
			}
		}
	}
	o.calendar = st.calendar()
	entries, err := st.store.LastEntries(st.Context(), 1000)
	if err != nil {
		st.Fatal(err)
	}
	for _, e := range entries {
		if verb, _, _ := strings.Cut(e.What, " "); verb != "look" { // by which terminals find what others click
			o.journal = append(o.journal, e.Who+" "+e.What)
		}
	}
	if err := st.store.Verify(st.Context()); err != nil {
		st.Error(err)
	}
	if err := st.chat.rules(); err != nil {
		st.Errorf("the rules of the platform were broken: %v", err)
	}
	slices.Sort(o.mails)
	slices.Sort(o.ledger)
	slices.Sort(o.posts)
	return o
}

// calendar is the calendar as it stands at the end, and when what was fired.
func (st *stage) calendar() []string {
	st.Helper()
	season, err := st.store.Season(st.Context())
	if err != nil {
		st.Fatal(err)
	}
	var lines []string
	for _, milestone := range slices.Sorted(maps.Keys(season.Calendar)) {
		lines = append(lines, fmt.Sprintf("%s: %s", milestone, season.Calendar[milestone]))
	}
	fired, err := st.store.Fired(st.Context())
	if err != nil {
		st.Fatal(err)
	}
	for _, f := range fired {
		lines = append(lines, fmt.Sprintf("%s %s", f.ID, f.Outcome))
	}
	return lines
}
