package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/demarches"
	"digbot/internal/store"
	"digbot/notifier/mail"
	"digbot/templates"
)

// Outside is how Inspect reaches what is not configured.
type Outside struct {
	LookupTXT func(ctx context.Context, name string) ([]string, error)
	Log       *slog.Logger
}

// Internet is the Outside of a machine that is connected.
func Internet(log *slog.Logger) Outside {
	return Outside{LookupTXT: net.DefaultResolver.LookupTXT, Log: log}
}

// inspectTime is how long each part may take to answer.
const inspectTime = 20 * time.Second

// answerTime is how long an HTTP server may take: one that is silent longer is none.
const answerTime = 5 * time.Second

// Inspect connects to everything that is configured, as the service would, and says of each part how it stands. Nothing
// is sent, and nobody notices but the logs of the servers.
func Inspect(ctx context.Context, cfg config.Config, texts *templates.Library, o Outside) []bot.Finding {
	ctx, cancel := context.WithTimeout(ctx, inspectTime)
	defer cancel()
	s, findings := inspectStore(ctx, cfg, o.Log)
	if s != nil {
		defer s.Close()
	}
	parts := []func() []bot.Finding{
		func() []bot.Finding { return inspectMail(ctx, cfg, o) },
		func() []bot.Finding { return inspectOutbox(cfg) },
		func() []bot.Finding { return inspectForm(ctx, cfg) },
		func() []bot.Finding { return inspectDoor(ctx, cfg) },
		func() []bot.Finding { return inspectClock(ctx, cfg) },
	}
	for _, c := range inspected(cfg, texts, s, o.Log) {
		parts = append(parts, func() []bot.Finding { return c.inspect(ctx, cfg) })
	}
	found := make([][]bot.Finding, len(parts))
	var looking sync.WaitGroup
	for i, part := range parts {
		looking.Go(func() { found[i] = part() })
	}
	looking.Wait()
	return append(findings, slices.Concat(found...)...)
}

func inspectMail(ctx context.Context, cfg config.Config, o Outside) []bot.Finding {
	if len(cfg.Mail.Relays) == 0 {
		return []bot.Finding{{What: "mail: no relay is named, so that mails are written into the outbox"}}
	}
	composer, err := Composer(cfg)
	if err != nil {
		return []bot.Finding{{What: "mail", Fault: err.Error()}}
	}
	settings := relaysConfig(cfg.Mail, nil)
	settings.Limits = nil // nothing is sent
	relays, err := mail.NewRelays(settings, composer, slog.New(slog.DiscardHandler))
	if err != nil {
		return []bot.Finding{{What: "mail.relays", Fault: err.Error()}}
	}
	defer closing(relays.Close, o.Log)
	var findings []bot.Finding
	for _, relay := range relays.Inspect(ctx) {
		f := bot.Finding{What: "mail: relay " + relay.Relay}
		if relay.Err != nil {
			f.Fault = fixRelay(relay.Err)
		}
		findings = append(findings, f)
	}
	if cfg.Mail.DKIM.Domain != "" {
		findings = append(findings, inspectDKIM(ctx, relays, o))
	}
	return findings
}

// fixRelay adds what to do to what a relay said.
func fixRelay(err error) string {
	text := err.Error()
	switch {
	case mail.Refused(err):
		return "it refuses our name or password, correct mail.relays[].user and password: " + text
	case strings.Contains(text, "x509:"), strings.Contains(text, "certificate"):
		return "its certificate is not to be trusted, write the host's full name, or have its certificate renewed: " + text
	case strings.Contains(text, "STARTTLS"):
		return "it offers no protection, write the port where it does, or tls: implicit with port 465: " + text
	case strings.Contains(text, "the sender"):
		return "it does not let us send as mail.from, write an address that belongs to this account: " + text
	}
	return "it cannot be reached, correct mail.relays[].host and port, or open the firewall: " + text
}

func inspectDKIM(ctx context.Context, relays *mail.Relays, o Outside) bot.Finding {
	f := bot.Finding{What: "mail: the DKIM key as receivers find it"}
	if err := relays.Published(ctx, o.LookupTXT); err != nil {
		f.Fault = err.Error()
	}
	return f
}

// inspectForm looks whether the applications on Démarches simplifiées may be read, and reads none.
func inspectForm(ctx context.Context, cfg config.Config) []bot.Finding {
	if cfg.People.Source != config.FromDemarches {
		return nil
	}
	d := cfg.People.Demarches
	f := bot.Finding{What: fmt.Sprintf("Démarches simplifiées: form %d", d.Number)}
	form, err := demarches.NewClient(d.URL, d.Number, d.Token.Reveal()).Form(ctx)
	if err != nil {
		f.Fault = fixForm(err)
	} else {
		f.What += fmt.Sprintf(", « %s » (%s)", form.Title, form.State)
	}
	return []bot.Finding{f}
}

