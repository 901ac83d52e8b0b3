package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/fake"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/scheduler"
)

var (
	chaosDuration = flag.Duration("chaos.duration", 0, "how long the chaos run lives a season; 0: skipped")
	chaosKeep     = flag.String("chaos.keep", "", "an empty folder in which the run's logs and store stay, to look at")
	chaosSeed     = flag.Uint64("chaos.seed", 0, "what the chaos run does; 0: something else each time")
)

const (
	chaosPeople = 500
	chaosAsks   = 50.0 / 6 // questions a second: 5,000 in ten minutes
)

// chaosSeason is what is lived: from the reminder of the deadline to some days after the announcement.
var chaosSeason = struct{ from, to time.Time }{
	time.Date(2019, 5, 9, 13, 0, 0, 0, time.UTC), time.Date(2019, 5, 20, 13, 0, 0, 0, time.UTC),
}

// chaosTalk is a conversation, and how often was asked in it.
type chaosTalk struct {
	platform, channel string
	asked             int
}

// TestChaos lives a season at speed with three replicas, while processes are killed and frozen, Redis, the relay and the
// chats fail, and hundreds of people ask. Then it holds: each occasion happened once, each mail arrived once or is named
// uncertain, each question was answered once, nobody learnt a result before its time, and nothing is stuck.
//
//	go test -run Chaos -chaos.duration 10m ./internal/app
func TestChaos(t *testing.T) {
	if *chaosDuration == 0 {
		t.Skip("the chaos run takes minutes: ask for it with -chaos.duration 2m")
	}
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("the same again: -chaos.seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	w := newChaosWorld(t, chaosRoster(random))
	speed := chaosSeason.to.Sub(chaosSeason.from).Seconds() / chaosDuration.Seconds()
	for range 3 {
		w.addReplica("--roster", "people.csv", "--now", chaosSeason.from.Format(time.RFC3339), "--speed", fmt.Sprintf("%.0f", speed))
	}
	end := time.Now().Add(*chaosDuration)
	talks := make(map[string]*chaosTalk)
	var living sync.WaitGroup
	living.Go(func() { w.ask(rand.New(rand.NewPCG(seed, 1)), end, talks) })
	living.Go(func() { w.decide(end) })
	done := w.disturb(random, end)
	living.Wait()
	w.calmDown()
	t.Logf("%v", done)
	w.checkAnswers(talks)
	for _, r := range w.replicas {
		r.end(syscall.SIGTERM)
	}
	kept := w.ledger()
	defer kept.Close()
	w.checkMails(kept)
	w.checkEmbargo(kept)
}

// chaosRoster is everybody, with what the jury will have decided. Laureates have names that stand nowhere else.
func chaosRoster(random *rand.Rand) string {
	var out strings.Builder
	out.WriteString("id;rôle;nom;courriel;statut;défi;décision;audition;lieu\n")
	for n := range chaosPeople {
		status, decision, hearing := "candidature déposée", "non retenu", ";"
		name := fmt.Sprintf("Camille Exemple %d", n)
		switch {
		case n < 12:
			hearing = "15/05/2019 10:00;20 avenue de Ségur, Paris"
			status, decision, name = "préselectionné", "lauréat", fmt.Sprintf("Zéphyrine Secret%dx", n)
		case n < 30:
			hearing = "15/05/2019 14:00;20 avenue de Ségur, Paris"
			status, decision = "préselectionné", "liste complémentaire"
		case random.IntN(4) == 0:
			status, decision = "intéressé", ""
		}
		fmt.Fprintf(&out, "c-%04d;candidat;%s;c%04d@example.org;%s;vigicrues;%s;%s\n", n, name, n, status, decision, hearing)
	}
	return out.String()
}

// disturb does harm at random moments until the end, and counts what it did.
func (w *chaosWorld) disturb(random *rand.Rand, end time.Time) map[string]int {
	done := map[string]int{}
	for time.Now().Before(end) {
		r := w.replicas[random.IntN(len(w.replicas))]
		pause := time.Duration(200+random.IntN(2500)) * time.Millisecond
		var what string
		switch random.IntN(9) {
		case 0, 1:
			what = "kill -9"
			r.end(syscall.SIGKILL)
			time.Sleep(pause / 2)
			r.start()
		case 2:
			what = "rolling restart"
			for _, each := range w.replicas {
				each.end(syscall.SIGTERM)
				each.start()
				time.Sleep(500 * time.Millisecond)
			}
		case 3:
			what = "frozen"
			r.freeze(2 * pause)
		case 4:
			what = "Redis killed"
			w.stopRedis()
			time.Sleep(pause / 2)
			w.startRedis()
		case 5:
			what = "relay away"
			w.relayDown.Store(true)
			w.mails.Hangup()
			time.Sleep(pause)
			w.relayDown.Store(false)
		case 6:
			what = "Slack away"
			w.slack.Down()
			time.Sleep(pause)
			w.slack.Up()
		case 7:
			what = "Mattermost away"
			w.mattermost.Stop()
			time.Sleep(pause)
			if err := w.mattermost.Start(); err != nil {
				w.t.Error(err)
			}
		case 8:
			what = "lines cut"
			w.slack.Cut()
			w.mattermost.Cut()
		}
		done[what]++
		time.Sleep(pause)
		for _, each := range w.replicas {
			if each.revive() {
				done["ended by itself"]++
			}
		}
	}
	return done
}

// ask lets people ask, each in a conversation of their own, on both chats.
func (w *chaosWorld) ask(random *rand.Rand, end time.Time, talks map[string]*chaosTalk) {
	questions := []string{
		"quel est le salaire ?", "c'est quoi la date limite de candidature ?", "quel est le lieu de travail ?", "date des résultats",
		"qui sont les lauréats ?", "est-ce que Zéphyrine Secret3x est retenue ?", "quelle est la couleur du cheval blanc d'Henri IV ?",
		"combien de défis ?", "bonjour", "what is the salary?",
	}
	users := map[string]string{}
	for n := 0; time.Now().Before(end); n++ {
		time.Sleep(time.Duration(float64(time.Second) / chaosAsks * 2 * random.Float64()))
		person := random.IntN(250)
		question := questions[random.IntN(len(questions))]
		id := fmt.Sprint(person)
		if person%2 == 0 {
			id = "U0CHAOS" + id
			channel := w.slack.Direct(id)
			w.slack.Say(id, channel, question, "")
			note(talks, "slack", channel)
			continue
		}
		user, known := users[id]
		if !known {
			user = w.mattermost.AddUser("chaos"+id, "chaos"+id+"@example.org")
			users[id] = user
		}
		channel := w.mattermost.Direct(user, w.botUser)
		w.mattermost.Say(user, channel, "", question)
		note(talks, "mattermost", channel)
	}
}

func note(talks map[string]*chaosTalk, platform, channel string) {
	if talks[channel] == nil {
		talks[channel] = &chaosTalk{platform: platform, channel: channel}
	}
	talks[channel].asked++
}

// code is how a preview names the content that is approved.
var code = regexp.MustCompile(`/dig demander ([0-9a-f]{6,})`)

// decide is the team: from the day of the results on, one of them asks, and two approve, until it is done.
func (w *chaosWorld) decide(end time.Time) {
	for time.Now().Before(end) {
		time.Sleep(500 * time.Millisecond)
		out, err := w.run("/dig annoncer lauréats\n", "chat", "--as", "camille")
		found := code.FindStringSubmatch(out)
		if err != nil || found == nil {
			continue
		}
		_, _ = w.run("/dig demander "+found[1]+"\n", "chat", "--as", "camille") // asked again where it failed
		out, err = w.run("/dig approuver "+found[1]+"\n", "chat", "--as", "dominique")
		if err == nil && strings.Contains(out, "Approuvé par Dominique") {
			return
		}
	}
}

// calmDown waits until everything that was begun has come to an end.
func (w *chaosWorld) calmDown() {
	w.t.Helper()
	var open []string
	for deadline := time.Now().Add(4 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		for _, r := range w.replicas {
			r.revive()
		}
		if open = w.open(); open != nil && len(open) == 0 {
			return
		}
	}
	w.t.Errorf("stuck: %v", open)
}

// open names the campaigns that are not at their end; nil when nobody can tell.
func (w *chaosWorld) open() []string {
	out, err := w.run("", "status", "--json")
	var status struct {
		Campaigns []struct {
			ID, State string
		}
	}
	if err != nil || json.Unmarshal([]byte(out), &status) != nil || len(status.Campaigns) < 6 {
		return nil
	}
	open := []string{}
	for _, c := range status.Campaigns {
		if !slices.Contains([]string{"done", "cancelled", "refused"}, c.State) {
			open = append(open, c.ID+" "+c.State)
		}
	}
	return open
}

// checkAnswers holds that every conversation has as many answers as questions.
func (w *chaosWorld) checkAnswers(talks map[string]*chaosTalk) {
	w.t.Helper()
	var asked int
	var wrong []string
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(time.Second) {
		asked, wrong = 0, nil
		for _, talk := range talks {
			asked += talk.asked
			if n := w.answers(talk); n != talk.asked {
				wrong = append(wrong, fmt.Sprintf("%s %s: %d questions, %d answers:\n%s", talk.platform, talk.channel, talk.asked, n, w.transcript(talk)))
			}
		}
		if len(wrong) == 0 || time.Now().After(deadline) {
			break
		}
	}
	w.t.Logf("%d questions in %d conversations", asked, len(talks))
	if len(wrong) > 0 {
		w.t.Errorf("%d conversations went wrong:\n%s", len(wrong), strings.Join(wrong[:min(20, len(wrong))], "\n"))
	}
}

// transcript is a conversation as it was held.
func (w *chaosWorld) transcript(talk *chaosTalk) string {
	var lines strings.Builder
	for _, m := range w.slack.Messages(talk.channel) {
		fmt.Fprintf(&lines, "\t%s %s: %.120q\n", m.At.Format("05.000"), m.User, m.Text)
	}
	for _, post := range w.mattermost.Posts(talk.channel) {
		fmt.Fprintf(&lines, "\t%s %s: %.120q\n", time.UnixMilli(post.CreateAt).Format("05.000"), post.UserID, post.Message)
	}
	return lines.String()
}

func (w *chaosWorld) answers(talk *chaosTalk) int {
	if talk.platform == "slack" {
		return len(w.slack.Answers(talk.channel))
	}
	n := 0
	for _, post := range w.mattermost.Posts(talk.channel) {
		if post.UserID == w.botUser {
			n++
		}
	}
	return n
}

// ledger is the store, which nobody else uses any more.
func (w *chaosWorld) ledger() *store.Store {
	w.t.Helper()
	key, err := os.ReadFile(filepath.Join(w.dir, "decisions.key"))
	if err != nil {
		w.t.Fatal(err)
	}
	parsed, err := seal.Parse(string(key))
	if err != nil {
		w.t.Fatal(err)
	}
	cfg, err := config.Load([]string{"../../config.example.yaml"}, os.LookupEnv)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := store.OpenRedis(w.t.Context(), "redis://127.0.0.1:"+w.redisPort+"/0", cfg.Promotion, store.WithKey(parsed))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// checkMails compares the ledger with what arrived: whoever counts as accepted got the mail once, whoever is uncertain
// once at most, and nobody else got anything. Only reminders may be sent again, under the same id.
func (w *chaosWorld) checkMails(kept *store.Store) {
	w.t.Helper()
	arrived := map[string]int{}
	for _, m := range w.mails.Messages() {
		id, _, _ := strings.Cut(strings.TrimPrefix(headerOf(m, "Message-ID"), "<"), "@")
		arrived[id]++
	}
	campaigns, err := kept.Campaigns(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	happened := map[string]int{}
	for _, c := range campaigns {
		happened[c.Name()]++
		counts, again := w.checkDeliveries(kept, c, arrived)
		w.t.Logf("%-14s %-9s %v, %d came twice %v", c.Name(), c.State, counts, again, c.Faults)
	}
	w.checkFirings(kept, happened)
	for id, n := range arrived {
		w.t.Errorf("%d mails with id %q are in no ledger", n, id)
	}
}

// checkFirings holds that each occasion of the season was fired once: handled, with one campaign, or skipped because an
// outage had lasted until it could do only harm.
func (w *chaosWorld) checkFirings(kept *store.Store, campaigns map[string]int) {
	w.t.Helper()
	firings, err := kept.Fired(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	fired := map[string]int{}
	for _, f := range firings {
		fired[f.Name]++
		if n := campaigns[f.Name]; n > 1 || n == 0 && f.Outcome != scheduler.Skipped {
			w.t.Errorf("%s was %s, and has %d campaigns", f.ID, f.Outcome, n)
		}
	}
	for _, occasion := range []string{"deadline-1d", "deadline-3h", "deadline", "jury-3d", "jury-1d", "jury", "announcement"} {
		if fired[occasion] != 1 {
			w.t.Errorf("%s was fired %d times", occasion, fired[occasion])
		}
	}
	for _, occasion := range []string{"deadline", "jury", "announcement"} {
		if campaigns[occasion] != 1 {
			w.t.Errorf("%s happened %d times", occasion, campaigns[occasion])
		}
	}
}

// checkDeliveries looks at each delivery of a campaign, and takes its mails out of those that arrived.
func (w *chaosWorld) checkDeliveries(kept *store.Store, c notifier.Campaign, arrived map[string]int) (map[notifier.State]int, int) {
	w.t.Helper()
	deliveries, err := kept.Deliveries(w.t.Context(), c.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	counts, again := map[notifier.State]int{}, 0
	for _, d := range deliveries {
		counts[d.State]++
		n := arrived[notifier.MessageID(d.ID)]
		delete(arrived, notifier.MessageID(d.ID))
		if n > 1 {
			again++
		}
		mail, sent := d.Channel == notifier.ByMail, d.State == notifier.Accepted || d.State == notifier.Uncertain
		if mail && (n > 1 && !c.Resend || n == 0 && d.State == notifier.Accepted || n > 0 && !sent) || !d.State.Final() {
			w.t.Errorf("%s to %s is %s and came %d times", d.Mailing, d.Recipient, d.State, n)
		}
	}
	if len(deliveries) != c.Planned {
		w.t.Errorf("%s: %d deliveries, planned were %d", c.ID, len(deliveries), c.Planned)
	}
	return counts, again
}

// headerOf is a field of a mail's head.
func headerOf(m fake.SMTPMessage, name string) string {
	for line := range strings.Lines(string(m.Text)) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			return strings.TrimSpace(value)
		}
		if strings.TrimSpace(line) == "" {
			return ""
		}
	}
	return ""
}

// checkEmbargo searches everything that the bot has written before the release for laureates' names.
func (w *chaosWorld) checkEmbargo(kept *store.Store) {
	w.t.Helper()
	season, err := kept.Season(w.t.Context())
	if err != nil || season.Released.IsZero() {
		w.t.Fatalf("no result has left: %v", err)
	}
	clock, err := kept.Clock(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	released := clock.Real.Add(time.Duration(float64(season.Released.Sub(clock.Programme)) / clock.Speed))
	searched := 0
	search := func(at time.Time, text string) {
		if !at.Before(released) {
			return
		}
		searched++
		if strings.Contains(text, "Zéphyrine") || strings.Contains(text, "Secret") {
			w.t.Errorf("told %s before the release: %q", released.Sub(at), text)
		}
	}
	for _, m := range w.slack.Everything() {
		if m.User == fake.SlackBotUser {
			search(m.At, m.Text+fmt.Sprint(m.Blocks))
		}
	}
	for _, post := range w.mattermost.PostsOf(w.botUser) {
		search(time.UnixMilli(post.CreateAt), post.Message+fmt.Sprint(post.Props))
	}
	if logs := w.logs(); strings.Contains(logs, "Zéphyrine") || strings.Contains(logs, "c0001@example.org") {
		w.t.Error("the logs tell names or addresses")
	}
	w.t.Logf("%d messages were written before the release", searched)
}
