package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"digbot/internal/config"
	"digbot/internal/fake"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/scheduler"
)

// checkAnswers holds that every conversation has as many answers as questions.
func (w *chaosWorld) checkAnswers(talks map[string]*chaosTalk) {
	w.t.Helper()
	var asked int
	var wrong []*chaosTalk
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(time.Second) {
		asked, wrong = 0, nil
		for _, talk := range talks {
			asked += talk.asked
			if w.answers(talk) != talk.asked {
				wrong = append(wrong, talk)
			}
		}
		if len(wrong) == 0 || time.Now().After(deadline) {
			break
		}
	}
	w.t.Logf("%d questions in %d conversations", asked, len(talks))
	for i, talk := range wrong {
		if i < 20 {
			w.t.Errorf("%s %s: %d questions, %d answers:\n%s", talk.platform, talk.channel, talk.asked, w.answers(talk), w.transcript(talk))
		}
	}
	if len(wrong) > 20 {
		w.t.Errorf("%d conversations went wrong in all", len(wrong))
	}
}

// chaosLine is what somebody said in a conversation.
type chaosLine struct {
	at    time.Time
	ours  bool
	words string
}

// transcript is a conversation as it was held, with what happened where it went wrong.
func (w *chaosWorld) transcript(talk *chaosTalk) string {
	var said []chaosLine
	for _, m := range w.slack.Messages(talk.channel) {
		said = append(said, chaosLine{m.At, m.User == fake.SlackBotUser, m.Text})
	}
	for _, post := range w.mattermost.Posts(talk.channel) {
		said = append(said, chaosLine{time.UnixMilli(post.CreateAt), post.UserID == w.botUser, post.Message})
	}
	var out strings.Builder
	for i, line := range said {
		if i > 0 && line.ours == said[i-1].ours {
			out.WriteString(w.around(line.at))
		}
		fmt.Fprintf(&out, "\t%s %s: %.100q\n", line.at.Format("05.000"), map[bool]string{true: "bot", false: "person"}[line.ours], line.words)
	}
	return out.String()
}

// around is what the diary and the replicas wrote in the seconds before an instant.
func (w *chaosWorld) around(at time.Time) string {
	var out strings.Builder
	for _, name := range []string{"diary", "replica-1", "replica-2", "replica-3"} {
		text, err := os.ReadFile(filepath.Join(w.dir, name+".log"))
		if err != nil {
			return err.Error()
		}
		for line := range strings.Lines(string(text)) {
			var entry struct{ Time time.Time }
			if json.Unmarshal([]byte(line), &entry) == nil && entry.Time.After(at.Add(-4*time.Second)) && entry.Time.Before(at.Add(time.Second)) {
				fmt.Fprintf(&out, "\t\t%s %s", name, line)
			}
		}
	}
	return out.String()
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
	var faults []string
	for _, d := range deliveries {
		counts[d.State]++
		n := arrived[notifier.MessageID(d.ID)]
		delete(arrived, notifier.MessageID(d.ID))
		if n > 1 {
			again++
		}
		mail, sent := d.Channel == notifier.ByMail, d.State == notifier.Accepted || d.State == notifier.Uncertain
		if mail && (n > 1 && !c.Resend || n == 0 && d.State == notifier.Accepted || n > 0 && !sent) || !d.State.Final() {
			faults = append(faults, fmt.Sprintf("%s to %s is %s after %d attempts (retry %s, lease %s: %s) and came %d times",
				d.Mailing, d.Recipient, d.State, d.Attempts, d.Retry, d.Lease, d.Note, n))
		}
	}
	if len(faults) > 0 {
		w.t.Errorf("%s: %d mails went wrong:\n%s", c.ID, len(faults), strings.Join(faults[:min(10, len(faults))], "\n"))
	}
	if len(deliveries) != c.Planned {
		w.t.Errorf("%s: %d deliveries, planned were %d", c.ID, len(deliveries), c.Planned)
	}
	return counts, again
}

// checkPosts holds that nothing was posted twice in a public channel, and that both chats got the same number of posts.
func (w *chaosWorld) checkPosts() {
	w.t.Helper()
	var posts [2][]string
	for _, m := range w.slack.Answers(chaosPublic) {
		posts[0] = append(posts[0], m.Text)
	}
	for _, post := range w.mattermost.Posts(w.town) {
		if post.UserID == w.botUser {
			posts[1] = append(posts[1], post.Message)
		}
	}
	for i, chat := range []string{"Slack", "Mattermost"} {
		slices.Sort(posts[i])
		if once := slices.Compact(slices.Clone(posts[i])); len(once) != len(posts[i]) {
			w.t.Errorf("something was posted twice on %s: %.80q", chat, posts[i])
		}
	}
	if len(posts[0]) != len(posts[1]) || len(posts[0]) == 0 {
		w.t.Errorf("%d posts on Slack, %d on Mattermost", len(posts[0]), len(posts[1]))
	}
	w.t.Logf("%d posts in the public channel of each chat", len(posts[0]))
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

// checkEmbargo searches everything that the bot has written before the release for laureates' names: each message as it was
// written first, and as it was edited.
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
	for _, call := range w.slack.Calls("") {
		search(call.At, fmt.Sprint(call.Values))
	}
	for _, post := range w.mattermost.Versions(w.botUser) {
		search(time.UnixMilli(max(post.CreateAt, post.EditAt)), post.Message+fmt.Sprint(post.Props))
	}
	if logs := w.logs(); strings.Contains(logs, "Zéphyrine") || strings.Contains(logs, "c0001@example.org") {
		w.t.Error("the logs tell names or addresses")
	}
	w.t.Logf("%d messages were written before the release", searched)
}
