package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"digbot/internal/store"
	"digbot/notifier"
)

var (
	chaosDuration = flag.Duration("chaos.duration", 0, "how long the chaos run lives a season; 0: skipped")
	chaosKeep     = flag.String("chaos.keep", "", "an empty folder in which the run's logs and store stay, to look at")
	chaosSeed     = flag.Uint64("chaos.seed", 0, "what the chaos run does; 0: something else each time")
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
// The seed is printed and plans the same run again.
//
//	go test ./internal/app -run Chaos -chaos.duration 10m -timeout 20m
func TestChaos(t *testing.T) {
	if *chaosDuration == 0 {
		t.Skip("the chaos run takes minutes: ask for it with -chaos.duration 2m")
	}
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("the same plan again: -chaos.seed %d", seed)
	w := newChaosWorld(t, seed)
	speed := chaosSeason.to.Sub(chaosSeason.from).Seconds() / chaosDuration.Seconds()
	for range 3 {
		w.addReplica("--roster", "people.csv", "--now", chaosSeason.from.Format(time.RFC3339), "--speed", fmt.Sprintf("%.0f", speed))
	}
	end := time.Now().Add(*chaosDuration)
	talks := make(map[string]*chaosTalk)
	var living sync.WaitGroup
	living.Go(func() { w.ask(seed, end, talks) })
	living.Go(func() { w.decide(end.Add(time.Minute)) })
	done := w.disturb(seed, end)
	living.Wait()
	w.calmDown()
	t.Logf("%v", done)
	w.checkAnswers(talks)
	w.checkPosts()
	for _, r := range w.replicas {
		r.end(syscall.SIGTERM)
	}
	kept := w.ledger()
	defer kept.Close()
	w.checkMails(kept)
	w.checkEmbargo(kept)
}

// disturb does harm until the end, and counts what it did.
func (w *chaosWorld) disturb(seed uint64, end time.Time) map[string]int {
	done := map[string]int{}
	for fault := range chaosHarm(seed, len(w.replicas)) {
		if !time.Now().Before(end) {
			break
		}
		w.diary.Info(fault.what, "replica", fault.whom+1, "lasts", fault.lasts.String())
		w.harm(fault)
		done[fault.what]++
		time.Sleep(fault.lasts)
		for _, each := range w.replicas {
			if each.revive() {
				w.diary.Info("ended by itself", "replica", each.name)
				done["ended by itself"]++
			}
		}
	}
	return done
}

// harm does harm, and undoes it.
func (w *chaosWorld) harm(fault chaosFault) {
	r, pause := w.replicas[fault.whom], fault.lasts
	switch fault.what {
	case "kill -9":
		r.end(syscall.SIGKILL)
		time.Sleep(pause / 2)
		r.start()
	case "rolling restart":
		for _, each := range w.replicas {
			each.end(syscall.SIGTERM)
			each.start()
			time.Sleep(500 * time.Millisecond)
		}
	case "frozen":
		r.freeze(2 * pause)
	case "Redis killed":
		w.stopRedis()
		time.Sleep(pause / 2)
		w.startRedis()
	case "relay away":
		w.relayDown.Store(true)
		w.mails.Hangup()
		time.Sleep(pause)
		w.relayDown.Store(false)
	case "Slack away":
		w.slack.Down()
		time.Sleep(pause)
		w.slack.Up()
	case "Mattermost away":
		w.mattermost.Stop()
		time.Sleep(pause)
		if err := w.mattermost.Start(); err != nil {
			w.t.Error(err)
		}
	case "lines cut":
		w.slack.Cut()
		w.mattermost.Cut()
	default:
		w.t.Errorf("nobody knows how to do %q", fault.what)
	}
}

// ask lets people ask, each in a conversation of their own, on both chats.
func (w *chaosWorld) ask(seed uint64, end time.Time, talks map[string]*chaosTalk) {
	users := map[string]string{}
	for ask := range chaosAsked(seed) {
		if time.Sleep(ask.after); !time.Now().Before(end) {
			return
		}
		id := fmt.Sprint(ask.person)
		if ask.person%2 == 0 {
			id = "U0CHAOS" + id
			channel := w.slack.Direct(id)
			w.slack.Say(id, channel, ask.question, "")
			note(talks, "slack", channel)
			continue
		}
		user, known := users[id]
		if !known {
			user = w.mattermost.AddUser("chaos"+id, "chaos"+id+"@example.org")
			users[id] = user
		}
		channel := w.mattermost.Direct(user, w.botUser)
		w.mattermost.Say(user, channel, "", ask.question)
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

// decide is the team: one of them asks for the results to leave, and another one approves, and again while they are kept
// back: when people change after that, what was approved is no longer what would leave.
func (w *chaosWorld) decide(end time.Time) {
	for ; time.Now().Before(end); time.Sleep(2 * time.Second) {
		switch w.campaigns()["announcement"] {
		case "approved":
			continue
		case "sending", "done":
			return
		}
		out, err := w.run("/dig annoncer lauréats\n", "chat", "--as", "camille")
		found := code.FindStringSubmatch(out)
		if err != nil || found == nil {
			continue
		}
		_, _ = w.run("/dig demander "+found[1]+"\n", "chat", "--as", "camille") // asked again where it failed
		_, _ = w.run("/dig approuver "+found[1]+"\n", "chat", "--as", "dominique")
	}
	w.t.Error("the results were approved in vain")
}

// campaigns are the states of the campaigns by their occasion's name; nil when nobody can tell.
func (w *chaosWorld) campaigns() map[string]string {
	out, err := w.run("", "status", "--json")
	var status struct {
		Campaigns []struct {
			ID, State string
		}
	}
	if err != nil || json.Unmarshal([]byte(out), &status) != nil {
		return nil
	}
	states := map[string]string{}
	for _, c := range status.Campaigns {
		name, _, _ := strings.Cut(c.ID, "@")
		states[name] = c.State
	}
	return states
}

// calmDown waits until everything that was begun has come to an end. What was tried in vain may wait for its next try for
// some minutes, and the posts of its campaign for it.
func (w *chaosWorld) calmDown() {
	w.t.Helper()
	w.calm.Store(true)
	kept := w.ledger()
	defer kept.Close()
	var open []string
	for quiet := time.Now().Add(4 * time.Minute); time.Now().Before(quiet) || time.Now().Before(w.lastTry(kept).Add(time.Minute)); time.Sleep(time.Second) {
		for _, r := range w.replicas {
			r.revive()
		}
		if open = w.open(); open != nil && len(open) == 0 {
			return
		}
	}
	w.t.Errorf("stuck: %v", open)
}

// lastTry is the latest instant at which something of an open campaign is tried again, in real time.
func (w *chaosWorld) lastTry(kept *store.Store) (last time.Time) {
	campaigns, err := kept.Campaigns(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range campaigns {
		if !c.State.Open() {
			continue
		}
		deliveries, err := kept.Deliveries(w.t.Context(), c.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range deliveries {
			if d.State == notifier.RetryAt && d.Retry.After(last) {
				last = d.Retry
			}
		}
	}
	return last
}

// open names the campaigns that are not at their end; nil when nobody can tell.
func (w *chaosWorld) open() []string {
	states := w.campaigns()
	if len(states) < 6 {
		return nil
	}
	open := []string{}
	for name, state := range states {
		if !slices.Contains([]string{"done", "cancelled", "refused"}, state) {
			open = append(open, name+" "+state)
		}
	}
	return open
}
