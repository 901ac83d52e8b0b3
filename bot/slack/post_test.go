package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
	"digbot/templates"
)

// TestPostsKeepTheirOrder posts seven times at once into a channel that takes one message a second and tells so: all come,
// in their order, and none is tried while Slack has asked to wait.
func TestPostsKeepTheirOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("takes nine seconds")
	}
	w := newWorkspace(t, fake.SlackOptions{})
	s := New(w.config, w.ports)
	w.TooMany("chat.postMessage", 1, time.Second)
	results := make(chan error, 7)
	for n := range 7 {
		go func() {
			_, err := s.Post(t.Context(), bot.Post{Channel: "annonces", Marker: fmt.Sprint("post-", n), Body: paragraph(fmt.Sprint("annonce ", n))})
			results <- err
		}()
		if !w.Await(10*time.Second, func() bool { return s.waiting("C0PUBLIC") == n+1 }) {
			t.Fatalf("post %d does not wait for its turn", n)
		}
	}
	w.TooMany("chat.postMessage", 1, 2*time.Second)
	for range 7 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	var got []string
	var last time.Time
	for _, m := range w.Answers("C0PUBLIC") {
		got = append(got, screen(m))
		if since := m.At.Sub(last); since < postEvery-50*time.Millisecond {
			t.Errorf("%q came %s after the one before", screen(m), since)
		}
		last = m.At
	}
	if want := []string{"annonce 0", "annonce 1", "annonce 2", "annonce 3", "annonce 4", "annonce 5", "annonce 6"}; !slices.Equal(got, want) {
		t.Errorf("posted %q", got)
	}
	if refused := w.Refused(); len(refused) > 0 {
		t.Errorf("Slack refuses %q", refused)
	}
}

// waiting is how many hold or await the turn in a channel.
func (s *Slack) waiting(channel string) int {
	s.lanes.mu.Lock()
	defer s.lanes.mu.Unlock()
	if lane := s.lanes.lanes[channel]; lane != nil {
		return lane.users
	}
	return 0
}

// TestPostOnce loses answers, fails in every passing way, and posts the same marker again, in the same process and in a
// later one: it appears once.
func TestPostOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault func(w *workspace)
	}{
		{"no fault", func(*workspace) {}},
		{"the answer is lost", func(w *workspace) { w.LoseAnswers("chat.postMessage", 1) }},
		{"Slack fails and has done nothing", func(w *workspace) { w.Fail("chat.postMessage", 2, http.StatusBadGateway) }},
		{"the look is not answered either", func(w *workspace) {
			w.LoseAnswers("chat.postMessage", 1)
			w.Fail("conversations.history", 1, http.StatusServiceUnavailable)
			w.TooMany("conversations.history", 1, time.Second)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorkspace(t, fake.SlackOptions{})
			test.fault(w)
			post := bot.Post{Channel: "#annonces", Marker: "post-opening", Body: paragraph("Les candidatures sont ouvertes.")}
			var refs []string
			for range 3 { // each in a process of its own, which shares the store
				ref, err := New(w.config, w.ports).Post(t.Context(), post)
				if err != nil {
					t.Fatal(err)
				}
				refs = append(refs, ref)
			}
			posted := w.Answers("C0PUBLIC")
			if len(posted) != 1 || refs[0] != "C0PUBLIC/"+posted[0].TS || refs[1] != refs[0] || refs[2] != refs[0] {
				t.Errorf("%d posts, refs %q", len(posted), refs)
			}
		})
	}
}

