package mattermost

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
)

// offering answers "choix" with choices, "boutons" with buttons, and a click on "Ouvrir" with a form.
func offering(m bot.Message) (bot.Reply, bool) {
	reply := bot.Reply{Kind: bot.KindCommand, Language: "fr", Body: paragraph("Que faire ?")}
	switch {
	case m.Kind == bot.Clicked && m.Choice == "open":
		reply.Form = &bot.Form{ID: "answer", Value: "case 7", Title: "Répondre à une personne", Submit: "Envoyer", Fields: []bot.Field{
			{ID: "text", Label: "Réponse à la personne qui demande", Long: true, Longest: 20},
			{ID: "tone", Label: "Ton", Choices: []bot.Choice{{ID: "warm", Label: "Chaleureux"}, {ID: "short", Label: "Bref"}}},
			{ID: "note", Label: "Note", Optional: true},
		}}
	case m.Kind == bot.Clicked && m.Choice == "approve":
		reply.Body, reply.Replace = paragraph("Approuvé par "+m.User), true
	case m.Text == "choix":
		reply.Kind = bot.KindChoices
		reply.Choices = []bot.Choice{{ID: "salary", Label: "Combien gagne-t-on ?"}, {ID: "none", Label: "Aucune"}}
	case m.Text == "liste":
		for _, id := range strings.Split("abcdefghi", "") {
			reply.Choices = append(reply.Choices, bot.Choice{ID: id, Label: "Choix " + id})
		}
	case m.Text == "boutons", m.Text == "à moi":
		reply.Private = m.Text == "à moi"
		reply.Buttons = []bot.Button{
			{ID: "approve", Label: "Approuver", Value: "announcement-1", Style: bot.Strong}, {ID: "stop", Label: "Arrêter", Value: "x", Style: bot.Danger},
			{ID: "open", Label: "Ouvrir", Value: "case 7"}, {ID: "page", Label: "Voir la page", URL: "https://example.org/page"},
		}
	default:
		return bot.Reply{}, false
	}
	return reply, true
}

func TestChoices(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	question := s.server.Say(s.camille, s.general, "", "@digbot choix")
	offered := s.said(s.general, 1)[0]
	clicked, err := s.server.Click(s.camille, offered.ID, "Combien gagne-t-on ?")
	if err != nil || clicked.EphemeralText != "" {
		t.Errorf("%+v, %v", clicked, err)
	}
	got := s.said(s.general, 2)[1]
	if got.Message != "choisi salary" || got.RootID != question {
		t.Errorf("said %+v", got)
	}
	told := s.script.told()
	if last := told[len(told)-1]; last.Kind != bot.Said || last.Text != "Combien gagne-t-on ?" || last.Conversation != told[0].Conversation || last.User != s.camille {
		t.Errorf("the click came as %+v", last)
	}
	again, err := s.server.Click(s.camille, offered.ID, "Combien gagne-t-on ?")
	if err != nil || !strings.Contains(again.EphemeralText, "a déjà servi") {
		t.Errorf("the second click: %+v, %v", again, err)
	}
	if _, err := s.server.Click(s.camille, offered.ID, "Aucune"); err != nil { // the other one stays
		t.Error(err)
	}
	if got := s.said(s.general, 3)[2]; got.Message != "choisi none" {
		t.Errorf("said %+v", got)
	}
	s.checkRules()
}

func TestManyChoicesAreAList(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	s.server.Say(s.camille, s.direct, "", "liste")
	offered := s.said(s.direct, 1)[0]
	if actions := offered.Actions(); len(actions) != 1 || actions[0].Type != "select" || actions[0].Name != "Choisissez" {
		t.Fatalf("offered %+v", actions)
	}
	forged := clickOf(t, offered, s.camille, "Choix a")
	forged["context"] = map[string]any{"selected_option": "12", "secret": forged["context"].(map[string]any)["secret"], "action": "a0"}
	if answer := s.forge(actionPath, forged); !strings.Contains(answer, "a déjà servi") {
		t.Errorf("an option that was not offered: %s", answer)
	}
	if _, err := s.server.Click(s.camille, offered.ID, "Choix h"); err != nil {
		t.Fatal(err)
	}
	if got := s.said(s.direct, 2)[1]; got.Message != "choisi h" {
		t.Errorf("said %+v", got)
	}
	s.checkRules()
}

