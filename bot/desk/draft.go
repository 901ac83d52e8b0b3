package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"digbot/bot"
	"digbot/bot/understand"
	"digbot/templates"
)

// add drafts an answer from a ticket: first a form, then what was filled in, shown to a second member.
func (t turn) add(ctx context.Context, by member) (bot.Reply, error) {
	m := t.message
	ticket, err := t.Tickets.Ticket(ctx, m.Value)
	if err != nil || ticket.Round == 0 {
		reply, worded := t.say(bot.KindCommand, "gone", nil)
		if err == nil {
			err = worded
		}
		return reply, err
	}
	if m.Kind != bot.Submitted {
		return t.form(m.Value, "add",
			bot.Field{ID: "title", Label: t.label("title_field"), Hint: t.label("title_hint"), Longest: 60},
			bot.Field{ID: "questions", Label: t.label("questions_field"), Hint: t.label("questions_hint"), Value: ticket.said(false, false), Long: true},
			bot.Field{ID: "answer", Label: t.label("answer_field"), Value: ticket.said(true, true), Long: true},
		), nil
	}
	draft := Draft{ID: topicID(m.Fields["title"]), Language: ticket.Language, Title: strings.TrimSpace(m.Fields["title"]),
		Questions: paragraphs(m.Fields["questions"]), Answer: strings.TrimSpace(m.Fields["answer"]), By: by.id}
	if draft.ID == "" || len(draft.Questions) == 0 || draft.Answer == "" {
		return t.say(bot.KindCommand, "draft-lacking", nil)
	}
	err = t.Additions.Propose(ctx, draft)
	if faulty, ok := errors.AsType[DraftError](err); ok {
		return t.say(bot.KindCommand, "draft-faulty", map[string]any{"faults": faulty.Faults})
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return t.showDraft(draft, by)
}

func (t turn) showDraft(draft Draft, by member) (bot.Reply, error) {
	reply, err := t.say(bot.KindCommand, "draft", map[string]any{
		"title": draft.Title, "questions": draft.Questions, "lines": paragraphs(draft.Answer), "name": by.name, "lang": string(draft.Language),
	})
	reply.Buttons = []bot.Button{{ID: buttonPrefix + "accept", Label: t.label("accept"), Value: draft.ID, Style: bot.Strong}}
	return reply, err
}

// accept puts a draft into service: somebody else than its author must say yes.
func (t turn) accept(ctx context.Context, by member) (bot.Reply, error) {
	draft, err := t.Additions.Draft(ctx, t.message.Value)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case draft.ID == "":
		return t.say(bot.KindCommand, "gone", nil)
	case draft.By == by.id:
		reply, err := t.say(bot.KindRefusal, "own-draft", nil)
		reply.Private = true
		return reply, err
	}
	if err := t.Additions.Accept(ctx, draft.ID, by.id); err != nil {
		return bot.Reply{}, fmt.Errorf("put an answer into service: %w", err)
	}
	reply, err := t.say(bot.KindCommand, "accepted", map[string]any{"title": draft.Title, "name": by.name, "file": draft.File()})
	reply.Files = []bot.Attachment{{Name: draft.File(), Title: draft.Title, Content: []byte(draft.Markdown())}}
	return reply, err
}

// File is the name of the draft's file among the answers.
func (d Draft) File() string { return d.ID + "." + string(d.Language) + ".md" }

// Markdown is the draft as a file of the answers. What the team has written is text: it has no actions.
func (d Draft) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\nkind: answer\ntitle: %q\nquestions:\n", d.ID, d.Title)
	for _, question := range d.Questions {
		fmt.Fprintf(&b, "  - %q\n", question)
	}
	fmt.Fprintf(&b, "---\n%s\n", strings.NewReplacer("{{", "{ {", "}}", "} }").Replace(d.Answer))
	return b.String()
}

// longestID is the length of a topic's id that is made from a title.
const longestID = 40

// topicID makes the id of a topic from its title; it begins so that it never takes the place of a shipped one.
func topicID(title string) string {
	words := strings.FieldsFunc(understand.Fold(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) || r > unicode.MaxASCII })
	if len(words) == 0 {
		return ""
	}
	return cut(templates.TeamPrefix+strings.Join(words, "-"), longestID)
}
