package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
	"digbot/templates"
)

// TestListening says things in every place and way, and looks which of them wake the bot, and where it answers.
func TestListening(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{}
	w.run(n.handle)
	mention := "<@" + fake.SlackBotUser + "> "
	direct, file := w.Direct("U0CAMILLE"), w.Direct("U0FILE")
	announcement := w.Wrote(time.Now(), fake.SlackBotUser, "C0PUBLIC", "Les candidatures sont ouvertes.", "")
	theirs := w.Wrote(time.Now(), "U0DOMINIQUE", "C0PUBLIC", "Bonjour à tout le monde", "")
	say := func(user, channel, text, thread string) func() string {
		return func() string { return w.Say(user, channel, text, thread) }
	}
	event := func(fields map[string]any) func() string {
		return func() string {
			fields["type"], fields["ts"], fields["event_ts"] = "message", "1700000000.000100", "1700000000.000100"
			w.Event(fields)
			return "1700000000.000100"
		}
	}
	for _, test := range []struct {
		name   string
		do     func() string
		heard  string // the text; empty: the bot is not woken
		where  string // the channel of the answer
		thread string // "own": the message's own
	}{
		{"a direct message", say("U0CAMILLE", direct, "bonjour", ""), "bonjour", direct, ""},
		{"escaped text", say("U0A", w.Direct("U0A"), "a &lt; b &amp; c", ""), "a < b & c", w.Direct("U0A"), ""},
		{"a mention", say("U0CAMILLE", "C0PUBLIC", mention+"combien ?", ""), "combien ?", "C0PUBLIC", "own"},
		{"a mention in the middle", say("U0CAMILLE", "C0PUBLIC", "dis "+mention+"combien ?", ""), "dis  combien ?", "C0PUBLIC", "own"},
		{"a mention in a thread", say("U0CAMILLE", "C0PUBLIC", mention+"et là ?", theirs), "et là ?", "C0PUBLIC", theirs},
		{"a follow-up in that thread", say("U0CAMILLE", "C0PUBLIC", "et ensuite ?", theirs), "et ensuite ?", "C0PUBLIC", theirs},
		{"a follow-up for somebody else", say("U0CAMILLE", "C0PUBLIC", "<@U0DOMINIQUE> et toi ?", theirs), "", "", ""},
		{"a reply to a post of the bot", say("U0CAMILLE", "C0PUBLIC", "jusqu'à quand ?", announcement), "jusqu'à quand ?", "C0PUBLIC", announcement},
		{"talk in a channel", say("U0CAMILLE", "C0PUBLIC", "bonjour", ""), "", "", ""},
		{"another thread", say("U0CAMILLE", "C0PUBLIC", "non", "1600000000.000100"), "", "", ""},
		{"mentions of everybody", say("U0B", w.Direct("U0B"), "<!channel> et <@U0DOMINIQUE|dominique> dans <#C0PUBLIC|annonces>", ""), "@channel et @dominique dans #annonces", w.Direct("U0B"), ""},
		{"a link", say("U0C", w.Direct("U0C"), "voir <https://example.org/a|example.org/a> et <https://example.org/b|ici>", ""), "voir example.org/a et ici (https://example.org/b)", w.Direct("U0C"), ""},
		{"its own post", event(map[string]any{"channel": direct, "channel_type": "im", "user": fake.SlackBotUser, "bot_id": fake.SlackBotID, "text": "non"}), "", "", ""},
		{"another bot", event(map[string]any{"channel": direct, "channel_type": "im", "user": "U0ROBOT", "bot_id": "B0ROBOT", "text": "non"}), "", "", ""},
		{"a bot without a user", event(map[string]any{"channel": direct, "channel_type": "im", "subtype": "bot_message", "bot_id": "B0ROBOT", "text": "non"}), "", "", ""},
		{"an edit", event(map[string]any{"channel": direct, "channel_type": "im", "subtype": "message_changed", "message": map[string]any{"text": "non"}}), "", "", ""},
		{"a deletion", event(map[string]any{"channel": direct, "channel_type": "im", "subtype": "message_deleted", "user": "U0CAMILLE", "text": "non"}), "", "", ""},
		{"a join", event(map[string]any{"channel": "C0PUBLIC", "channel_type": "channel", "subtype": "channel_join", "user": "U0CAMILLE", "text": mention}), "", "", ""},
		{"a file", func() string { return w.Drop("U0CAMILLE", direct, "photo.png", []byte("x"), "") }, "", "", ""},
		{"a file with words", func() string { return w.Drop("U0FILE", file, "cv.pdf", []byte("x"), "mon CV") }, "mon CV", file, ""},
		{"only spaces", say("U0CAMILLE", direct, "  ", ""), "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, said := len(n.messages()), len(w.Answers(test.where))
			ts := test.do()
			if test.heard != "" {
				w.answers(test.where, said+1)
			}
			w.settled()
			heard := n.messages()[before:]
			if test.heard == "" {
				if len(heard) > 0 {
					t.Errorf("the bot heard %+v", heard)
				}
				return
			}
			if len(heard) != 1 || heard[0].Text != test.heard || heard[0].Sent.IsZero() {
				t.Fatalf("the bot heard %+v, want once %q", heard, test.heard)
			}
			thread := test.thread
			if thread == "own" {
				thread = ts
			}
			answers := w.Answers(test.where)
			if last := answers[len(answers)-1]; last.Thread != thread || screen(last) != "réponse à "+test.heard {
				t.Errorf("answered in thread %q: %q", last.Thread, screen(last))
			}
		})
	}
}

