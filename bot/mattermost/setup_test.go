package mattermost

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
)

// site is a server without a bot, and what it takes to make one there.
func site(t *testing.T, options fake.MattermostOptions) (*fake.Mattermost, Setup, *bot.Recall) {
	t.Helper()
	server, err := fake.NewMattermost(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	admin := server.AddAdmin("root")
	team := server.AddTeam("dig")
	server.AddChannel(team, "annonces")
	server.AddChannel(team, "equipe")
	setup := Setup{
		Config:     Config{URL: server.URL() + "/", Team: "dig", StaffChannel: "equipe", PublicURL: "https://192.0.2.7/"},
		AdminToken: admin, Username: "digbot", Channels: []string{"annonces", "#equipe"},
	}
	return server, setup, bot.NewRecall(time.Now)
}

func TestSetup(t *testing.T) {
	server, setup, notes := site(t, fake.MattermostOptions{})
	run := func(want ...string) {
		t.Helper()
		got, err := setup.Run(t.Context(), notes, texts(t))
		if err != nil || got.Server != "5.37.0" || len(got.Remarks) > 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		if !slices.Equal(got.Changes, want) {
			t.Errorf("changed\n%s\nwant\n%s", strings.Join(got.Changes, "\n"), strings.Join(want, "\n"))
		}
	}
	run("created the bot's account @digbot", "made a token for @digbot, and stored it", "let @digbot join the team dig",
		"let @digbot join the channel annonces", "let @digbot join the channel equipe", "registered the command /dig", "stored the token of the command /dig")
	run()
	command, _ := server.Command("dig")
	if command.URL != "https://192.0.2.7/mattermost/command" || !command.AutoComplete || command.AutoCompleteHint == "" || command.AutoCompleteDesc == "" || command.Description == "" {
		t.Errorf("registered %+v", command)
	}
	if noted, err := notes.Noted(t.Context(), commandTokenNote); err != nil || noted != command.Token {
		t.Errorf("the stored token of the command is %q, %v", noted, err)
	}
	setup.PublicURL = "https://192.0.2.8"
	run("mended the command /dig")
	account, _ := server.User("digbot")
	server.DisableBot(account.ID)
	run("switched the bot's account @digbot on again")
	run()
	platform := New(setup.Config, Parts{Notes: notes, Texts: texts(t)})
	if err := platform.Check(t.Context()); err != nil {
		t.Errorf("the bot cannot work: %v", err)
	}
}

func TestSetupRefusesWhatCannotWork(t *testing.T) {
	for _, test := range []struct {
		name    string
		options fake.MattermostOptions
		change  func(*fake.Mattermost, *Setup)
		says    []string
	}{
		{"every setting", fake.MattermostOptions{NoBots: true, NoCommands: true, Version: "5.20.1"}, func(_ *fake.Mattermost, s *Setup) {
			s.PublicURL, s.Team = "http://10.1.2.3:8080", "autre"
		}, []string{"5.20.1: update it", "EnableBotAccountCreation", "EnableCommands", "AllowedUntrustedInternalConnections lacks 10.1.2.3", `no team "autre"`}},
		{"another internal network", fake.MattermostOptions{Internal: "10.2.0.0/16 localhost"}, func(_ *fake.Mattermost, s *Setup) {
			s.PublicURL = "http://10.1.2.3"
		}, []string{"lacks 10.1.2.3"}},
		{"a name of this machine", fake.MattermostOptions{}, func(_ *fake.Mattermost, s *Setup) { s.PublicURL = "http://localhost:8080" }, []string{"lacks localhost"}},
		{"no administrator", fake.MattermostOptions{}, func(m *fake.Mattermost, s *Setup) { _, s.AdminToken = m.AddBot("autre") }, []string{"not that of an administrator"}},
		{"a wrong token", fake.MattermostOptions{}, func(_ *fake.Mattermost, s *Setup) { s.AdminToken = "faux-jeton" }, []string{"the server refuses it"}},
		{"a person's name", fake.MattermostOptions{}, func(m *fake.Mattermost, _ *Setup) { m.AddUser("digbot", "x@example.org") }, []string{"is the account of a person"}},
		{"the token of another account", fake.MattermostOptions{}, func(m *fake.Mattermost, s *Setup) { _, s.Token = m.AddBot("autre") }, []string{"belongs to another account than @digbot"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			server, setup, notes := site(t, test.options)
			test.change(server, &setup)
			_, err := setup.Run(t.Context(), notes, texts(t))
			if err == nil {
				t.Fatal("it went through")
			}
			for _, says := range test.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("the error lacks %q:\n%v", says, err)
				}
			}
			var faults Faults
			if errors.As(err, &faults) && len(faults) != len(test.says) {
				t.Errorf("%d faults, want %d:\n%v", len(faults), len(test.says), err)
			}
			if strings.Contains(err.Error(), setup.AdminToken) {
				t.Error("the error shows the token")
			}
		})
	}
}

func TestSetupRemarks(t *testing.T) {
	_, setup, notes := site(t, fake.MattermostOptions{HideEmails: true, Internal: "10.0.0.0/8"})
	setup.PublicURL = "http://10.1.2.3"
	setup.Channels = append(setup.Channels, "absent")
	got, err := setup.Run(t.Context(), notes, texts(t))
	if err != nil || len(got.Remarks) != 2 || !strings.Contains(got.Remarks[0], "ShowEmailAddress") || !strings.Contains(got.Remarks[1], "no channel absent") {
		t.Errorf("%+v, %v", got, err)
	}
	setup.PublicURL = ""
	got, err = setup.Run(t.Context(), notes, texts(t))
	if err != nil || len(got.Remarks) != 3 || !strings.Contains(got.Remarks[2], "http.public_url") {
		t.Errorf("%+v, %v", got, err)
	}
}
