package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/notifier"
)

// TestRandomStaff lets three members of the team do random things around the results, with crashes, changes of the people
// and candidates who ask, and holds that a result mail leaves only after two different people have said yes to exactly
// that content, at most once to each person; that the public post keeps its rule; that no reply of the bot holds a
// laureate's name before the release. The desk passes questions on meanwhile, and strangers try what is not theirs.
func TestRandomStaff(t *testing.T) {
	seeds := 10
	if testing.Short() || underRace {
		seeds = 3
	}
	left := 0
	for seed := 0; seed < seeds || left == 0 && seed < 10; seed++ { // a few may all be refused
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { left += randomStaff(t, uint64(seed)) }) //nolint:gosec // small
	}
	if left == 0 {
		t.Error("no history let a result leave: nothing was tested")
	}
}

// scramble is a random run.
type scramble struct {
	*chatted
	random  *rand.Rand
	yes     map[string]map[string]bool // by hash: who has said yes since the last no
	codes   []string                   // that people have seen
	names   []string                   // of those on whom something was decided
	faults  []string
	refused int // mails that the relay has put off, once each
	asked   string
}

// lobby is a platform on which everybody talks; what is posted there stands in one room.
type lobby struct{ *staffRoom }

func (lobby) Name() string { return "console" }

func (lobby) Run(ctx context.Context, _ bot.Handler) error {
	<-ctx.Done()
	return nil
}

const inLobby = "lobby/"

func (l lobby) Post(ctx context.Context, p bot.Post) (string, error) {
	ref, err := l.staffRoom.Post(ctx, p)
	return inLobby + ref, err
}

func (l lobby) Edit(ctx context.Context, ref string, p bot.Post) error {
	return l.staffRoom.Edit(ctx, strings.TrimPrefix(ref, inLobby), p)
}

func randomStaff(t *testing.T, seed uint64) int {
	h := &scramble{chatted: newChat(t), random: rand.New(rand.NewPCG(seed, 1)), yes: map[string]map[string]bool{}} //nolint:gosec // a test
	h.cfg.Staff = append(h.cfg.Staff, h.cfg.Staff[1])
	h.cfg.Staff[2].ID, h.cfg.Staff[2].Console, h.cfg.Staff[2].Name = "sacha", "sacha", "Sacha Exemple"
	h.cfg.Approvals.Expires = 6 * time.Hour
	h.rooms, h.chats = nil, []bot.Platform{lobby{h.room}}
	synctest.Test(t, func(t *testing.T) {
		h.begin(t, "2019-05-16T08:00:00", 40)
		defer func() { h.stop() }()
		h.remember()
		h.outbox.delay, h.outbox.leaves, h.outbox.fails = time.Second, h.check, h.flaky
		for range 60 {
			h.step()
		}
		h.until2019("2019-05-18T12:00:00")
		for id, n := range h.outbox.sent {
			if n > 1 {
				t.Errorf("%s left %d times", id, n)
			}
		}
		for _, fault := range h.faults {
			t.Error(fault)
		}
		if err := h.store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return h.outbox.total()
}

// until2019 sleeps until an instant that may have passed.
func (h *scramble) until2019(text string) {
	at, _ := time.ParseInLocation("2006-01-02T15:04:05", text, programme.Paris())
	time.Sleep(max(0, time.Until(at)))
	synctest.Wait()
}

// remember gathers the names that must not be told.
func (h *scramble) remember() {
	people, err := h.store.People(h.t.Context(), programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Laureate, programme.Reserve, programme.Declined}})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, person := range people {
		h.names = append(h.names, person.Name)
	}
}

// flaky puts every tenth mail off, as a greylisting server does.
func (h *scramble) flaky(notifier.Envelope) error {
	h.outbox.mu.Lock()
	defer h.outbox.mu.Unlock()
	if h.refused++; h.refused%10 == 0 {
		return fmt.Errorf("450 try later: %w", notifier.ErrTemporary)
	}
	return nil
}