// TestOnce tells of the same things again and again, after a restart too.
func TestOnce(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{}
	_, stop := w.run(n.handle)
	direct := w.Direct("U0CAMILLE")
	question := w.Say("U0CAMILLE", direct, "bonjour", "")
	mention := w.Say("U0CAMILLE", "C0PUBLIC", "<@"+fake.SlackBotUser+"> bonjour", "")
	for range 3 {
		w.Repeat(direct, question)
		w.Repeat("C0PUBLIC", mention)
	}
	w.settled()
	stop()
	w.run(n.handle)
	w.Repeat(direct, question)
	w.Repeat("C0PUBLIC", mention)
	w.settled()
	if n := len(w.Answers(direct)); n != 1 {
		t.Errorf("%d answers in direct messages", n)
	}
	if n := len(w.Answers("C0PUBLIC")); n != 1 {
		t.Errorf("%d answers in the channel", n)
	}
}

// TestRetriesAreNotDropped hears an event for the first time on its second delivery.
func TestRetriesAreNotDropped(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	w.run((&notebook{}).handle)
	direct := w.Direct("U0CAMILLE")
	w.Frame(fmt.Sprintf(`{"type":"events_api","envelope_id":"again","retry_attempt":2,"retry_reason":"timeout","payload":{"type":"event_callback","event_id":"Ev1",
		"event":{"type":"message","channel":%q,"channel_type":"im","user":"U0CAMILLE","text":"bonjour","ts":"1700000000.000100"}}}`, direct))
	w.answers(direct, 1)
}