// TestButtons clicks the buttons of a post in the team's channel: anybody there may.
func TestButtons(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	ref, err := s.platform.Post(t.Context(), bot.Post{Channel: "equipe", Marker: "announcement-1", Body: paragraph("Annoncer ?"), Buttons: buttons()})
	if err != nil {
		t.Fatal(err)
	}
	post := s.said(s.staff, 1)[0]
	if s.staff+"/"+post.ID != ref || !strings.Contains(post.Message, "[Voir la page](https://example.org/page)") {
		t.Errorf("posted %+v", post)
	}
	for _, action := range post.Actions() {
		context, _ := json.Marshal(action)
		if strings.Contains(string(context), "announcement-1") || strings.Contains(action.ID, "approve") {
			t.Errorf("what the button means is on the server: %s", context)
		}
	}
	if _, err := s.server.Click(s.dominique, post.ID, "Approuver"); err != nil {
		t.Fatal(err)
	}
	s.await("the post is replaced", func() bool { return strings.Contains(s.ours(s.staff)[0].Message, "Approuvé") })
	replaced := s.ours(s.staff)[0]
	if len(replaced.Actions()) != 0 || replaced.Props["from_bot"] != "true" || replaced.Props[markerProp] == "" {
		t.Errorf("replaced by %+v", replaced)
	}
	if heard := s.script.last(); heard.Kind != bot.Clicked || heard.Choice != "approve" || heard.Value != "announcement-1" || heard.User != s.dominique || !heard.Place.Staff {
		t.Errorf("the click came as %+v", heard)
	}
	s.checkRules()
}

func buttons() []bot.Button {
	reply, _ := offering(bot.Message{Text: "boutons"})
	return reply.Buttons
}

// TestARefusedClickLeavesTheButton lets somebody press it who may not, then somebody who may, then a third.
func TestARefusedClickLeavesTheButton(t *testing.T) {
	s := play(t, nil)
	s.script.reply = func(m bot.Message) (bot.Reply, bool) {
		if m.Kind == bot.Clicked && m.User == s.camille {
			return bot.Reply{Kind: bot.KindRefusal, Language: "fr", Body: paragraph("Pas vous."), Private: true}, true
		}
		return offering(m)
	}
	s.server.Say(s.camille, s.general, "", "@digbot boutons")
	offered := s.said(s.general, 1)[0]
	request := func(user string) string {
		return s.forge(actionPath, map[string]any{"user_id": user, "channel_id": s.general, "post_id": offered.ID, "context": offered.Actions()[0].Integration.Context})
	}
	for _, test := range []struct{ user, says string }{{s.camille, "Pas vous."}, {s.camille, "Pas vous."}, {s.dominique, ""}, {s.dominique, "a déjà servi"}, {s.camille, "a déjà servi"}} {
		if answer := request(test.user); !strings.Contains(answer, test.says) {
			t.Errorf("%s: %s, want %q", test.user, answer, test.says)
		}
	}
	if said := s.said(s.general, 1)[0].Message; said != "Approuvé par "+s.dominique {
		t.Errorf("the post reads %q", said)
	}
}

func TestForm(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	s.server.Say(s.camille, s.staff, "", "@digbot boutons")
	offered := s.said(s.staff, 1)[0]
	for n := 1; n <= 2; n++ { // it can be closed and opened again
		if _, err := s.server.Click(s.camille, offered.ID, "Ouvrir"); err != nil {
			t.Fatal(err)
		}
		s.await("the form opens", func() bool { return len(s.server.Dialogs(s.camille)) == n })
	}
	form := s.server.Dialogs(s.camille)[1]
	if len(form.Dialog.Title) > 24 || form.Dialog.Elements[0].Type != "textarea" || form.Dialog.Elements[1].Type != "select" || strings.Contains(form.Dialog.State, "case") {
		t.Errorf("opened %+v", form)
	}
	faults, err := s.server.Submit(s.camille, s.staff, form, map[string]any{"text": "un texte bien trop long pour ce champ", "tone": "9"})
	if err != nil || len(faults) != 2 {
		t.Errorf("faults %v, %v", faults, err)
	}
	if faults, err := s.server.Submit(s.camille, s.staff, form, map[string]any{"text": "Bonjour", "tone": "1", "admin": "1"}); err != nil || len(faults) > 0 {
		t.Errorf("faults %v, %v", faults, err)
	}
	got := s.said(s.staff, 2)[1]
	if got.Message != `formulaire answer case 7 map\[text:Bonjour tone:short\]` || got.RootID == "" {
		t.Errorf("said %+v", got)
	}
	if faults, _ := s.server.Submit(s.camille, s.staff, form, map[string]any{"text": "Bonjour", "tone": "1"}); faults[""] == "" {
		t.Error("a form was taken twice")
	}
	s.checkRules()
}