// check is called for whatever leaves.
func (h *scramble) check(delivery string, post bool) {
	campaign, mailing, _ := strings.Cut(delivery, ".")
	if !strings.HasPrefix(campaign, "announcement@") {
		return
	}
	ctx := h.t.Context()
	c, err := h.store.Campaign(ctx, campaign)
	if err != nil {
		return // the program is being stopped
	}
	h.outbox.mu.Lock()
	defer h.outbox.mu.Unlock()
	if len(h.yes[c.Hash]) < 2 {
		h.faults = append(h.faults, fmt.Sprintf("%s left with a yes of %v", delivery, h.yes[c.Hash]))
	}
	if !post {
		return
	}
	deliveries, err := h.store.Deliveries(ctx, campaign)
	if err != nil {
		return
	}
	waited := time.Since(c.Began) >= time.Hour
	told := map[string]bool{} // who has had a mail of the campaign: somebody with two roles gets the other within the hour
	for _, d := range deliveries {
		told[d.Recipient] = told[d.Recipient] || d.Channel == notifier.ByMail && d.State == notifier.Accepted
	}
	for _, d := range deliveries {
		dealt := d.State.Final() || told[d.Recipient] && d.State == notifier.RetryAt || waited && d.Attempts > 0
		if d.Channel == notifier.ByMail && !dealt || c.PostsHeld {
			h.faults = append(h.faults, fmt.Sprintf("%s was posted while %s was %s (%d attempts, %q)", mailing, d.ID, d.State, d.Attempts, d.Note))
		}
	}
}

// step does one random thing.
func (h *scramble) step() {
	who := []string{"camille", "dominique", "sacha"}[h.random.IntN(3)]
	switch n := h.random.IntN(24); {
	case n < 3:
		h.note(h.quietly(who, "annoncer lauréats"))
	case n < 6:
		h.says(who, "demander", true)
	case n < 10:
		h.says(who, "approuver", true)
	case n < 11:
		h.says(who, "annuler", false)
	case n < 12:
		h.says(who, "refuser", false)
	case n < 13:
		h.edit(who)
	case n < 14:
		h.note(h.quietly(who, []string{"pause", "reprendre", "retenir", "libérer", "aujourd'hui", "envois", "questions", "rapport announcement@20190517T0700Z"}[h.random.IntN(8)]))
	case n < 15:
		h.someoneChanges()
	case n < 17:
		h.dies()
	case n < 19:
		h.ask()
	case n < 21:
		h.talks(who)
	case n < 22:
		h.intrudes()
	default:
		time.Sleep([]time.Duration{20 * time.Second, 70 * time.Second, time.Hour, 5 * time.Hour}[h.random.IntN(4)])
	}
	synctest.Wait()
	h.search()
}

// dies stops the program in the middle of whatever it does, or in good order, and starts it again later.
func (h *scramble) dies() {
	if h.random.IntN(3) == 0 {
		h.stop()
	} else {
		h.crash()
	}
	time.Sleep(time.Duration(h.random.IntN(90)) * time.Second)
	h.start()
}

// talks passes a question to the team, or lets the team answer one.
func (h *scramble) talks(who string) {
	question, posted := h.room.find("Une question pour l’équipe")
	if !posted || h.random.IntN(2) == 0 {
		h.send(bot.Message{User: "alix", Text: "Quel club de pétanque recommandez-vous ?"})
		return
	}
	h.hears(bot.Message{User: who, Text: "Celui de la rue de l’Exemple.", Place: bot.Place{Channel: "equipe", Staff: true, Thread: question.Marker}})
	if h.random.IntN(2) == 0 && len(question.Buttons) > 0 {
		h.hears(bot.Message{User: who, Kind: bot.Clicked, Choice: question.Buttons[2].ID, Value: question.Buttons[2].Value, Place: bot.Place{Channel: "equipe", Staff: true}})
	}
}

// intrudes lets somebody who is not of the team try what is not theirs.
func (h *scramble) intrudes() {
	code := "announcement@20190517T0700Z"
	if len(h.codes) > 0 {
		code = h.codes[len(h.codes)-1]
	}
	person := h.with(programme.Laureate)
	switch h.random.IntN(4) {
	case 0:
		h.quietly("alix", []string{"annoncer lauréats", "rapport ", "approuver ", "voir ", "demander ", "m’envoyer un essai "}[h.random.IntN(6)]+code)
	case 1:
		h.quietly("alix", "personne "+person.Email)
	case 2:
		h.hears(bot.Message{User: "alix", Kind: bot.Clicked, Choice: []string{"team-approve", "team-ask", "team-look", "team-report"}[h.random.IntN(4)], Value: code, Place: bot.Place{Direct: true}})
	default:
		h.asked = "Est-ce que " + person.Name + " est lauréate ?"
		h.hears(bot.Message{User: "alix", Text: h.asked, Place: bot.Place{Direct: true}})
	}
}

