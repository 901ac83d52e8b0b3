package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"digbot/bot"
	chat "digbot/bot/slack"
	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/templates"
)

// asEcho makes the test binary behave as the smallest bot that the library allows, to compare with.
const asEcho = "DIGBOT_TEST_AS_ECHO"

// echo answers every direct message with its own text, and remembers nothing.
func echo() {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	api := slack.New(os.Getenv("SLACK_BOT_TOKEN"), slack.OptionAppLevelToken(os.Getenv("SLACK_APP_TOKEN")), slack.OptionAPIURL(os.Getenv("SLACK_API_URL")),
		slack.OptionHTTPClient(&http.Client{Transport: transport}))
	client := socketmode.New(api)
	go func() {
		for e := range client.Events {
			if e.Type != socketmode.EventTypeEventsAPI {
				continue
			}
			if err := client.Ack(*e.Request); err != nil {
				panic(err)
			}
			var callback struct {
				Event struct{ User, Channel, Text string }
			}
			if err := json.Unmarshal(e.Request.Payload, &callback); err != nil {
				panic(err)
			}
			go func() {
				if _, _, err := api.PostMessage(callback.Event.Channel, slack.MsgOptionText(callback.Event.Text, false)); err != nil {
					panic(err)
				}
			}()
		}
	}()
	if err := client.Run(); err != nil {
		panic(err)
	}
}

// asPlatform makes the test binary behave as the same bot, made of the platform and the store: everything but what the
// answers say.
const asPlatform = "DIGBOT_TEST_AS_PLATFORM"

func platform() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	file, err := os.MkdirTemp("", "digbot-bench-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(file)
	memory, err := store.Open(filepath.Join(file, "digbot.db"), programme.Promotion{ID: "bench"}, store.Own())
	if err != nil {
		panic(err)
	}
	defer memory.Close()
	s := chat.New(chat.Config{BotToken: os.Getenv("SLACK_BOT_TOKEN"), AppToken: os.Getenv("SLACK_APP_TOKEN"), APIURL: os.Getenv("SLACK_API_URL")},
		chat.Ports{Claims: memory, Notes: memory, Texts: mute{}, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	err = s.Run(ctx, func(_ context.Context, m bot.Message) (bot.Reply, error) {
		return bot.Reply{Kind: bot.KindSmalltalk, Language: "fr", Body: templates.ParseMarkdown(m.Text)}, nil
	})
	if err != nil {
		panic(err)
	}
}

// mute has no words: an echo needs none.
type mute struct{}

func (mute) Phrase(string, templates.View) (templates.Document, error) {
	return templates.Document{}, nil
}

// load is how a bot fared under 200 events a second for 20 seconds, over 2,000 conversations.
type load struct {
	acks, replies []time.Duration // sorted
	unacked       int
	cpu           time.Duration
	memory        int // anonymous, kB
}

const (
	loadRate    = 200
	loadSeconds = 20
	loadPeople  = 2000
	loadAsks    = "quel est le salaire ?"
)

// putUnder asks a running bot.
func putUnder(b *testing.B, w *fake.Slack, pid int) load {
	b.Helper()
	warmUp(b, w)
	before := processTime(b, pid)
	ticker := time.NewTicker(time.Second / loadRate)
	for n := range loadRate * loadSeconds {
		<-ticker.C
		person := loadPerson(n % loadPeople)
		w.Say(person, w.Direct(person), loadAsks, "")
	}
	ticker.Stop()
	time.Sleep(2 * time.Second)
	l := load{cpu: processTime(b, pid) - before, unacked: len(w.Unacked()), memory: anonymous(b, pid)}
	for _, ack := range w.Acks() {
		l.acks = append(l.acks, ack.Took)
	}
	for i := range loadPeople {
		l.replies = append(l.replies, waits(w.Messages(w.Direct(loadPerson(i))))...)
	}
	slices.Sort(l.acks)
	slices.Sort(l.replies)
	if len(l.replies) != loadRate*loadSeconds {
		b.Errorf("%d replies, want %d", len(l.replies), loadRate*loadSeconds)
	}
	return l
}

// warmUp waits for the first answer.
func warmUp(b *testing.B, w *fake.Slack) {
	b.Helper()
	for i := range loadPeople {
		w.Direct(loadPerson(i))
	}
	w.Say("U0WARM", w.Direct("U0WARM"), loadAsks, "")
	if !w.Await(30*time.Second, func() bool { return len(w.Answers(w.Direct("U0WARM"))) == 1 }) {
		b.Fatal("the bot does not answer")
	}
}

func loadPerson(i int) string { return fmt.Sprintf("U0LOAD%04d", i) }

// waits are the times from each question of a conversation to the answer that follows it.
func waits(messages []fake.SlackMessage) []time.Duration {
	var all []time.Duration
	var asked []time.Time
	for _, m := range messages {
		if m.User != fake.SlackBotUser {
			asked = append(asked, m.At)
		} else if len(asked) > 0 {
			all = append(all, m.At.Sub(asked[0]))
			asked = asked[1:]
		}
	}
	return all
}

func percentile(sorted []time.Duration, p int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[len(sorted)*p/100].Microseconds()) / 1000
}

// processTime is the processor time that a process has taken.
func processTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("this system does not tell: ", err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')'):]))
	var ticks int
	for _, field := range fields[12:14] { // utime and stime, in hundredths of a second
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// BenchmarkSlack puts the whole service under load, and compares what a question costs it with what it costs the smallest
// bot in the same run.
func BenchmarkSlack(b *testing.B) {
	for b.Loop() {
		ours, theirs := serviceUnderLoad(b, putUnder), childUnderLoad(b, asEcho, putUnder)
		reportLoad(b, ours)
		b.ReportMetric(theirs.cpu.Seconds()/ours.cpu.Seconds(), "of-echo-CPU")
	}
}

// BenchmarkSlackThroughput asks everything at once, and compares how much is answered in a second.
func BenchmarkSlackThroughput(b *testing.B) {
	for b.Loop() {
		ours, theirs := serviceUnderLoad(b, flood), childUnderLoad(b, asEcho, flood)
		b.ReportMetric(ours, "questions/s")
		b.ReportMetric(theirs, "echo-questions/s")
		b.ReportMetric(ours/theirs, "of-echo")
	}
}

// flood is how many questions a running bot answers in a second when all come at once: two in each conversation.
func flood(b *testing.B, w *fake.Slack, _ int) float64 {
	b.Helper()
	warmUp(b, w)
	began := time.Now()
	for n := range 2 * loadPeople {
		person := loadPerson(n % loadPeople)
		w.Say(person, w.Direct(person), loadAsks, "")
	}
	var last time.Time
	answered := func() int {
		n := 0
		for i := range loadPeople {
			for _, answer := range w.Answers(w.Direct(loadPerson(i))) {
				n++
				if answer.At.After(last) {
					last = answer.At
				}
			}
		}
		return n
	}
	for end := time.Now().Add(time.Minute); answered() < 2*loadPeople; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("%d answers, want %d", answered(), 2*loadPeople)
		}
	}
	return 2 * loadPeople / last.Sub(began).Seconds()
}

