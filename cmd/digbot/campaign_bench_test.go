package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	htmltemplate "html/template"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	texttemplate "text/template"
	"time"

	gomail "github.com/wneessen/go-mail"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
)

// asBench makes the test binary send one campaign and tell how that went: a process of its own, whose memory counts.
const asBench = "DIGBOT_TEST_AS_BENCH"

// benchMails is how many personalised mails a campaign of the benchmark has, each of about 10 KB.
const benchMails = 10_000

// benchResult is what such a process tells.
type benchResult struct {
	Seconds  float64
	CPU      float64 // of the process, in seconds
	Accepted int
	Bytes    int // of one message
}

// BenchmarkCampaign sends a campaign through Debian's smtp-sink, with the ledger in a bbolt file and in a Redis that writes
// each change to its disk, over 4 connections and over 16, and compares it with a bare loop of the mail library over 4 kept
// connections: once, whatever b.N is. The bare loop sends as many mails of the same size and kind, text and HTML, each
// rendered for its recipient, to the same sink without TLS; it keeps no record of anything. It runs before each campaign
// and after it, for a machine is not always as fast. What is timed begins before the first connection is made and ends with
// the last state in the ledger; planning is not in it, but in the memory it is.
func BenchmarkCampaign(b *testing.B) {
	sink := startSink(b)
	stores := map[string]string{"bbolt": embedded()}
	if _, err := exec.LookPath("redis-server"); err == nil {
		stores["redis"] = "store: {redis: \"redis://127.0.0.1:" + newRedisServer(b).port + "/0\"}"
	}
	for _, name := range slices.Sorted(maps.Keys(stores)) {
		for _, connections := range []int{4, 16} {
			b.Run(fmt.Sprintf("%s/%d-connections", name, connections), func(b *testing.B) {
				before := bareLoop(b, sink)
				rate, memory := benchCampaign(b, sink, stores[name], connections)
				bare := (before + bareLoop(b, sink)) / 2
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(bare, "bare-messages/s")
				b.ReportMetric(rate, "messages/s")
				b.ReportMetric(rate/bare, "ratio")
				b.ReportMetric(float64(memory)/1000, "MB-RssAnon")
			})
		}
	}
}

