package mattermost

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
	"digbot/templates"
)

func TestPost(t *testing.T) {
	s := play(t, nil)
	ref, err := s.platform.Post(t.Context(), bot.Post{Channel: "#general", Marker: "opening", Body: paragraph("C’est ouvert. @all")})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.platform.Post(t.Context(), bot.Post{Channel: s.general, Marker: "opening", Body: paragraph("C’est ouvert. @all")})
	if err != nil || again != ref {
		t.Errorf("the same marker gives %q and %q, %v", ref, again, err)
	}
	if got := s.ours(s.general); len(got) != 1 || s.general+"/"+got[0].ID != ref || len(s.server.Pings(s.bot)) > 0 {
		t.Errorf("posted %v as %s", got, ref)
	}
	if err := s.platform.Edit(t.Context(), ref, bot.Post{Body: paragraph("C’est clos.")}); err != nil {
		t.Fatal(err)
	}
	if got := s.ours(s.general)[0]; got.Message != "C’est clos." || got.Props["from_bot"] != "true" {
		t.Errorf("edited: %+v", got)
	}
	channel, err := s.platform.Direct(t.Context(), s.camille)
	if err != nil || channel != s.direct {
		t.Errorf("the direct channel is %q, %v", channel, err)
	}
	if _, err := s.platform.Post(t.Context(), bot.Post{Channel: channel, Body: paragraph("Bonjour.")}); err != nil || len(s.ours(s.direct)) != 1 {
		t.Errorf("%v", err)
	}
	for _, channel := range []string{"absent", "abcdefghijklmnopqrstuvwxyz"} {
		if _, err := s.platform.Post(t.Context(), bot.Post{Channel: channel, Body: paragraph("x")}); !errors.Is(err, bot.ErrNoChannel) {
			t.Errorf("channel %s: %v", channel, err)
		}
	}
	s.checkRules()
}

// TestALongPost is divided; an edit takes away the parts that are left over.
func TestALongPost(t *testing.T) {
	s := play(t, nil)
	long := templates.Document{}
	for n := range 9 {
		long = long.Append(paragraph(fmt.Sprintf("paragraphe %d ", n) + strings.Repeat("texte ", 1000)))
	}
	ref, err := s.platform.Post(t.Context(), bot.Post{Channel: "general", Marker: "m", Body: long, Files: []bot.Attachment{{Name: "liste.csv", Content: []byte("a;b")}}})
	if err != nil {
		t.Fatal(err)
	}
	posts := s.ours(s.general)
	if len(posts) < 3 || len(posts[len(posts)-1].FileIDs) != 1 || string(s.server.File(posts[len(posts)-1].FileIDs[0]).Content) != "a;b" {
		t.Errorf("posted in %d parts", len(posts))
	}
	if err := s.platform.Edit(t.Context(), ref, bot.Post{Body: paragraph("court")}); err != nil {
		t.Fatal(err)
	}
	if got := s.ours(s.general); len(got) != 1 || got[0].Message != "court" {
		t.Errorf("after the edit: %v", got)
	}
	s.checkRules()
}

func TestFiles(t *testing.T) {
	s := play(t, nil)
	file := s.server.Upload(s.camille, s.direct, "personnes.csv", []byte("id;nom"))
	s.server.SayWith(fake.MattermostPost{UserID: s.camille, ChannelID: s.direct, Message: "voici", FileIDs: []string{file}})
	s.said(s.direct, 1)
	heard := s.script.last()
	if len(heard.Files) != 1 {
		t.Fatalf("heard %+v", heard)
	}
	if content, err := s.platform.Read(t.Context(), heard.Files[0]); err != nil || string(content) != "id;nom" {
		t.Errorf("%q, %v", content, err)
	}
	if _, err := s.platform.Read(t.Context(), bot.File{ID: "../users/me"}); err == nil {
		t.Error("a path was read")
	}
}