// TestALateForm is opened after its trigger has died, as when everything is slow: the person is told to try again, and can.
func TestALateForm(t *testing.T) {
	s := play(t, func(o *fake.MattermostOptions, _ *Config) { o.TriggerLives = time.Nanosecond })
	s.script.reply = offering
	s.server.Say(s.camille, s.direct, "", "boutons")
	offered := s.said(s.direct, 1)[0]
	if clicked, err := s.server.Click(s.camille, offered.ID, "Ouvrir"); err != nil || !strings.Contains(clicked.EphemeralText, "n’a pas pu s’ouvrir") {
		t.Errorf("%+v, %v", clicked, err)
	}
	s.server.SetOptions(func(o *fake.MattermostOptions) { o.TriggerLives = time.Minute })
	if _, err := s.server.Click(s.camille, offered.ID, "Ouvrir"); err != nil {
		t.Fatal(err)
	}
	s.await("the form opens", func() bool { return len(s.server.Dialogs(s.camille)) == 1 })
}

func TestButtonsUnderACommand(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	if _, err := s.server.Slash(s.camille, s.general, "dig", "choix"); err != nil {
		t.Fatal(err)
	}
	shown := s.server.Ephemerals(s.camille)[0]
	clicked, err := s.server.ClickEphemeral(shown, "Combien gagne-t-on ?")
	if err != nil || clicked.EphemeralText != "choisi salary" {
		t.Errorf("%+v, %v", clicked, err)
	}
	shown.User = s.dominique
	if clicked, err = s.server.ClickEphemeral(shown, "Aucune"); err != nil || !strings.Contains(clicked.EphemeralText, "autre personne") {
		t.Errorf("another user: %+v, %v", clicked, err)
	}
	if len(s.ours(s.general)) > 0 {
		t.Errorf("the channel reads %v", s.ours(s.general))
	}
}

// TestACommandInTheTeamsChannel is seen by the team: another member has to click what it offers.
func TestACommandInTheTeamsChannel(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	if said, err := s.server.Slash(s.camille, s.staff, "dig", "boutons"); err != nil || said != "" {
		t.Errorf("only the caller sees %q, %v", said, err)
	}
	offered := s.said(s.staff, 1)[0]
	if _, err := s.server.Click(s.dominique, offered.ID, "Approuver"); err != nil {
		t.Fatal(err)
	}
	s.await("the post is replaced", func() bool { return strings.Contains(s.ours(s.staff)[0].Message, s.dominique) })
	s.server.Say(s.dominique, s.staff, offered.ID, "et ensuite ?")
	s.said(s.staff, 2)
	if said, err := s.server.Slash(s.camille, s.staff, "dig", "à moi"); err != nil || said == "" || len(s.ours(s.staff)) != 2 {
		t.Errorf("what is private: %q, %v", said, err)
	}
	s.checkRules()
}

