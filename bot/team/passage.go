package team

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"digbot/bot"
	"digbot/internal/programme"
)

// longestPassage is how long the team's word in a mail may be, in characters.
const longestPassage = 1500

// passages are the mails of the results that hold a word of the team, by how people call them.
func (t turn) passages() []bot.Choice {
	var list []bot.Choice
	for _, decision := range []programme.Decision{programme.Laureate, programme.Reserve, programme.Declined} {
		list = append(list, bot.Choice{ID: "result-" + string(decision), Label: t.label("decision_" + string(decision))})
	}
	return list
}

// edit changes the team's word in the results' mails: modifier CODE, then a form. It never changes a decision. Whatever was
// approved must be approved again.
func edit(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, _ := codeOf(rest)
	c, found, err := t.byCode(ctx, code)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case !found || !c.Results:
		return bot.Reply{}, because("gone", "code", code)
	case c.State != Held && c.State != Refused:
		return bot.Reply{}, t.why(ErrClosed, c)
	case t.message.Kind != bot.Submitted:
		return t.askPassage(ctx, c)
	}
	mailing, language, text := t.message.Fields["mail"], programme.Language(t.message.Fields["lang"]), strings.TrimSpace(t.message.Fields["text"])
	if err := t.checkPassage(mailing, language, text); err != nil {
		return bot.Reply{}, err
	}
	if err := t.record(ctx, fmt.Sprintf("edited %s.%s of %s", mailing, language, c.ID), digest(text)); err != nil {
		return bot.Reply{}, err
	}
	if err := t.Passages.SetPassage(ctx, mailing, language, text); err != nil {
		return bot.Reply{}, fmt.Errorf("keep the team's word: %w", err)
	}
	again, err := t.Announcer.Prepare(ctx, c.Occasion)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("prepare %s: %w", c.ID, err)
	}
	return t.showCampaign(ctx, again)
}

func (t turn) checkPassage(mailing string, language programme.Language, text string) error {
	known := false
	for _, choice := range t.passages() {
		known = known || choice.ID == mailing
	}
	switch {
	case !known || language != programme.French && language != programme.English:
		return because("passage")
	case utf8.RuneCountInString(text) > longestPassage:
		return because("long", "most", longestPassage)
	}
	return nil
}

// askPassage opens the form, with what stands there in the mail to the laureates in French.
func (t turn) askPassage(ctx context.Context, c Campaign) (bot.Reply, error) {
	now, err := t.Passages.Passage(ctx, t.passages()[0].ID, programme.French)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("read the team's word: %w", err)
	}
	reply, err := t.say("passage-form", nil)
	reply.Form = &bot.Form{ID: buttonPrefix + "edit", Value: short(c.Hash), Title: t.label("form_edit"), Submit: t.label("button_preview"), Fields: []bot.Field{
		{ID: "mail", Label: t.label("field_mail"), Choices: t.passages()},
		{ID: "lang", Label: t.label("field_lang"), Choices: []bot.Choice{{ID: "fr", Label: t.label("lang_fr")}, {ID: "en", Label: t.label("lang_en")}}},
		{ID: "text", Label: t.label("field_text"), Value: now, Long: true, Optional: true, Longest: longestPassage},
	}}
	return reply, err
}

// trial sends the mails of a campaign to whoever asks, over fictional people: m'envoyer un essai ID.
func trial(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	c, found, err := t.byCode(ctx, id)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case !found:
		return bot.Reply{}, because("nocampaign", "id", id)
	case t.member.Email == "":
		return bot.Reply{}, because("noemail")
	}
	if err := t.record(ctx, "trial "+c.ID, c.Hash); err != nil {
		return bot.Reply{}, err
	}
	n, err := t.Trials.Trial(ctx, c.ID, t.member.Name, t.member.Email, t.label("trial_mark"))
	if err != nil {
		return bot.Reply{}, fmt.Errorf("send a trial of %s: %w", c.ID, err)
	}
	return t.say("trial", map[string]any{"n": n, "campaign": t.line(c)})
}