// hears gives a message to the program, whatever comes of it.
func (h *scramble) hears(m bot.Message) {
	m.Platform, m.Conversation = "console", m.User
	reply, err := h.app.Handle(h.t.Context(), m)
	if err != nil && !errors.Is(err, errAway) {
		h.t.Errorf("%s %s %s: %v", m.User, m.Text, m.Choice, err)
	}
	h.room.mu.Lock()
	defer h.room.mu.Unlock()
	h.room.replies = append(h.room.replies, reply.Body.Plain())
}

// quietly gives a command, whatever comes of it.
func (h *scramble) quietly(who, text string) bot.Reply {
	reply, err := h.app.Handle(h.t.Context(), bot.Message{Platform: "console", User: who, Kind: bot.Command, Text: text, Place: bot.Place{Direct: true}})
	if err != nil && !errors.Is(err, errAway) {
		h.t.Errorf("%s %s: %v", who, text, err)
	}
	h.room.mu.Lock()
	h.room.replies = append(h.room.replies, reply.Body.Plain())
	h.room.mu.Unlock()
	return reply
}

func (h *scramble) note(reply bot.Reply) {
	if found := replyCode.FindStringSubmatch(reply.Body.Plain()); found != nil {
		h.codes = append(h.codes, found[1])
	}
}

// says names a code that somebody has seen, mostly a recent one, and remembers whose yes it is. A model that counts too
// many could hide a fault: only what the reply confirms is counted, and any no takes it all back.
func (h *scramble) says(who, verb string, yes bool) {
	if len(h.codes) == 0 {
		return
	}
	code := h.codes[len(h.codes)-1]
	if h.random.IntN(4) == 0 {
		code = h.codes[h.random.IntN(len(h.codes))]
	}
	hash := h.hashOf(code)
	h.outbox.mu.Lock()
	before := len(h.yes[hash])
	if yes && hash != "" { // it counts from the moment on at which it is given, not at which the reply comes
		if h.yes[hash] == nil {
			h.yes[hash] = map[string]bool{}
		}
	}
	h.outbox.mu.Unlock()
	text := verb + " " + code
	if verb == "refuser" {
		text += " pas encore"
	}
	reply := h.quietly(who, text)
	h.outbox.mu.Lock()
	defer h.outbox.mu.Unlock()
	switch {
	case hash == "" || reply.Kind != bot.KindCommand:
	case yes:
		h.yes[hash][who] = true
	case before > 0:
		delete(h.yes, hash)
	}
}

// hashOf is the content of the campaign that a code names, as it stands.
func (h *scramble) hashOf(code string) string {
	campaigns, err := h.store.Campaigns(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range campaigns {
		if strings.HasPrefix(c.Hash, code) {
			return c.Hash
		}
	}
	return ""
}

// edit changes the team's word.
func (h *scramble) edit(who string) {
	if len(h.codes) == 0 {
		return
	}
	h.note(h.send(bot.Message{User: who, Kind: bot.Submitted, Choice: "team-edit", Value: h.codes[len(h.codes)-1],
		Fields: map[string]string{"mail": "result-laureate", "lang": "fr", "text": fmt.Sprint("Bravo ", h.random.IntN(3))}}))
}

// someoneChanges gives somebody another name: the content changes.
func (h *scramble) someoneChanges() {
	people, err := h.store.People(h.t.Context(), programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Laureate}})
	if err != nil || len(people) == 0 {
		h.t.Fatal(err)
	}
	person := people[h.random.IntN(len(people))]
	person.Name = fmt.Sprintf("%s %d", strings.Fields(person.Name)[0]+"-Exemple", h.random.IntN(1000))
	h.names = append(h.names, person.Name)
	if err := h.store.PutPeople(h.t.Context(), []programme.Person{person}); err != nil {
		h.t.Fatal(err)
	}
}

// ask lets a candidate ask for the results.
func (h *scramble) ask() {
	question := []string{"Qui sont les lauréats ?", "Quand sont annoncés les résultats ?"}[h.random.IntN(2)]
	h.send(bot.Message{User: "alix", Text: question})
}

// search looks for a name in whatever was said, as long as nothing is released.
func (h *scramble) search() {
	season, err := h.store.Season(h.t.Context())
	if err != nil || !season.Released.IsZero() {
		return
	}
	h.room.mu.Lock()
	defer h.room.mu.Unlock()
	for _, said := range h.room.replies {
		if h.asked != "" {
			said = strings.ReplaceAll(said, h.asked, "") // the team is shown what somebody asked
		}
		for _, name := range h.names {
			if strings.Contains(said, name) {
				h.t.Errorf("before the release the bot said %q", said)
			}
		}
	}
	h.room.replies = nil
}