// TestOpinions clicks the buttons under an answer: another one thanks, to whoever clicked.
func TestOpinions(t *testing.T) {
	s := play(t, nil)
	s.script.reply = func(m bot.Message) (bot.Reply, bool) {
		if m.Kind == bot.Clicked {
			return bot.Reply{Kind: bot.KindSmalltalk, Body: paragraph("Merci."), Private: true}, true
		}
		return bot.Reply{Kind: bot.KindAnswer, Topic: "salary", Body: paragraph("3500 euros"), Language: "en"}, true
	}
	s.server.Say(s.camille, s.general, "", "@digbot how much?")
	answer := s.said(s.general, 1)[0]
	clicked, err := s.server.Click(s.dominique, answer.ID, "Useful answer")
	if err != nil || clicked.EphemeralText != "Merci." {
		t.Errorf("%+v, %v: %v", clicked, err, answer.Actions())
	}
	if heard := s.script.last(); heard.Choice != bot.Useful || heard.Value != "salary" || heard.User != s.dominique {
		t.Errorf("the click came as %+v", heard)
	}
}

func TestWithoutADoorChoicesAreNumbered(t *testing.T) {
	s := play(t, func(_ *fake.MattermostOptions, c *Config) { c.PublicURL = "" })
	s.script.reply = offering
	s.server.Say(s.camille, s.direct, "", "choix")
	got := s.said(s.direct, 1)[0]
	if got.Message != "Que faire ?\n\n1. Combien gagne-t-on ?\n2. Aucune" || len(got.Actions()) > 0 {
		t.Errorf("said %+v", got)
	}
}

// clickOf is the request that the server makes of a click.
func clickOf(t *testing.T, post fake.MattermostPost, user, label string) map[string]any {
	t.Helper()
	for _, action := range post.Actions() {
		fits := action.Name == label
		for _, option := range action.Options {
			fits = fits || option.Text == label
		}
		if fits {
			return map[string]any{"user_id": user, "post_id": post.ID, "channel_id": post.ChannelID, "trigger_id": "t", "context": action.Integration.Context}
		}
	}
	t.Fatalf("no button %q", label)
	return nil
}

// forge sends something to the door, as anybody can who knows its address.
func (s *scene) forge(path string, body any) string {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.send(path, "application/json", string(text), "")
}