// TestStrangeEvents are acknowledged and do no harm.
func TestStrangeEvents(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{AckWithin: 10 * time.Second})
	n := &notebook{}
	w.run(n.handle)
	var deep any = "x"
	for range 500 {
		deep = []any{deep}
	}
	for _, kind := range []string{eventsKind, commandKind, interactionKind, "never_heard_of"} {
		for _, payload := range []any{
			nil, "text", 7, []any{}, map[string]any{}, deep,
			map[string]any{"type": "event_callback"},
			map[string]any{"type": "event_callback", "event": nil},
			map[string]any{"type": "event_callback", "event": map[string]any{"type": "quantum_leap"}},
			map[string]any{"type": "event_callback", "event": map[string]any{"type": "message"}},
			map[string]any{"type": "event_callback", "event": map[string]any{"type": "message", "channel": 7, "ts": false}},
			map[string]any{"type": "event_callback", "event": map[string]any{"type": "message", "channel": "C0PUBLIC", "ts": "x.y", "user": "U0CAMILLE", "text": "<@>"}},
			map[string]any{"type": "event_callback", "event": map[string]any{"type": "app_home_opened"}},
			map[string]any{"type": "app_rate_limited", "minute_rate_limited": 1518467820},
			map[string]any{"type": "block_actions"},
			map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0CAMILLE"}, "actions": []any{}},
			map[string]any{"type": "view_submission", "user": map[string]any{"id": "U0CAMILLE"}},
			map[string]any{"type": "view_closed", "user": map[string]any{"id": "U0CAMILLE"}},
			map[string]any{"command": "/dig"},
		} {
			w.Send(kind, payload)
		}
	}
	for _, frame := range []string{"", "{", "null", "[]", `"text"`, `{"type":"events_api"}`, `{"type":7}`, "\x00"} {
		w.Frame(frame)
	}
	w.settled()
	if w.Opened() != 1 {
		t.Errorf("%d connections, want one", w.Opened())
	}
	if heard := n.messages(); len(heard) > 0 {
		t.Errorf("the bot heard %+v", heard)
	}
}

// FuzzEvents hands over what nobody has thought of.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{
		`{"type":"event_callback","event":{"type":"message","channel":"D0","channel_type":"im","user":"U0","text":"<@U0BOT> <a|b>","ts":"1.2"}}`,
		`{"command":"/dig","text":"combien","user_id":"U0","channel_id":"C0","trigger_id":"t"}`,
		`{"type":"block_actions","user":{"id":"U0"},"actions":[{"action_id":"button:0:send","value":"x"}]}`,
		`{"type":"view_submission","user":{"id":"U0"},"view":{"id":"V","callback_id":"f","private_metadata":"{}","state":{"values":{"a":{"a":{"value":"x"}}}}}}`,
	} {
		f.Add(seed)
	}
	memory := bot.NewRecall(time.Now)
	s := New(Config{}, Ports{Claims: memory, Notes: memory, Log: discard()})
	f.Fuzz(func(t *testing.T, payload string) {
		me := identity{user: "U0BOT"}
		if c := (callback{}); json.Unmarshal([]byte(payload), &c) == nil && s.hears(c.Event, me) != ignored {
			if m := s.message(c.Event, me); m.Event == "" || m.User == "" || m.Conversation == "" {
				t.Errorf("%+v", m)
			}
		}
		if c := (command{}); json.Unmarshal([]byte(payload), &c) == nil {
			_ = s.commanded(c)
		}
		i := interaction{}
		if json.Unmarshal([]byte(payload), &i) != nil {
			return
		}
		_ = s.submitted(i)
		for _, a := range i.Actions {
			if m := s.clicked(i, a); m.Platform != Name {
				t.Errorf("%+v", m)
			}
		}
	})
}

// TestCommands answers /dig to its author alone, and to everybody in the team's channel. With the bot alone nobody else reads
// along: there the answer stays.
func TestCommands(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{}
	w.run(n.handle)
	for _, test := range []struct{ name, user, channel, reader string }{
		{"in a public channel", "U0CAMILLE", "C0PUBLIC", "U0CAMILLE"},
		{"in the team's channel", "U0STAFF", "C0STAFF", ""},
		{"where the bot is not", "U0CAMILLE", "C0OTHER", "U0CAMILLE"},
		{"in direct messages", "U0CAMILLE", w.Direct("U0CAMILLE"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.Command(test.user, test.channel, "combien gagne-t-on ?")
			answer := w.answers(test.channel, 1)[0]
			if answer.Reader != test.reader || screen(answer) != "réponse à combien gagne-t-on ?" {
				t.Errorf("%q, for %q", screen(answer), answer.Reader)
			}
			heard := n.messages()
			if last := heard[len(heard)-1]; last.Kind != bot.Command || last.Place.Staff != (test.channel == "C0STAFF") || last.Place.Direct != (test.channel == w.Direct("U0CAMILLE")) {
				t.Errorf("heard as %+v", last)
			}
		})
	}
	w.settled()
}

