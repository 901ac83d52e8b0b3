package mattermost

import (
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
)

func TestConversation(t *testing.T) {
	s := play(t, nil)
	t.Run("a direct question is answered flat", func(t *testing.T) {
		s.server.Say(s.camille, s.direct, "", "Combien gagne-t-on ?")
		got := s.said(s.direct, 1)
		if got[0].Message != "réponse à Combien gagne-t-on ?" || got[0].RootID != "" {
			t.Errorf("said %+v", got[0])
		}
		heard := s.script.last()
		if heard.User != s.camille || !heard.Place.Direct || heard.Conversation != s.direct || heard.Sent.IsZero() || heard.Place.Staff {
			t.Errorf("heard %+v", heard)
		}
	})
	t.Run("a mention is answered in a thread", func(t *testing.T) {
		question := s.server.Say(s.camille, s.general, "", "@digbot: jusqu’à quand **postuler** ?")
		got := s.said(s.general, 1)
		if got[0].Message != "réponse à jusqu’à quand postuler ?" || got[0].RootID != question {
			t.Errorf("said %+v", got[0])
		}
		s.server.Say(s.dominique, s.general, question, "et pour moi ?")
		got = s.said(s.general, 2)
		if got[1].Message != "réponse à et pour moi ?" || got[1].RootID != question {
			t.Errorf("the follow-up got %+v", got[1])
		}
		told := s.script.told()
		if told[1].Conversation != told[2].Conversation || told[2].Place.Thread != question || told[2].Place.Direct {
			t.Errorf("the follow-up came as %+v", told[2])
		}
	})
	t.Run("the team's channel is known", func(t *testing.T) {
		s.server.Say(s.camille, s.staff, "", "@digbot état")
		s.said(s.staff, 1)
		if heard := s.script.last(); !heard.Place.Staff {
			t.Errorf("heard %+v", heard)
		}
	})
	t.Run("the command is answered to its caller only", func(t *testing.T) {
		before := len(s.server.Posts(s.general))
		got, err := s.server.Slash(s.camille, s.general, "dig", "  jusqu’à quand ?")
		if err != nil || got != "réponse à jusqu’à quand ?" {
			t.Errorf("%q, %v", got, err)
		}
		if heard := s.script.last(); heard.Kind != bot.Command || heard.User != s.camille || heard.Place.Channel != s.general {
			t.Errorf("heard %+v", heard)
		}
		if after := len(s.server.Posts(s.general)); after != before {
			t.Errorf("%d posts were made in the channel", after-before)
		}
	})
	s.checkRules()
}

func TestWhatDoesNotWakeTheBot(t *testing.T) {
	s := play(t, nil)
	thread := s.server.Say(s.dominique, s.general, "", "@digbot bonjour")
	s.said(s.general, 1)
	other := s.server.Say(s.dominique, s.general, "", "un fil sans le robot")
	for name, post := range map[string]fake.MattermostPost{
		"no mention":             {ChannelID: s.general, Message: "bonjour à tous"},
		"everybody":              {ChannelID: s.general, Message: "@all @channel @here réunion"},
		"a longer name":          {ChannelID: s.general, Message: "@digbot-test bonjour, @digbot.fr aussi"},
		"an address":             {ChannelID: s.general, Message: "écrire à x@digbot"},
		"within code":            {ChannelID: s.general, Message: "tapez `@digbot aide`\n```\n@digbot\n```"},
		"a webhook":              {ChannelID: s.direct, Message: "panne", Props: map[string]any{"from_webhook": "true"}},
		"a bot":                  {ChannelID: s.direct, Message: "panne", Props: map[string]any{"from_bot": "true"}},
		"a plugin":               {ChannelID: s.direct, Message: "panne", Props: map[string]any{"from_plugin": "true"}},
		"somebody joins":         {ChannelID: s.direct, Message: "camille a rejoint", Type: "system_join_channel"},
		"another thread":         {ChannelID: s.general, RootID: other, Message: "suite"},
		"somebody else, in ours": {ChannelID: s.general, RootID: thread, Message: "@dominique regarde"},
		"everybody, in ours":     {ChannelID: s.general, RootID: thread, Message: "@here regardez"},
	} {
		post.UserID = s.camille
		if s.server.SayWith(post) == "" {
			t.Errorf("%s: not written", name)
		}
	}
	edited := s.server.Say(s.camille, s.general, "", "rien")
	s.server.Edit(edited, "@digbot maintenant oui ?")
	s.nothingMore(s.general, 1)
	for _, heard := range s.script.told()[1:] {
		if heard.Text != "fin" {
			t.Errorf("the bot was woken by %q", heard.Text)
		}
	}
}