func (s *scene) send(path, kind, body, authorization string) string {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.door.URL+path, bytes.NewBufferString(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !json.Valid(answer) {
		s.t.Errorf("the door answered %d %s, %v", response.StatusCode, answer, err)
	}
	return string(answer)
}

// TestForgeries sends to the door what no server would, or what it sent before. Nothing may come of it, but a sentence and
// one line in the log.
func TestForgeries(t *testing.T) {
	s := play(t, nil)
	s.script.reply = offering
	s.server.Say(s.camille, s.general, "", "@digbot boutons")
	public := s.said(s.general, 1)[0]
	s.server.Say(s.camille, s.direct, "", "à moi")
	bound := s.said(s.direct, 1)[0]
	other := s.server.Say(s.dominique, s.general, "", "un autre message")
	if _, err := s.server.Click(s.camille, bound.ID, "Ouvrir"); err != nil {
		t.Fatal(err)
	}
	s.await("the form opens", func() bool { return len(s.server.Dialogs(s.camille)) == 1 })
	form := s.server.Dialogs(s.camille)[0]
	used := s.server.Say(s.camille, s.general, "", "@digbot choix")
	choices := s.said(s.general, 2)[1]
	replayed := clickOf(t, choices, s.camille, "Aucune")
	if _, err := s.server.Click(s.camille, choices.ID, "Aucune"); err != nil || used == "" {
		t.Fatal(err)
	}
	s.said(s.general, 3)
	with := func(post fake.MattermostPost, label string, change func(map[string]any)) map[string]any {
		request := clickOf(t, post, s.camille, label)
		context := map[string]any{}
		for key, value := range request["context"].(map[string]any) {
			context[key] = value
		}
		request["context"] = context
		change(request)
		return request
	}
	submission := func(change func(map[string]any)) map[string]any {
		request := map[string]any{"type": "dialog_submission", "callback_id": "answer", "state": form.Dialog.State, "user_id": s.camille,
			"channel_id": s.direct, "submission": map[string]any{"text": "x", "tone": "0"}}
		change(request)
		return request
	}
	slash := url.Values{"user_id": {s.camille}, "channel_id": {s.general}, "command": {"/dig"}, "text": {"aide"}, "trigger_id": {"x"}, "token": {"faux-jeton"}}
	for _, test := range []struct {
		name, path string
		body       any
		says       string
	}{
		{"a click without a secret", actionPath, with(public, "Approuver", func(r map[string]any) { r["context"] = map[string]any{"action": "a0"} }), "a déjà servi"},
		{"a click with a made-up secret", actionPath, with(public, "Approuver", func(r map[string]any) { r["context"].(map[string]any)["secret"] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" }), "a déjà servi"},
		{"a replayed click", actionPath, replayed, "a déjà servi"},
		{"a click in another channel", actionPath, with(public, "Approuver", func(r map[string]any) { r["channel_id"] = s.staff }), "a déjà servi"},
		{"a click on another post", actionPath, with(public, "Approuver", func(r map[string]any) { r["post_id"] = other }), "a déjà servi"},
		{"a click on no post", actionPath, with(public, "Approuver", func(r map[string]any) { r["post_id"] = "../users/me" }), "a déjà servi"},
		{"another button of the post", actionPath, with(public, "Approuver", func(r map[string]any) { r["context"].(map[string]any)["action"] = "a9" }), "a déjà servi"},
		{"a click by another user", actionPath, with(bound, "Approuver", func(r map[string]any) { r["user_id"] = s.dominique }), "autre personne"},
		{"a click by nobody", actionPath, with(public, "Approuver", func(r map[string]any) { r["user_id"] = "" }), "a déjà servi"},
		{"no click at all", actionPath, []int{1}, "a déjà servi"},
		{"a form with a state of its own", dialogPath, submission(func(r map[string]any) { r["state"] = "admin=1" }), "plus valable"},
		{"a form without a state", dialogPath, submission(func(r map[string]any) { delete(r, "state") }), "plus valable"},
		{"a form of another user", dialogPath, submission(func(r map[string]any) { r["user_id"] = s.dominique }), "plus valable"},
		{"no form at all", dialogPath, "x", "plus valable"},
		{"a command with a wrong token", CommandPath, slash, "pas reconnue"},
		{"a command without a token", CommandPath, url.Values{"user_id": {s.camille}}, "pas reconnue"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, refused := len(s.script.told()), len(s.log.with("refused"))
			var answer string
			if form, isForm := test.body.(url.Values); isForm {
				answer = s.send(test.path, "application/x-www-form-urlencoded", form.Encode(), "Token autre-jeton")
			} else {
				answer = s.forge(test.path, test.body)
			}
			if !strings.Contains(answer, test.says) {
				t.Errorf("answered %s, want %q", answer, test.says)
			}
			lines := s.log.with("refused")[refused:]
			if len(lines) != 1 {
				t.Errorf("%d lines in the log: %q", len(lines), lines)
			}
			if after := len(s.script.told()); after != before {
				t.Error("the bot was told of it")
			}
		})
	}
	for _, secret := range []string{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "admin=1", "faux-jeton", "autre-jeton", form.Dialog.State, s.config.Token, s.config.CommandToken} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if _, err := s.server.Click(s.camille, bound.ID, "Approuver"); err != nil { // what was tried with it has not used it up
		t.Error(err)
	}
	s.await("the button still works", func() bool { return s.script.last().Choice == "approve" })
	if faults, err := s.server.Submit(s.camille, s.direct, form, map[string]any{"text": "x", "tone": "0"}); err != nil || len(faults) > 0 {
		t.Errorf("the form no longer works: %v, %v", faults, err)
	}
}

// TestTheTokenThatSetupNoted is used when the configuration has none, and a new one is seen.
func TestTheTokenThatSetupNoted(t *testing.T) {
	s := set(t, func(_ *fake.MattermostOptions, c *Config) { c.CommandToken = "of the configuration" })
	command := s.server.AddCommand(s.team, "dig", s.config.PublicURL+CommandPath)
	s.config.CommandToken = ""
	if err := s.memory.Note(t.Context(), commandTokenNote, command.Token, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.memory.Note(t.Context(), botTokenNote, s.config.Token, time.Hour); err != nil {
		t.Fatal(err)
	}
	s.config.Token = ""
	s.start()
	if got, err := s.server.Slash(s.camille, s.general, "dig", "aide"); err != nil || got != "réponse à aide" {
		t.Errorf("%q, %v", got, err)
	}
}
