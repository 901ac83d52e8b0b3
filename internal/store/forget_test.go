package store

import (
	"bytes"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/internal/programme"
	"digbot/notifier"
)

// traces are what must not be found of Zoé once she was forgotten.
func traces() []string {
	return []string{"Zoé", "Témoin", "zoe.temoin@example.org", "UZOE01", "DZOE02", "zoetemoin", "secret-question", "secret-answer", "secret-code", "p-zoe", "dossier-zoe-4711"}
}

func zoe() programme.Person {
	return programme.Person{
		ID: "p-zoe", Name: "Zoé Témoin", Email: "Zoe.Temoin@example.org", Language: programme.French, Slack: "UZOE01", Mattermost: "zoetemoin",
		Roles: []programme.Role{{Kind: programme.Candidate, Challenge: "one", Status: programme.Preselected, Decision: programme.Reserve,
			Hearing: programme.Hearing{At: start, Place: "Salle du Témoin"}}},
	}
}

// witness fills a store with all that is held on Zoé, and on Noé beside her.
func witness(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	noe := programme.Person{ID: "p-noe", Name: "Noé Fictif", Email: "noe@example.org", Slack: "UNOE", Roles: []programme.Role{{Kind: programme.Mentor, Challenge: "one"}}}
	putPeople(t, s, zoe(), noe)
	witnessMails(t, s)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Suppress(ctx, notifier.Suppression{Email: "zoe.temoin@example.org", Reason: notifier.Refusing, List: notifier.Calls, Source: "link", At: start})
	must(err)
	ask := func(user, channel, event, text string) {
		m := bot.Message{Platform: "slack", Event: event, Conversation: channel, User: user, Text: text, Place: bot.Place{Channel: channel, Direct: true}}
		_, _, err := s.Begin(ctx, m, time.Minute)
		must(err)
		must(s.Remember(ctx, "slack:"+channel, bot.Session{Topic: "salary"}, time.Hour))
	}
	ask("UZOE01", "DZOE02", "DZOE02:11.1", "secret-question?")
	must(s.Answered(ctx, bot.Message{Platform: "slack", Event: "DZOE02:11.1"}))
	ask("UZOE01", "DZOE02", "DZOE02:11.2", "secret-question again?")
	ask("UNOE", "DNOE", "DNOE:1", "Combien ?")
	ticket := func(id, user, channel, text string) {
		_, err := s.ChangeTicket(ctx, id, func(desk.Ticket) desk.Ticket {
			return desk.Ticket{ID: id, Round: 1, Platform: "slack", User: user, Place: bot.Place{Channel: channel, Direct: true}, Opened: start,
				Lines: []desk.Line{{Event: "e", Text: text}, {Event: "f", Team: true, Text: "secret-answer"[:len("secret-answer")*btoi(user == "UZOE01")]}}}
		})
		must(err)
		must(s.Hang(ctx, "slack", "m-"+id, id))
	}
	ticket("aaaa000011112222", "UZOE01", "DZOE02", "secret-question")
	ticket("bbbb000011112222", "UNOE", "DNOE", "Zoé Témoin travaille-t-elle avec moi ?")
	must(s.Note(ctx, "slack/thread/DZOE02/11.1", "now", time.Hour))
	must(s.Note(ctx, "link/slack", `{"user":"UZOE01"}`, time.Hour))
	must(s.Note(ctx, "reminder/p-zoe", "tomorrow", time.Hour))
	must(s.Note(ctx, "team/asked/c0de", `{"kind":"withdraw","args":{"person":"p-zoe"},"by":"noe"}`, time.Hour))
	must(s.Note(ctx, "slack/thread/DNOE/1", "now", time.Hour))
	value, err := encode(dossier{Person: "p-zoe"})
	must(err)
	_, err = s.engine.Apply(ctx, nil, []write{put(dossierKey("dossier-zoe-4711"), value)})
	must(err)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func witnessMails(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	mail := func(campaign, person string, state notifier.State) notifier.Delivery {
		return notifier.Delivery{ID: campaign + ".reminder." + person, Campaign: campaign, Mailing: "reminder", Channel: notifier.ByMail, Recipient: person,
			Hash: "h", State: state}
	}
	both := notifier.Campaign{ID: "c", Occasion: testOccasion(start), State: notifier.CampaignSending, Hash: "h", Remarks: []string{"p-zoe is not written to"}}
	if err := s.Plan(ctx, both, []notifier.Delivery{mail("c", "p-zoe", notifier.Planned), mail("c", "p-noe", notifier.Planned)}); err != nil {
		t.Fatal(err)
	}
	code := notifier.Campaign{ID: "n", Occasion: testOccasion(start), State: notifier.CampaignSending, Hash: "h",
		Notice: &notifier.Notice{ID: "n", Kind: "confirmation-code", Data: map[string]string{"code": "secret-code"}}}
	if err := s.Plan(ctx, code, []notifier.Delivery{mail("n", "p-zoe", notifier.Planned)}); err != nil {
		t.Fatal(err)
	}
	claimed, err := s.Claim(ctx, "n", notifier.ByMail, time.Now(), time.Hour, 1)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %d, %v", len(claimed), err)
	}
	if err := s.Commit(ctx, claimed[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(ctx, claimed[0], notifier.End{State: notifier.Accepted, At: start, Note: "taken by zoe.temoin@example.org"}); err != nil {
		t.Fatal(err)
	}
}

func testForget(t *testing.T, open opener) {
	t.Run("nothing of somebody stays, and all of others", func(t *testing.T) { testForgetZoe(t, open(t)) })
	t.Run("it may be repeated", func(t *testing.T) {
		s := open(t)
		witness(t, s)
		for range 2 {
			if _, err := s.Forget(t.Context(), start, "p-noe"); err != nil && !errors.Is(err, notifier.ErrUnknown) {
				t.Fatal(err)
			}
		}
		if _, err := s.Forget(t.Context(), start, "nobody"); !errors.Is(err, notifier.ErrUnknown) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a mail that is on its way does not leave, or nobody can tell", func(t *testing.T) { testForgetUnderWay(t, open(t)) })
}

func testForgetZoe(t *testing.T, s *Store) {
	witness(t, s)
	before, err := s.Holdings(t.Context(), "p-zoe")
	if err != nil || len(before.Mails) != 2 || len(before.Questions) != 1 || len(before.Messages) != 1 || len(before.Notes) != 5 ||
		len(before.Suppressions) != 1 || len(before.Applications) != 1 || before.Person.Roles[0].Decision != programme.Reserve {
		told, _ := encode(before)
		t.Errorf("held %s, %v", told, err)
	}
	receipt, err := s.Forget(t.Context(), start, "p-zoe")
	if err != nil {
		t.Fatal(err)
	}
	want := map[HoldingKind]int{HeldIdentity: 1, HeldRoles: 1, HeldDecision: 1, HeldAccount: 2, HeldApplication: 1, HeldMails: 2,
		HeldQuestions: 1, HeldMessages: 1, HeldSuppression: 1, HeldNotes: 6}
	if !maps.Equal(receipt.Counts, want) {
		t.Errorf("erased %v, want %v", receipt.Counts, want)
	}
	if told, _ := encode(receipt); holdsAny(string(told)) != "" {
		t.Errorf("the receipt tells: %s", told)
	}
	for key, value := range dump(t, s.engine) {
		if found := holdsAny(key + value); found != "" {
			t.Errorf("%s is still in %s: %s", found, key, value)
		}
	}
	expectCounts(t, s, counts{notifier.Planned: 1, notifier.Cancelled: 1})
	if n, err := s.Counts(t.Context(), "n"); err != nil || n[notifier.Accepted] != 1 {
		t.Errorf("the notice counts %v, %v", n, err)
	}
	checkOthers(t, s)
}

func holdsAny(text string) string {
	for _, trace := range traces() {
		if strings.Contains(strings.ToLower(text), strings.ToLower(trace)) {
			return trace
		}
	}
	return ""
}

// checkOthers looks for what is Noé's, and at what must not be lost with Zoé.
func checkOthers(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	held, err := s.Holdings(ctx, "p-noe")
	if err != nil || len(held.Mails) != 1 || len(held.Questions) != 1 || len(held.Messages) != 1 || len(held.Notes) != 2 {
		t.Errorf("held of somebody else %+v, %v", held, err)
	}
	if _, found, err := s.Suppressed(ctx, "zoe.temoin@example.org", notifier.Calls); !found || err != nil {
		t.Errorf("suppressed %v, %v", found, err)
	}
	if erased, err := s.Erased(ctx, "noe@example.org", "ZOE.temoin@example.org"); err != nil || len(erased) != 1 {
		t.Errorf("erased %v, %v", erased, err)
	}
	if _, mine, err := s.Begin(ctx, bot.Message{Platform: "slack", Event: "DZOE02:11.1"}, time.Minute); mine || err != nil {
		t.Errorf("what was answered is answered again: %v, %v", mine, err)
	}
}

func testForgetUnderWay(t *testing.T, s *Store) {
	planned(t, s, 3)
	ctx := t.Context()
	for _, id := range []string{"p00000", "p00001", "p00002"} {
		putPeople(t, s, programme.Person{ID: id, Name: id, Email: id + "@example.org"})
	}
	claimed, err := s.Claim(ctx, "c", notifier.ByMail, time.Now(), time.Hour, 3)
	if err != nil || len(claimed) != 3 {
		t.Fatal(len(claimed), err)
	}
	if err := s.Commit(ctx, claimed[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Forget(ctx, start, "p00000", "p00001"); err != nil {
		t.Fatal(err)
	}
	expectCounts(t, s, counts{notifier.Uncertain: 1, notifier.Cancelled: 1, notifier.Claimed: 1})
	if err := s.Commit(ctx, claimed[1]); err == nil {
		t.Error("a mail to somebody who was erased may leave")
	}
	if err := s.Settle(ctx, claimed[0], notifier.End{State: notifier.Accepted}); err == nil {
		t.Error("a delivery to somebody who was erased was settled")
	}
	if err := s.Settle(ctx, claimed[2], notifier.End{State: notifier.Accepted}); err != nil {
		t.Error(err)
	}
	expectCounts(t, s, counts{notifier.Uncertain: 1, notifier.Cancelled: 1, notifier.Accepted: 1})
}

// TestForgottenLeavesTheFile looks into the bytes of the file, before and after it is compacted: alone, and beside
// another process.
func TestForgottenLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(path, testPromotion(), WithKey(testKey))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Share(slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	beside, err := Open(path, testPromotion(), WithKey(testKey))
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	witness(t, s)
	if _, err := beside.Forget(t.Context(), start, "p-zoe"); err != nil {
		t.Fatal(err)
	}
	if raw := read(t, path); holdsAny(string(raw)) == "" {
		t.Error("nothing stays in the free pages: the test proves nothing")
	}
	if err := beside.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := holdsAny(string(read(t, path))); found != "" {
		t.Errorf("%s is still in the file", found)
	}
	checkOthers(t, s)
	checkOthers(t, beside)
	if left, _ := filepath.Glob(path + "?*"); len(left) != 1 {
		t.Errorf("left beside the file: %v", left)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestForgottenLeavesRedis looks at every key of a Redis, and into its append-only file once that was written anew.
func TestForgottenLeavesRedis(t *testing.T) {
	server := startRedis(t, closedPort(t), durable()...)
	s := timedStore(t, redisAt(t, server.url(), 0, redisRetries))
	witness(t, s)
	if _, err := s.Forget(t.Context(), start, "p-zoe"); err != nil {
		t.Fatal(err)
	}
	if holdsAny(string(appended(t, server))) == "" {
		t.Error("nothing stays in the log: the test proves nothing")
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := holdsAny(string(appended(t, server))); found != "" {
		t.Errorf("%s is still in the log", found)
	}
	checkOthers(t, s)
}

// appended is all that lies in the folder of a Redis.
func appended(t *testing.T, server *server) []byte {
	t.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(server.folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			all.Write(read(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}