// fixForm adds what to do to why a form cannot be read.
func fixForm(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, demarches.ErrToken):
		return "the token is not allowed to read this form, have an administrator of the form make one and write it in people.demarches.token: " + text
	case errors.Is(err, demarches.ErrNoForm):
		return "there is no form with this number, write the one that stands in the form's own address in people.demarches.number: " + text
	case errors.Is(err, demarches.ErrRefused):
		return "what answers there is not the API, correct people.demarches.url: " + text
	}
	return "it cannot be reached, correct people.demarches.url, or open the firewall: " + text
}

// inspectDoor looks whether the service answers under its public address. Without a service there is nobody to answer.
func inspectDoor(ctx context.Context, cfg config.Config) []bot.Finding {
	here, public := "http://"+cfg.HTTP.Listen, cfg.HTTP.PublicURL
	f := bot.Finding{What: "http.listen: " + cfg.HTTP.Listen}
	var listen net.ListenConfig
	if listener, err := listen.Listen(ctx, "tcp", cfg.HTTP.Listen); err == nil {
		_ = listener.Close() // it was only tried
		f.What += " is free"
		if public != "" {
			f.What += "; whether " + public + " leads there is seen while digbot serve runs"
		}
		return []bot.Finding{f}
	}
	if err := isDigbot(ctx, here); err != nil {
		f.Fault = "something else than digbot has this port: stop it, or write another port (" + err.Error() + ")"
		return []bot.Finding{f}
	}
	f.What += ", where digbot serves"
	if public == "" {
		return []bot.Finding{f}
	}
	out := bot.Finding{What: "http.public_url: " + public}
	if err := isDigbot(ctx, public); err != nil {
		out.Fault = "it does not lead to digbot: correct the address, or the proxy that stands in between (" + err.Error() + ")"
	}
	return []bot.Finding{f, out}
}

// isDigbot asks an address how ready it is, which only digbot answers in this way.
func isDigbot(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	response, err := get(ctx, strings.TrimRight(address, "/")+"/readyz")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var ready struct {
		Checks []struct {
			Name string `json:"name"`
		} `json:"checks"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&ready); err != nil || len(ready.Checks) == 0 {
		return fmt.Errorf("it answers %s and no report of digbot", response.Status)
	}
	return nil
}

func get(ctx context.Context, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(request)
}

// clockMayDiffer is more than a network takes, and less than a deadline forgives.
const clockMayDiffer = 5 * time.Second

// inspectClock compares this machine's clock with those of the chats: a deadline is only as good as the clock.
func inspectClock(ctx context.Context, cfg config.Config) []bot.Finding {
	var others []string
	if !cfg.Slack.BotToken.IsZero() {
		others = append(others, strings.TrimRight(cfg.Slack.APIURL, "/")+"/api.test")
	}
	if cfg.Mattermost.URL != "" {
		others = append(others, strings.TrimRight(cfg.Mattermost.URL, "/")+"/api/v4/system/ping")
	}
	var findings []bot.Finding
	for _, other := range others {
		if off, err := clockOff(ctx, other); err == nil {
			findings = append(findings, judgeClock(other, off))
		}
	}
	return findings
}

func judgeClock(other string, off time.Duration) bot.Finding {
	f := bot.Finding{What: "the clock of this machine beside that of " + other}
	if off.Abs() > clockMayDiffer {
		f.Fault = fmt.Sprintf("it is off by %s: let it follow a time server (timedatectl set-ntp true)", off.Round(time.Second))
	}
	return f
}

// clockOff is how far this machine's clock is ahead of a server's.
func clockOff(ctx context.Context, address string) (time.Duration, error) {
	response, err := get(ctx, address)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	theirs, err := http.ParseTime(response.Header.Get("Date"))
	return time.Since(theirs), err
}

// inspected are the chats to look at; without a store there is nowhere to look up what was noted.
func inspected(cfg config.Config, texts *templates.Library, s *store.Store, log *slog.Logger) []chat {
	if s == nil {
		return chatsOn(cfg, texts, bot.NewRecall(time.Now), log)
	}
	return chatsOn(cfg, texts, s, log)
}

func (c chat) inspect(ctx context.Context, cfg config.Config) []bot.Finding {
	platform, can := c.platform.(bot.Inspector)
	if !can {
		return nil
	}
	var users []string
	for _, member := range cfg.Staff {
		if id := member.Accounts()[c.platform.Name()]; id != "" {
			users = append(users, id)
		}
	}
	return platform.Inspect(ctx, []string{cfg.Posts.PublicChannel, cmp.Or(c.staff, cfg.Posts.StaffChannel)}, users)
}
