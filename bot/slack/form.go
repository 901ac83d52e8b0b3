package slack

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"digbot/bot"
)

// open opens a form. It reports false when the time for that is over: the answer took too long, or another process gives it.
func (s *Slack) open(ctx context.Context, to bot.Message, form bot.Form) (bool, error) {
	trigger, alive := s.hooks.trigger(to.Event)
	if !alive {
		return false, nil
	}
	view, err := modal(form, origin{Value: form.Value, Place: to.Place, Conversation: to.Conversation})
	if err != nil {
		return false, err
	}
	if _, err = s.api.OpenViewContext(ctx, trigger, view); err == nil {
		return true, nil
	}
	if word(err) == "expired_trigger_id" {
		return false, nil
	}
	return false, fmt.Errorf("open a form: %w", err)
}

// modal writes a form as a view.
func modal(form bot.Form, from origin) (slack.ModalViewRequest, error) {
	private, err := json.Marshal(from)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("keep where a form was asked for: %w", err)
	}
	view := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: form.ID, PrivateMetadata: string(private),
		Title: plain(form.Title, formTitleMost), Submit: plain(form.Submit, formTitleMost)}
	for _, field := range form.Fields {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, input(field))
	}
	return view, nil
}

func input(field bot.Field) *slack.InputBlock {
	block := slack.NewInputBlock(field.ID, plain(field.Label, formInputMost), nil, entry(field))
	if field.Hint != "" {
		block.Hint = plain(field.Hint, formInputMost)
	}
	block.Optional = field.Optional
	return block
}

// entry is where a value is written, or picked.
func entry(field bot.Field) slack.BlockElement {
	if len(field.Choices) == 0 {
		text := slack.NewPlainTextInputBlockElement(nil, field.ID)
		text.Multiline, text.InitialValue, text.MaxLength = field.Long, shorten(field.Value, formInputMost), formInputMost
		if field.Longest > 0 {
			text.MaxLength = min(field.Longest, formInputMost)
		}
		return text
	}
	pick := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, field.ID)
	for _, choice := range field.Choices[:min(len(field.Choices), optionsMost)] {
		option := slack.NewOptionBlockObject(shorten(choice.ID, optionIDMost), plain(choice.Label, optionMost), nil)
		pick.Options = append(pick.Options, option)
		if choice.ID == field.Value {
			pick.InitialOption = option
		}
	}
	return pick
}