// TestClicks clicks choices, buttons and feedback, in a thread and in direct messages, twice each.
func TestClicks(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{reply: func(m bot.Message) bot.Reply {
		reply := echo(m)
		switch m.Text {
		case "choix":
			reply.Kind, reply.Choices = bot.KindChoices, []bot.Choice{{ID: "challenge:shom", Label: strings.Repeat("Le défi du Shom ", 9)}, {ID: "none", Label: "Autre chose"}}
		case "boutons":
			reply.Buttons = []bot.Button{{ID: "take", Label: "Prendre", Value: "q-1", Style: bot.Strong}, {ID: "take", Label: "Laisser", Value: "q-2", Style: bot.Danger},
				{ID: "see", Label: "Voir", URL: "https://example.org/"}}
		case "réponse":
			reply.Kind, reply.Topic, reply.Footer = bot.KindAnswer, "salary", paragraph("Source : <communiqué> & suite")
		}
		return reply
	}}
	w.run(n.handle)
	for i, test := range []struct {
		text, label string
		clicks      int // of two that are made, so many reach the bot
		want        bot.Message
	}{
		{"choix", "Autre chose", 1, bot.Message{Choice: "none", Text: "Autre chose"}},
		{"choix", strings.TrimSpace(strings.Repeat("Le défi du Shom ", 9)[:75]), 1, bot.Message{Choice: "challenge:shom"}},
		{"boutons", "Prendre", 2, bot.Message{Kind: bot.Clicked, Choice: "take", Value: "q-1"}},
		{"boutons", "Laisser", 2, bot.Message{Kind: bot.Clicked, Choice: "take", Value: "q-2"}},
		{"boutons", "Voir", 0, bot.Message{}},
		{"réponse", "Réponse utile", 1, bot.Message{Kind: bot.Clicked, Choice: bot.Useful, Value: "salary"}},
		{"réponse", "Réponse pas utile", 1, bot.Message{Kind: bot.Clicked, Choice: bot.Useless, Value: "salary"}},
	} {
		user, room := fmt.Sprintf("U0ROW%d", i), fmt.Sprintf("C0ROW%d", i)
		w.AddChannel(room, "", false, fake.SlackBotUser, user)
		for _, channel := range []string{w.Direct(user), room} {
			t.Run(test.text+" "+test.label+" "+channel, func(t *testing.T) {
				w.Say(user, channel, "<@"+fake.SlackBotUser+"> "+test.text, "")
				answer := w.answers(channel, 1)[0]
				for range 2 {
					if err := w.Click(user, channel, answer.TS, labelled(answer, test.label)); err != nil {
						t.Fatal(err)
					}
				}
				w.Say(user, channel, "fin", answer.Thread)
				answers := w.answers(channel, 2+test.clicks)
				heard := n.messages()
				clicks := slices.DeleteFunc(heard[len(heard)-2-test.clicks:], func(m bot.Message) bool { return m.Choice == "" })
				if len(clicks) != test.clicks || screen(answers[1+test.clicks]) != "réponse à fin" {
					t.Fatalf("the bot heard %+v, want %d clicks", clicks, test.clicks)
				}
				if test.clicks == 0 {
					return
				}
				got := clicks[0]
				if got.Kind != test.want.Kind || got.Choice != test.want.Choice || got.Value != test.want.Value || got.Place.Message != answer.TS || got.Place.Thread != answer.Thread {
					t.Errorf("the click came as %+v", got)
				}
				if answers[1].Thread != answer.Thread {
					t.Errorf("answered in thread %q, want %q", answers[1].Thread, answer.Thread)
				}
			})
		}
	}
	w.settled()
}

// labelled is the button whose label begins so.
func labelled(m fake.SlackMessage, begins string) string {
	for _, b := range m.Buttons() {
		if strings.HasPrefix(b.Label, strings.TrimSuffix(begins, "Le défi du")) {
			return b.Label
		}
	}
	return begins
}