// TestPostsOfOneChannelKeepTheirOrder posts while the server asks to be left alone.
func TestPostsOfOneChannelKeepTheirOrder(t *testing.T) {
	s := play(t, nil)
	s.server.Fail(fake.MattermostFault{Route: "POST /posts", Times: 1, Status: 429})
	var all sync.WaitGroup
	for n := range 7 {
		all.Go(func() {
			if _, err := s.platform.Post(t.Context(), bot.Post{Channel: s.general, Marker: fmt.Sprint("m", n), Body: paragraph(fmt.Sprint("post ", n))}); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(100 * time.Millisecond) // so that they are asked for in this order
	}
	all.Wait()
	for n, post := range s.ours(s.general) {
		if want := fmt.Sprint("post ", n); post.Message != want {
			t.Errorf("post %d is %q", n, post.Message)
		}
	}
}

// TestWhatFailsIsRepeated answers once whatever happens to the request.
func TestWhatFailsIsRepeated(t *testing.T) {
	for name, fault := range map[string]fake.MattermostFault{
		"a broken server":        {Status: 500, Times: 2},
		"a gateway":              {Status: 502, Times: 3},
		"a lost answer":          {Status: 0, Times: 1, Done: true},
		"a broken one, but done": {Status: 500, Times: 2, Done: true},
		"a line that breaks":     {Status: 0, Times: 3},
		"a server with too much": {Status: 429, Times: 1},
		"an answer lost twice":   {Status: 504, Times: 2, Done: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, nil)
			fault.Route = "POST /posts"
			s.server.Fail(fault)
			s.server.Say(s.camille, s.direct, "", "bonjour")
			s.said(s.direct, 1)
			s.nothingMore(s.direct, 1)
			s.checkRules()
		})
	}
}

// TestAReplyThatMayHaveBeenSaid is looked for before it is said again: another process has died in between.
func TestAReplyThatMayHaveBeenSaid(t *testing.T) {
	s := play(t, nil)
	question := s.server.Say(s.camille, s.general, "", "@digbot bonjour")
	s.said(s.general, 1)
	heard := s.script.last()
	heard.Again = true
	if err := s.server.Restart(); err != nil { // it has forgotten pending ids
		t.Fatal(err)
	}
	reply := bot.Reply{Kind: bot.KindAnswer, Body: paragraph("réponse à bonjour")}
	if err := s.platform.Reply(t.Context(), heard, reply); err != nil {
		t.Fatal(err)
	}
	if got := s.ours(s.general); len(got) != 1 || got[0].RootID != question {
		t.Errorf("said %v", got)
	}
	heard.Event = "another"
	if err := s.platform.Reply(t.Context(), heard, reply); err != nil || len(s.ours(s.general)) != 2 {
		t.Errorf("what was not said stays unsaid: %v", err)
	}
}

// TestAPostThatMayHaveBeenMade dies between the post and the note of it.
func TestAPostThatMayHaveBeenMade(t *testing.T) {
	s := play(t, nil)
	post := bot.Post{Channel: "general", Marker: "opening", Body: paragraph("C’est ouvert.")}
	ref, err := s.platform.Post(t.Context(), post)
	if err != nil {
		t.Fatal(err)
	}
	before := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)
	if err := s.memory.Note(t.Context(), postedNote("opening"), before, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.server.Restart(); err != nil {
		t.Fatal(err)
	}
	if again, err := s.platform.Post(t.Context(), post); err != nil || again != ref || len(s.ours(s.general)) != 1 {
		t.Errorf("%q, %v, %v", again, err, s.ours(s.general))
	}
}

// TestWhatTheServerNeverTakesIsGivenUp: the bot was put out of the channel while it was thinking.
func TestWhatTheServerNeverTakesIsGivenUp(t *testing.T) {
	s := play(t, nil)
	to := bot.Message{Event: "e", Platform: Name, User: s.camille, Place: bot.Place{Channel: "abcdefghijklmnopqrstuvwxyz", Message: "m"}}
	if err := s.platform.Reply(t.Context(), to, bot.Reply{Kind: bot.KindAnswer, Body: paragraph("x")}); err != nil {
		t.Errorf("it would be repeated for ever: %v", err)
	}
	if len(s.log.with("given up")) != 1 {
		t.Error("the log does not tell")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	s.server.Stop()
	if err := s.platform.Reply(ctx, to, bot.Reply{Kind: bot.KindAnswer, Body: paragraph("x")}); err == nil {
		t.Error("what a server that is away did not take is not repeated")
	}
}
