package app

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/bot/console"
	"digbot/bot/team"
	"digbot/internal/programme"
	"digbot/internal/roster"
)

// staffRoom is the team's channel of a platform, in memory.
type staffRoom struct {
	mu      sync.Mutex
	posts   map[string]bot.Post // by ref, as they stand
	order   []string
	edits   map[string][]time.Time
	replies []string // whatever was said, all of it
	away    bool
}

func newStaffRoom() *staffRoom {
	return &staffRoom{posts: map[string]bot.Post{}, edits: map[string][]time.Time{}}
}

// set takes the channel away, or brings it back.
func (r *staffRoom) set(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

func (r *staffRoom) Post(_ context.Context, p bot.Post) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return "", errAway
	}
	if _, there := r.posts[p.Marker]; !there {
		r.order = append(r.order, p.Marker)
	}
	r.posts[p.Marker] = p
	r.replies = append(r.replies, p.Body.Plain())
	return p.Marker, nil
}

func (r *staffRoom) Edit(_ context.Context, ref string, p bot.Post) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return errAway
	}
	r.posts[ref] = p
	r.edits[ref] = append(r.edits[ref], time.Now())
	r.replies = append(r.replies, p.Body.Plain())
	return nil
}

func (r *staffRoom) Direct(context.Context, string) (string, error) { return "direct", nil }

func (r *staffRoom) Read(context.Context, bot.File) ([]byte, error) { return nil, nil }

// find is the post whose text holds something.
func (r *staffRoom) find(text string) (bot.Post, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, ref := range r.order {
		if strings.Contains(r.posts[ref].Body.Plain(), text) {
			return r.posts[ref], true
		}
	}
	return bot.Post{}, false
}

// since are the posts that are new after the first n.
func (r *staffRoom) since(n int) []bot.Post {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []bot.Post
	for _, ref := range r.order[n:] {
		list = append(list, r.posts[ref])
	}
	return list
}

func (r *staffRoom) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.order)
}

// chatted is a season that the team lives by chat alone.
type chatted struct {
	*season
	room    *staffRoom
	offered map[string][]bot.Button // under the last reply, by person
	out     strings.Builder         // the transcript
	seen    int                     // posts of the room that are in it
}

func newChat(t *testing.T) *chatted {
	t.Helper()
	s := newSeason(t)
	c := &chatted{season: s, room: newStaffRoom(), offered: map[string][]bot.Button{}}
	s.rooms = []team.Room{{Platform: "console", Channel: "equipe", Poster: c.room}}
	return c
}

// begin starts the season at an instant, with some fictional people.
func (c *chatted) begin(t *testing.T, at string, people int) {
	c.t = t
	c.until(at)
	c.start()
	if err := c.store.PutPeople(t.Context(), roster.Fictional(programme.Season{Promotion: c.cfg.Promotion}, people, 1)); err != nil {
		t.Fatal(err)
	}
}

// send gives a message to the program, as a platform does.
func (c *chatted) send(m bot.Message) bot.Reply {
	c.t.Helper()
	m.Platform, m.Conversation, m.Place.Direct = "console", m.User, true
	reply, err := c.app.Handle(c.t.Context(), m)
	if err != nil {
		c.t.Errorf("%s %q %q: %v", m.User, m.Text, m.Choice, err)
	}
	c.offered[m.User] = reply.Buttons
	c.room.mu.Lock()
	c.room.replies = append(c.room.replies, reply.Body.Plain())
	c.room.mu.Unlock()
	synctest.Wait()
	return reply
}

// types writes a line into the transcript, with the reply.
func (c *chatted) types(who, text string) bot.Reply {
	c.t.Helper()
	c.told()
	m := bot.Message{User: who, Text: text}
	if command, is := strings.CutPrefix(text, "/dig "); is {
		m.Kind, m.Text = bot.Command, command
	}
	reply := c.send(m)
	c.log(who, text, reply)
	return reply
}

// clicks presses the button with that label under the person's last reply.
func (c *chatted) clicks(who, label string) bot.Reply {
	c.t.Helper()
	for _, button := range c.offered[who] {
		if button.Label == label {
			c.told()
			reply := c.send(bot.Message{User: who, Kind: bot.Clicked, Choice: button.ID, Value: button.Value})
			c.log(who, "["+label+"]", reply)
			return reply
		}
	}
	c.t.Fatalf("%s is offered %v, not %q", who, c.offered[who], label)
	return bot.Reply{}
}

// fills sends a form that a reply opened.
func (c *chatted) fills(who string, form *bot.Form, fields map[string]string) bot.Reply {
	c.t.Helper()
	if form == nil {
		c.t.Fatalf("no form was opened for %s", who)
	}
	reply := c.send(bot.Message{User: who, Kind: bot.Submitted, Choice: form.ID, Value: form.Value, Fields: fields})
	var lines []string
	for _, field := range form.Fields {
		lines = append(lines, fmt.Sprintf("[%s : %s]", field.Label, fields[field.ID]))
	}
	c.log(who, strings.Join(lines, " "), reply)
	return reply
}

func (c *chatted) log(who, text string, reply bot.Reply) {
	said := withoutFiles(console.Format(reply, 0))
	if reply.Kind != bot.KindCommand && reply.Kind != bot.KindRefusal || who == "alix" {
		said, _, _ = strings.Cut(said, "\n") // what candidates are told has golden files of its own
	}
	fmt.Fprintf(&c.out, "%s > %s\n\n%s\n\n", who, text, indent(said))
	c.told()
}

// told adds what the team's channel shows since the last time.
func (c *chatted) told() {
	for _, post := range c.room.since(c.seen) {
		var buttons []string
		for _, b := range post.Buttons {
			buttons = append(buttons, "["+b.Label+"]")
		}
		fmt.Fprintf(&c.out, "(canal de l’équipe)\n\n%s\n\n", indent(strings.TrimSpace(post.Body.Plain()+"\n\n"+strings.Join(buttons, " "))))
	}
	c.seen = c.room.count()
}

func (c *chatted) day(text string) {
	c.told()
	fmt.Fprintf(&c.out, "---- %s\n\n", text)
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

var filesForm = regexp.MustCompile(`(?s)\n(exemples\.txt|[a-z0-9TZ-]+\.csv)\n\n.*`)

// withoutFiles leaves the content of files out of a transcript.
func withoutFiles(text string) string {
	return filesForm.ReplaceAllString(text, "\n(fichier joint : $1)")
}

var replyCode = regexp.MustCompile(`Code\p{Z}: ([0-9a-f]{10})`)

func codeIn(t *testing.T, reply bot.Reply) string {
	t.Helper()
	found := replyCode.FindStringSubmatch(reply.Body.Plain())
	if found == nil {
		t.Fatalf("no code in %q", reply.Body.Plain())
	}
	return found[1]
}

func holds(t *testing.T, reply bot.Reply, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if said := loose(reply.Body.Plain()); !strings.Contains(said, want) {
			t.Errorf("the reply reads %q, want %q in it", said, want)
		}
	}
}

// loose is a text whose lines may break at every space.
func loose(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