// TestPostAfterADeadProcess posts what a process had sent when it was killed before it heard or noted that.
func TestPostAfterADeadProcess(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	dead := New(w.config, w.ports)
	post := bot.Post{Channel: "C0PUBLIC", Marker: "post-opening", Body: paragraph("Les candidatures sont ouvertes.")}
	w.LoseAnswers("chat.postMessage", 1)
	w.Fail("conversations.history", 1000, http.StatusServiceUnavailable)
	ctx, kill := context.WithCancel(t.Context())
	killed := make(chan error, 1)
	go func() {
		_, err := dead.Post(ctx, post)
		killed <- err
	}()
	w.answers("C0PUBLIC", 1)
	kill()
	if err := <-killed; err == nil {
		t.Fatal("the process survived")
	}
	w.Heal("conversations.history")
	if _, err := New(w.config, w.ports).Post(t.Context(), post); err != nil {
		t.Fatal(err)
	}
	if n := len(w.Answers("C0PUBLIC")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

func TestPostWithoutAChannel(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	s := New(w.config, w.ports)
	for _, channel := range []string{"nulle-part", "C0OTHER", "C0NOWHERE"} {
		if _, err := s.Post(t.Context(), bot.Post{Channel: channel, Body: paragraph("x")}); !errors.Is(err, bot.ErrNoChannel) {
			t.Errorf("%s: %v", channel, err)
		}
	}
}

// TestEdit replaces a post by a shorter and by a longer one.
func TestEdit(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	s := New(w.config, w.ports)
	long := strings.Repeat("mot ", 1500)
	ref, err := s.Post(t.Context(), bot.Post{Channel: "C0PUBLIC", Marker: "m", Body: paragraph(long)})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		body string
		want int // messages in the end
	}{{"court", 2}, {long + long, 4}} {
		if err := s.Edit(t.Context(), ref, bot.Post{Body: paragraph(test.body)}); err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, m := range w.Answers("C0PUBLIC") {
			text.WriteString(" " + strings.TrimPrefix(m.Text, "…"))
		}
		if got := strings.Join(strings.Fields(text.String()), " "); got != strings.TrimSpace(test.body) {
			t.Errorf("the posts say %d characters, want %d", len(got), len(test.body))
		}
		if n := len(w.Answers("C0PUBLIC")); n != test.want {
			t.Errorf("%d messages, want %d", n, test.want)
		}
	}
}

// TestReplyOnce answers a question whose first answer was sent by a process that died before it could say so.
func TestReplyOnce(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	s := New(w.config, w.ports)
	direct := w.Direct("U0CAMILLE")
	root := w.Wrote(time.Now(), "U0CAMILLE", "C0PUBLIC", "bonjour", "")
	for _, place := range []bot.Place{{Channel: direct, Direct: true}, {Channel: "C0PUBLIC", Message: root}} {
		to := bot.Message{Event: "e:" + place.Channel, User: "U0CAMILLE", Place: place, Sent: time.Now()}
		reply := bot.Reply{Kind: bot.KindAnswer, Topic: "salary", Language: "fr", Body: templates.ParseMarkdown(strings.Repeat("Une réponse. ", 500))}
		for range 2 {
			if err := (line{s}).Reply(t.Context(), to, reply); err != nil {
				t.Fatal(err)
			}
			to.Again = true
		}
		answers := w.Answers(place.Channel)
		if len(answers) != 2 {
			t.Errorf("%d messages, want the two parts of one answer", len(answers))
		}
		for _, a := range answers {
			if a.Thread != threadOf(place) {
				t.Errorf("answered in thread %q", a.Thread)
			}
		}
	}
}

// TestReplyOfTwo lets two processes, which cannot tell each other, answer the same question: both look, find nothing, and send.
func TestReplyOfTwo(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	direct := w.Direct("U0CAMILLE")
	root := w.Wrote(time.Now(), "U0CAMILLE", "C0PUBLIC", "bonjour", "")
	for _, place := range []bot.Place{{Channel: direct, Direct: true}, {Channel: "C0PUBLIC", Message: root}} {
		to := bot.Message{Event: "e:" + place.Channel, User: "U0CAMILLE", Place: place, Sent: time.Now(), Again: true}
		w.Delay("chat.postMessage", 2, 300*time.Millisecond)
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				reply := bot.Reply{Kind: bot.KindAnswer, Topic: "salary", Language: "fr", Body: templates.ParseMarkdown("Une réponse.")}
				if err := (line{New(w.config, w.ports)}).Reply(t.Context(), to, reply); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if answers := w.Answers(place.Channel); len(answers) != 1 || answers[0].Thread != threadOf(place) {
			t.Errorf("%d were sent, there are %+v", len(w.Calls("chat.postMessage")), answers)
		}
	}
}

// TestFiles gives the team a file, and reads one that it dropped.
func TestFiles(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{reply: func(m bot.Message) bot.Reply {
		reply := echo(m)
		if m.Text == "export" {
			reply.Files, reply.Private = []bot.Attachment{{Name: "people.csv", Title: "Les personnes", Content: []byte("id;nom\n")}}, true
		}
		return reply
	}}
	s, _ := w.run(n.handle)
	w.Command("U0STAFF", "C0STAFF", "export")
	w.answers(w.Direct("U0STAFF"), 1)
	files := w.Files()
	if len(files) != 1 || string(files[0].Content) != "id;nom\n" || files[0].Channel != w.Direct("U0STAFF") {
		t.Errorf("the team got %+v", files)
	}
	if answer := w.Answers("C0STAFF"); len(answer) != 1 || answer[0].Reader != "U0STAFF" {
		t.Errorf("the words went to %+v", answer)
	}
	w.Drop("U0STAFF", w.Direct("U0STAFF"), "import.csv", []byte("id;nom\nc1;Camille Exemple\n"), "")
	w.answers(w.Direct("U0STAFF"), 2)
	heard := n.messages()
	dropped := heard[len(heard)-1]
	if len(dropped.Files) != 1 || dropped.Files[0].Name != "import.csv" {
		t.Fatalf("heard %+v", dropped)
	}
	if content, err := s.Read(t.Context(), dropped.Files[0]); err != nil || !strings.Contains(string(content), "Camille Exemple") {
		t.Errorf("read %q, %v", content, err)
	}
}

// TestReplace puts a reply in the place of the message that was clicked, for everybody and for one person.
func TestReplace(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{reply: func(m bot.Message) bot.Reply {
		reply := echo(m)
		if reply.Replace = m.Kind == bot.Clicked; !reply.Replace {
			reply.Buttons, reply.Private = []bot.Button{{ID: "go", Label: "Lancer"}}, strings.HasPrefix(m.Text, "seul")
		}
		reply.Body = paragraph(m.Text + m.Choice)
		return reply
	}}
	w.run(n.handle)
	for i, text := range []string{"tous", "seul"} {
		w.Command("U0STAFF", "C0STAFF", text)
		preview := w.answers("C0STAFF", i+1)[i]
		if err := w.Click("U0STAFF", "C0STAFF", preview.TS, "Lancer"); err != nil {
			t.Fatal(err)
		}
		if !w.Await(30*time.Second, func() bool { return w.Answers("C0STAFF")[i].Edits == 1 }) {
			t.Fatalf("%q was not replaced; the log:\n%s", text, w.log)
		}
		if m := w.Answers("C0STAFF")[i]; screen(m) != "go" || len(m.Buttons()) > 0 {
			t.Errorf("%q became %q", text, screen(m))
		}
	}
	w.settled()
}

func TestDirectory(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	w.AddUser(fake.SlackUser{ID: "U0CAMILLE", Name: "camille", Email: "camille@example.org"})
	s := New(w.config, w.ports)
	for range 3 {
		if email, err := s.Email(t.Context(), "U0CAMILLE"); email != "camille@example.org" || err != nil {
			t.Errorf("%q, %v", email, err)
		}
	}
	if n := len(w.Calls("users.info")); n != 1 {
		t.Errorf("Slack was asked %d times", n)
	}
	if _, err := s.Email(t.Context(), "U0NOBODY"); err == nil {
		t.Error("nobody has an address")
	}
}
