package bottest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"digbot/templates"
)

// expect waits for as many messages as are wanted, and compares.
func (b *table) expect(t *testing.T, person string, want ...string) {
	t.Helper()
	got := b.Chat.Said(t, person, len(want))
	for i := range got {
		got[i] = strings.TrimSpace(got[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s was told\n%q, want\n%q", person, got, want)
	}
}

func order(t *testing.T, b *table) {
	var want []string
	for n := range 5 {
		b.Chat.Ask(t, b.person(), fmt.Sprintf("question %d", n))
		want = append(want, fmt.Sprintf("réponse à question %d", n))
	}
	b.expect(t, b.person(), want...)
}

func apart(t *testing.T, b *table) {
	if len(b.People) < 2 {
		t.Skip("one person at a time talks here")
	}
	for _, person := range b.People {
		b.Chat.Ask(t, person, "de "+person)
	}
	for _, person := range b.People {
		b.expect(t, person, "réponse à de "+person)
	}
}

func once(t *testing.T, b *table) {
	again, can := b.Chat.(Repeater)
	if !can {
		t.Skip("nothing is told twice here")
	}
	message := b.Chat.Ask(t, b.person(), "bonjour")
	for range 3 {
		again.Repeat(t, b.person(), message)
	}
	b.expect(t, b.person(), "réponse à bonjour")
	again.Repeat(t, b.person(), message)
	b.Chat.Ask(t, b.person(), "la suite") // answered after what came before it
	b.expect(t, b.person(), "réponse à bonjour", "réponse à la suite")
	if heard := b.script.told(); len(heard) != 2 {
		t.Errorf("the bot heard %d messages, want 2", len(heard))
	}
}

func choose(t *testing.T, b *table) {
	b.Chat.Ask(t, b.person(), "choix")
	b.Chat.Said(t, b.person(), 1)
	b.Chat.Choose(t, b.person(), "Le défi du Shom")
	got := b.Chat.Said(t, b.person(), 2)
	heard := b.script.told()
	last := heard[len(heard)-1]
	if last.Choice == "" { // a terminal knows no click: the bot itself recognises the number or the words
		if last.Text != "2" && last.Text != "Le défi du Shom" {
			t.Errorf("the bot heard %q", last.Text)
		}
		return
	}
	if last.Choice != "challenge:shom" || last.User != b.person() || last.Conversation != heard[0].Conversation {
		t.Errorf("the click came as %+v", last)
	}
	if len(got) != 2 || strings.TrimSpace(got[1]) != "choisi challenge:shom" {
		t.Errorf("the choice was answered with %q", got)
	}
}

func fail(t *testing.T, b *table) {
	b.Chat.Ask(t, b.person(), "panne")
	b.Chat.Ask(t, b.person(), "la suite")
	b.expect(t, b.person(), Failure, "réponse à la suite")
}

func silent(t *testing.T, b *table) {
	b.Chat.Ask(t, b.person(), "rien")
	b.Chat.Ask(t, b.person(), "la suite")
	b.expect(t, b.person(), "réponse à la suite")
}

// longWords is the number of numbered words in the long reply: some 18,000 characters.
const longWords = 2000

// longBlocks is a long text of paragraphs, a list, and one paragraph that no platform takes in one piece.
func longBlocks() []templates.Block {
	var blocks []templates.Block
	var items [][]templates.Block
	word := 0
	next := func(n int) templates.Block {
		var text strings.Builder
		for range n {
			fmt.Fprintf(&text, "mot%05d ", word)
			word++
		}
		return templates.Block{Kind: templates.Paragraph, Spans: []templates.Span{{Text: strings.TrimSpace(text.String())}}}
	}
	for range 10 {
		blocks = append(blocks, next(100))
	}
	for range 50 {
		items = append(items, []templates.Block{next(10)})
	}
	blocks = append(blocks, templates.Block{Kind: templates.Bullets, Items: items}, next(longWords-word))
	return blocks
}

func split(t *testing.T, b *table) {
	b.Chat.Ask(t, b.person(), "long")
	b.Chat.Ask(t, b.person(), "la suite")
	var parts []string
	for n := 2; len(parts) == 0 || !strings.Contains(parts[len(parts)-1], "la suite"); n = len(parts) + 1 {
		before := len(parts)
		if parts = b.Chat.Said(t, b.person(), n); len(parts) == before {
			t.Fatalf("no more than %d messages came", before)
		}
	}
	for i, part := range parts {
		if n := utf8.RuneCountInString(part); b.Longest > 0 && n > b.Longest {
			t.Errorf("message %d has %d characters, %d are allowed", i, n, b.Longest)
		}
	}
	text := strings.Join(parts, " ")
	for word := range longWords {
		sign := fmt.Sprintf("mot%05d", word)
		_, after, found := strings.Cut(text, sign)
		if !found {
			t.Fatalf("%s is lost, torn apart or out of order", sign)
		}
		text = after
	}
}

func inert(t *testing.T, b *table) {
	texts := []string{
		"<!channel> <!everyone> <!here|here> <@" + b.person() + "> <#C0|general> <!subteam^S1>",
		"@channel @all @here @everyone",
		"<https://evil.example|site officiel> & &lt;!channel&gt; &amp;",
		"a < b > c && d",
	}
	var want []string
	for _, text := range texts {
		b.Chat.Ask(t, b.person(), "répète "+text)
		want = append(want, text)
	}
	b.expect(t, b.person(), want...)
	if pinger, can := b.Chat.(Pinger); can {
		if pings := pinger.Pings(t); len(pings) > 0 {
			t.Errorf("bells rang: %q", pings)
		}
	}
}