func TestWhatWakesTheBotInAGroup(t *testing.T) {
	s := play(t, nil)
	group := s.server.Group(s.camille, s.dominique, s.bot)
	s.server.Say(s.camille, group, "", "une chose entre nous")
	question := s.server.Say(s.camille, group, "", "Dis, @DigBot, combien de défis ?")
	got := s.said(group, 1)
	if len(got) != 1 || got[0].RootID != question || got[0].Message != "réponse à Dis, combien de défis ?" {
		t.Errorf("said %v", got)
	}
}

// TestTheBotTakesPartAfterARestart answers in a thread that an earlier process answered in, and under an announcement.
func TestTheBotTakesPartAfterARestart(t *testing.T) {
	s := play(t, nil)
	thread := s.server.Say(s.camille, s.general, "", "@digbot bonjour")
	s.said(s.general, 1)
	announced, err := s.platform.Post(t.Context(), bot.Post{Channel: "general", Body: paragraph("Une question ? Posez-la ici.")})
	if err != nil {
		t.Fatal(err)
	}
	s.stop()
	s.start()
	s.server.Say(s.camille, s.general, thread, "toujours là ?")
	_, root, _ := strings.Cut(announced, "/")
	s.server.Say(s.camille, s.general, root, "jusqu’à quand ?")
	s.said(s.general, 4)
	s.checkRules()
}

func TestTyping(t *testing.T) {
	s := play(t, nil)
	s.script.reply = func(m bot.Message) (bot.Reply, bool) {
		if m.Text == "lent" {
			time.Sleep(1300 * time.Millisecond)
		}
		return bot.Reply{}, false
	}
	question := s.server.Say(s.camille, s.general, "", "@digbot lent")
	s.said(s.general, 1)
	typing := s.server.Typing()
	if len(typing) != 1 || typing[0] != (fake.MattermostTyping{User: s.bot, Channel: s.general, Root: question}) {
		t.Errorf("typing signs: %+v", typing)
	}
}

func TestPrivateReplies(t *testing.T) {
	s := play(t, nil)
	s.script.reply = func(m bot.Message) (bot.Reply, bool) {
		return bot.Reply{Kind: bot.KindAnswer, Language: "fr", Body: paragraph("secret de " + m.Text), Private: true}, m.Text != "fin"
	}
	s.server.Say(s.camille, s.general, "", "@digbot mon dossier")
	got := s.said(s.general, 1)
	if strings.Contains(got[0].Message, "secret") || !strings.Contains(got[0].Message, "message direct") {
		t.Errorf("said to all: %q", got[0].Message)
	}
	if direct := s.said(s.direct, 1); direct[0].Message != "secret de mon dossier" {
		t.Errorf("said directly: %q", direct[0].Message)
	}
	if answer, err := s.server.Slash(s.camille, s.general, "dig", "mon dossier"); err != nil || answer != "secret de mon dossier" {
		t.Errorf("the command got %q, %v", answer, err)
	}
	s.checkRules()
}

func TestASlowCommand(t *testing.T) {
	s := play(t, nil)
	s.script.reply = func(bot.Message) (bot.Reply, bool) {
		time.Sleep(waitFor + 200*time.Millisecond)
		return bot.Reply{}, false
	}
	at, err := s.server.Slash(s.camille, s.general, "dig", "longue question")
	if err != nil || !strings.Contains(at, "Je cherche") {
		t.Errorf("at once %q, %v", at, err)
	}
	s.await("the answer comes", func() bool { return len(s.server.Ephemerals(s.camille)) == 2 })
	if got := s.server.Ephemerals(s.camille)[1].Text; got != "réponse à longue question" {
		t.Errorf("later %q", got)
	}
}

func TestDirectory(t *testing.T) {
	s := play(t, nil)
	for user, want := range map[string]string{s.camille: "camille@example.org", s.bot: ""} {
		if got, err := s.platform.Email(t.Context(), user); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	s.server.SetOptions(func(o *fake.MattermostOptions) { o.HideEmails = true })
	if got, err := s.platform.Email(t.Context(), s.camille); err != nil || got != "" {
		t.Errorf("%q, %v: the server hides it", got, err)
	}
	if got, err := s.platform.Username(t.Context(), s.camille); err != nil || got != "camille" {
		t.Errorf("%q, %v", got, err)
	}
	for _, user := range []string{"", "../config", "abcdefghijklmnopqrstuvwxyz"} {
		if _, err := s.platform.Email(t.Context(), user); err == nil {
			t.Errorf("there is an address for %q", user)
		}
	}
}