// TestForms opens a form from a command and from a button, and takes it back.
func TestForms(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	form := bot.Form{ID: "reply", Value: "q-1", Title: "Répondre à la question posée", Submit: "Envoyer", Fields: []bot.Field{
		{ID: "text", Label: "Votre réponse", Hint: "Elle part aussitôt.", Long: true, Value: "Bonjour"},
		{ID: "who", Label: "Pour", Choices: []bot.Choice{{ID: "one", Label: "Une personne"}, {ID: "all", Label: "Tout le monde"}}, Value: "one", Optional: true}}}
	n := &notebook{reply: func(m bot.Message) bot.Reply {
		reply := echo(m)
		switch {
		case m.Kind == bot.Submitted:
			reply.Body = paragraph("reçu : " + m.Fields["text"] + " pour " + m.Fields["who"])
		case m.Text == "formulaire", m.Choice == "open":
			return bot.Reply{Kind: bot.KindCommand, Form: &form}
		case m.Text == "bouton":
			reply.Buttons = []bot.Button{{ID: "open", Label: "Répondre"}}
		}
		return reply
	}}
	w.run(n.handle)
	view := func() fake.SlackView {
		if !w.Await(30*time.Second, func() bool { return len(w.Views()) == 1 }) {
			t.Fatalf("%d forms are open; the log:\n%s", len(w.Views()), w.log)
		}
		return w.Views()[0]
	}
	submit := func(where string, answers int) {
		t.Helper()
		v := view()
		if v.Title != "Répondre à la question…" {
			t.Errorf("the title is %q", v.Title)
		}
		if err := w.Submit("U0STAFF", v.ID, map[string]string{"text": "Oui <b>", "who": "all"}); err != nil {
			t.Fatal(err)
		}
		all := w.answers(where, answers)
		if last := all[len(all)-1]; screen(last) != "reçu : Oui <b> pour all" {
			t.Errorf("answered %q", screen(last))
		}
		heard := n.messages()
		if m := heard[len(heard)-1]; m.Kind != bot.Submitted || m.Choice != "reply" || m.Value != "q-1" || !m.Place.Staff {
			t.Errorf("the form came as %+v", m)
		}
	}
	w.Command("U0STAFF", "C0STAFF", "formulaire")
	submit("C0STAFF", 1)
	w.Say("U0STAFF", "C0STAFF", "<@"+fake.SlackBotUser+"> bouton", "")
	post := w.answers("C0STAFF", 2)[1]
	for range 2 { // the person closes the form, and opens it once more
		if err := w.Click("U0STAFF", "C0STAFF", post.TS, "Répondre"); err != nil {
			t.Fatal(err)
		}
	}
	if !w.Await(30*time.Second, func() bool { return len(w.Views()) == 2 }) {
		t.Errorf("%d forms are open, want two", len(w.Views()))
	}
	w.settled()
}

// TestHome shows the home page, and answers a click on it in direct messages.
func TestHome(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{reply: func(m bot.Message) bot.Reply {
		reply := echo(m)
		if m.Kind == bot.Opened {
			reply.Body = templates.ParseMarkdown("## La saison\n\nProchaine date : **10 mai**.\n\n- une\n- deux")
			reply.Choices = []bot.Choice{{ID: "salary", Label: "Combien gagne-t-on ?"}}
		}
		return reply
	}}
	w.run(n.handle)
	w.OpenHome("U0CAMILLE")
	if !w.Await(30*time.Second, func() bool { _, published := w.Home("U0CAMILLE"); return published }) {
		t.Fatalf("no home page; the log:\n%s", w.log)
	}
	home, _ := w.Home("U0CAMILLE")
	if text := screen(fake.SlackMessage{Blocks: home.Blocks}); !strings.Contains(text, "Prochaine date : *10 mai*.\n\n• une\n• deux") {
		t.Errorf("the home page says %q", text)
	}
	if err := w.ClickHome("U0CAMILLE", "Combien gagne-t-on ?"); err != nil {
		t.Fatal(err)
	}
	if answer := w.answers(w.Direct("U0CAMILLE"), 1)[0]; screen(answer) != "réponse à Combien gagne-t-on ?" {
		t.Errorf("answered %q", screen(answer))
	}
	w.settled()
}