// startSink runs smtp-sink, and gives its port.
func startSink(b *testing.B) string {
	b.Helper()
	path, err := exec.LookPath("smtp-sink")
	if err != nil {
		path = "/usr/sbin/smtp-sink"
		if _, err := os.Stat(path); err != nil {
			b.Skip("smtp-sink is not installed (Debian's postfix has it): the campaign is not measured")
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	command := exec.Command(path, append(asNobody(), "127.0.0.1:"+port, "100")...)
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	for range 100 {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			conn.Close()
			return port
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.Fatal("smtp-sink does not listen")
	return ""
}

// bareLoop sends the same number of mails of the same size, personalised by templates that were parsed once, and gives
// the messages a second.
func bareLoop(b *testing.B, port string) float64 {
	b.Helper()
	line := strings.Repeat("Ce que dit ce message ne change pas d'une personne à l'autre. ", 64)
	text := texttemplate.Must(texttemplate.New("text").Parse("Bonjour {{.}},\n\n" + line + "\n"))
	page := htmltemplate.Must(htmltemplate.New("page").Parse("<html lang=\"fr\"><body><p>Bonjour {{.}},</p><p>" + line + "</p></body></html>"))
	began := time.Now()
	var next atomic.Int64
	var sending sync.WaitGroup
	for range 4 {
		sending.Go(func() {
			client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(atoi(port)), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithoutNoop())
			if err != nil {
				b.Error(err)
				return
			}
			connection, err := client.DialToSMTPClientWithContext(b.Context())
			if err != nil {
				b.Error(err)
				return
			}
			defer connection.Quit() //nolint:errcheck // everything was counted before
			for i := next.Add(1); i <= benchMails; i = next.Add(1) {
				m := gomail.NewMsg()
				_ = m.From("designers@example.fr")
				_ = m.To(fmt.Sprintf("c%04d@example.org", i))
				m.Subject("L’appel à candidatures est clos")
				name := fmt.Sprintf("Camille Exemple %d", i)
				_ = m.SetBodyTextTemplate(text, name)
				_ = m.AddAlternativeHTMLTemplate(page, name)
				if i == 1 {
					var raw bytes.Buffer
					_, _ = m.WriteTo(&raw)
					b.Logf("bare: %d bytes a mail", raw.Len())
				}
				if err := client.SendWithSMTPClient(connection, m); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	sending.Wait()
	return benchMails / time.Since(began).Seconds()
}

func atoi(text string) (n int) { _, _ = fmt.Sscan(text, &n); return n }

// benchCampaign runs a process that sends a campaign, and gives its messages a second and its largest anonymous memory
// in kB.
func benchCampaign(b *testing.B, port, store string, connections int) (rate float64, memory int) {
	b.Helper()
	long := strings.Repeat("Vos données servent à la sélection et à rien d'autre. ", 25) // for mails of 10 KB
	s := newSite(b, store, fmt.Sprintf("promotion: {id: %s, privacy: {fr: %q, en: %q}}", promotionID(b), long, long),
		fmt.Sprintf("mail: {connections: %d, relays: [{host: 127.0.0.1, port: %s, tls: none}]}", connections, port))
	command := s.command(b)
	command.Args = command.Args[:1]
	command.Env = append(os.Environ(), asBench+"="+strings.ReplaceAll(s.config, "\x00", "\n"))
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, os.Stderr
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			var result benchResult
			if err != nil || json.Unmarshal(out.Bytes(), &result) != nil || result.Accepted != benchMails+1 {
				b.Fatalf("%v: %s", err, out.String())
			}
			b.Logf("%d bytes a mail, %.1f s, %.2f ms CPU a message", result.Bytes, result.Seconds, result.CPU*1000/benchMails)
			return benchMails / result.Seconds, memory
		case <-time.After(20 * time.Millisecond):
			memory = max(memory, anonymous(b, command.Process.Pid))
		}
	}
}

// bench is the process: it plans the closing mails and sends them.
func bench(configs string) error {
	ctx := context.Background()
	cfg, err := config.Load(strings.Split(configs, "\n"), os.LookupEnv)
	if err != nil {
		return err
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, err := app.OpenStore(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer s.Close()
	var people []programme.Person
	for i := range benchMails {
		people = append(people, programme.Person{ID: fmt.Sprintf("c-%05d", i), Name: fmt.Sprintf("Camille Exemple %d", i),
			Email: fmt.Sprintf("c%05d@example.org", i), Roles: []programme.Role{{Kind: programme.Candidate, Status: programme.Applied}}})
	}
	if err := s.PutPeople(ctx, people); err != nil {
		return err
	}
	people = nil //nolint:ineffassign,wastedassign // it is not held while the campaign is sent
	now, _ := time.Parse(time.RFC3339, closed)
	campaigns, err := app.OpenCampaigns(ctx, cfg, texts, s, func() time.Time { return now }, log)
	if err != nil {
		return err
	}
	defer campaigns.Close(log)
	occasion, err := campaigns.Occasion(ctx, "deadline")
	if err != nil {
		return err
	}
	frugal()
	if err := campaigns.Announce(ctx, occasion); err != nil {
		return err
	}
	generous()
	if path := os.Getenv("DIGBOT_TEST_PROFILE"); path != "" {
		file, err := os.Create(path)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	began, used := time.Now(), cpu()
	progress, err := campaigns.Deliver(ctx, now)
	if err != nil {
		return err
	}
	if path := os.Getenv("DIGBOT_TEST_PROFILE"); path != "" {
		file, err := os.Create(path + ".mem")
		if err != nil {
			return err
		}
		defer file.Close()
		_ = pprof.Lookup("allocs").WriteTo(file, 0)
	}
	result := benchResult{Seconds: time.Since(began).Seconds(), CPU: cpu() - used, Accepted: progress.Accepted}
	if shown, err := campaigns.PreviewTo(ctx, occasion.ID(), "c-00001", now); err == nil {
		composer, err := app.Composer(cfg)
		if err != nil {
			return err
		}
		raw, _ := composer.Compose(shown[0].Envelope)
		result.Bytes = len(raw)
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// cpu is the processor time that this process has taken, in seconds.
func cpu() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// asNobody is what smtp-sink wants to be told by root.
func asNobody() []string {
	if os.Getuid() == 0 {
		return []string{"-u", "nobody"}
	}
	return nil
}