// BenchmarkSlackPlatform compares the platform, with every event written down, with the smallest bot in the same run.
func BenchmarkSlackPlatform(b *testing.B) {
	for b.Loop() {
		ours, theirs := childUnderLoad(b, asPlatform, putUnder), childUnderLoad(b, asEcho, putUnder)
		reportLoad(b, ours)
		b.ReportMetric(theirs.cpu.Seconds()/ours.cpu.Seconds(), "of-echo")
		b.ReportMetric(percentile(theirs.replies, 99), "ms-echo-reply-p99")
		b.ReportMetric(float64(theirs.memory)/1000, "MB-echo-RssAnon")
	}
}

func reportLoad(b *testing.B, l load) {
	b.Helper()
	b.ReportMetric(percentile(l.acks, 99), "ms-ack-p99")
	b.ReportMetric(percentile(l.replies, 50), "ms-reply-p50")
	b.ReportMetric(percentile(l.replies, 99), "ms-reply-p99")
	b.ReportMetric(float64(l.unacked), "unacked")
	b.ReportMetric(float64(l.memory)/1000, "MB-RssAnon")
	b.ReportMetric(loadRate*loadSeconds/l.cpu.Seconds(), "events/CPU-s")
}

// measure is what is done to a running bot, to find a T.
type measure[T any] func(b *testing.B, w *fake.Slack, pid int) T

func serviceUnderLoad[T any](b *testing.B, under measure[T]) T {
	b.Helper()
	w := newSlack(b, fake.SlackOptions{Forget: true})
	s := newSite(b, embedded(), slackSettings)
	v := s.serve(b, "--now", "2019-04-20T10:00:00+02:00")
	v.await("connected to Slack", 10*time.Second)
	settledCPU(b, v.command.Process.Pid)
	defer v.kill(syscall.SIGTERM)
	return under(b, w, v.command.Process.Pid)
}

// settledCPU waits until a process has trained on what it knows.
func settledCPU(b *testing.B, pid int) {
	b.Helper()
	for last := time.Duration(-1); ; time.Sleep(time.Second) {
		now := processTime(b, pid)
		if now-last < 50*time.Millisecond {
			return
		}
		last = now
	}
}

func childUnderLoad[T any](b *testing.B, as string, under measure[T]) T {
	b.Helper()
	w := newSlack(b, fake.SlackOptions{Forget: true})
	ctx, stop := context.WithCancel(b.Context())
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = append(os.Environ(), as+"=1")
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	defer command.Wait() //nolint:errcheck // it was killed
	defer stop()
	if !w.Await(10*time.Second, func() bool { return w.Connected() > 0 }) {
		b.Fatal("the bot did not connect")
	}
	return under(b, w, command.Process.Pid)
}
