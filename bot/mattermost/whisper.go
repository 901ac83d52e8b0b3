package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// whisper says a reply to one person. A bot may not show a message to one member of a channel: the answers to commands and
// clicks can, and for everything else there is the direct message.
func (m *Mattermost) whisper(ctx context.Context, asked *call, to bot.Message, reply bot.Reply) error {
	if len(reply.Files) == 0 {
		done, err := m.whisperBack(ctx, asked, to, reply)
		if done || err != nil {
			return err
		}
	}
	channel, err := m.Direct(ctx, to.User)
	if err != nil {
		return err
	}
	s := m.speech(to, reply)
	s.channel, s.thread, s.offer.Direct, s.offer.Staff, s.offer.User = channel, "", true, false, to.User
	if _, err := m.post(ctx, s); err != nil {
		return err
	}
	return m.pointer(ctx, asked, to, reply.Language)
}

// whisperBack answers a command or a click while its ways are open.
func (m *Mattermost) whisperBack(ctx context.Context, asked *call, to bot.Message, reply bot.Reply) (done bool, err error) {
	parts := m.parts(reply.Body, reply.Footer, reply.Choices, reply.Buttons)
	switch {
	case asked == nil:
		return false, nil
	case to.Kind != bot.Command:
		if len(m.actions(reply.Choices, reply.Buttons)) > 0 || len(parts) > 1 {
			return false, nil
		}
		response := &model.PostActionIntegrationResponse{EphemeralText: parts[0], SkipSlackParsing: true}
		return asked.take(answer{action: response}), nil
	}
	response, err := m.commandResponse(ctx, to, reply, parts)
	if err != nil || asked.take(answer{command: response}) {
		return true, err
	}
	return asked.hook != "" && m.later(ctx, asked.hook, response), nil
}

// commandResponse is a reply as a command's answer; its buttons are for the caller only.
func (m *Mattermost) commandResponse(ctx context.Context, to bot.Message, reply bot.Reply, parts []string) (*model.CommandResponse, error) {
	o := m.speech(to, reply).offer
	o.Channel, o.User = to.Place.Channel, to.User
	attachments, err := m.attach(ctx, o)
	if err != nil {
		return nil, err
	}
	response := onlyFor(parts[0])
	last := response
	for _, part := range parts[1:] {
		last = onlyFor(part)
		response.ExtraResponses = append(response.ExtraResponses, last)
	}
	last.Attachments = attachments
	return response, nil
}

// later sends a command's answer to the address that the server gave for late ones, and reports whether it was taken.
func (m *Mattermost) later(ctx context.Context, hook string, response *model.CommandResponse) bool {
	err := m.sendTo(ctx, hook, response)
	if err != nil {
		m.log.WarnContext(ctx, "late answer to a command not taken: it goes as a direct message", "error", err)
	}
	return err == nil
}

func (m *Mattermost) sendTo(ctx context.Context, hook string, response *model.CommandResponse) error {
	body, err := json.Marshal(response)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.config.URL+hook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answered, err := m.client.HTTPClient.Do(request)
	if err != nil {
		return errors.New("the server cannot be reached") // the address is a secret
	}
	defer answered.Body.Close() //nolint:errcheck // nothing of it is used
	if answered.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answered.Status)
	}
	return nil
}

// pointer says where somebody was that there is a direct message.
func (m *Mattermost) pointer(ctx context.Context, asked *call, to bot.Message, language programme.Language) error {
	sentence := m.words.say("answered-directly", language)
	switch {
	case to.Kind == bot.Command:
		if asked.take(answer{command: onlyFor(sentence)}) || asked == nil || asked.hook == "" {
			return nil
		}
		m.later(ctx, asked.hook, onlyFor(sentence))
		return nil
	case to.Kind == bot.Said && to.Choice == "":
		body := templates.Document{Blocks: []templates.Block{{Kind: templates.Paragraph, Spans: []templates.Span{{Text: sentence}}}}}
		to.Event += "/pointer"
		return m.say(ctx, to, bot.Reply{Body: body, Language: language})
	}
	asked.take(answer{action: &model.PostActionIntegrationResponse{EphemeralText: sentence, SkipSlackParsing: true}})
	return nil
}

// replyWithForm opens a form. Its button can be clicked again: people close forms and change their minds.
func (m *Mattermost) replyWithForm(ctx context.Context, asked *call, to bot.Message, reply bot.Reply) error {
	if asked != nil && asked.back != nil {
		asked.back(ctx)
	}
	if asked != nil && m.clickable() {
		err := m.open(ctx, asked.trigger, to, reply)
		if err == nil {
			asked.take(answer{command: &model.CommandResponse{SkipSlackParsing: true}})
			return nil
		}
		m.log.WarnContext(ctx, "form not opened", "event", to.Event, "error", err)
	}
	sentence := m.words.say("form-unopened", reply.Language)
	body := templates.Document{Blocks: []templates.Block{{Kind: templates.Paragraph, Spans: []templates.Span{{Text: sentence}}}}}
	return m.whisper(ctx, asked, to, bot.Reply{Kind: bot.KindFailure, Body: body, Language: reply.Language, Private: true})
}

// Direct implements bot.Poster.
func (m *Mattermost) Direct(ctx context.Context, user string) (string, error) {
	if channel, known := m.directs.get(user); known {
		return channel, nil
	}
	self, err := m.who(ctx)
	if err != nil {
		return "", err
	}
	channel, _, err := m.client.CreateDirectChannel(ctx, self.id, strings.TrimPrefix(user, "@"))
	if err != nil {
		return "", fmt.Errorf("open a direct channel: %w", err)
	}
	m.directs.put(user, channel.Id)
	return channel.Id, nil
}
