package mattermost

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/internal/programme"
)

// formFor is how long a form can be filled in.
const formFor = 4 * time.Hour

// window is a form that was opened. It is kept on our side, under a random id that the form carries: whatever else comes
// back with a form was in the hands of the person's client.
type window struct {
	ID           string             `json:"id"`
	Value        string             `json:"value,omitempty"`
	User         string             `json:"user"`
	Conversation string             `json:"conversation"`
	Place        bot.Place          `json:"place"`
	Language     programme.Language `json:"lang,omitempty"`
	Fields       []bot.Field        `json:"fields"`
}

// open opens a form for the person who has just clicked. It must be quick: the server gives three seconds.
func (m *Mattermost) open(ctx context.Context, trigger string, to bot.Message, reply bot.Reply) error {
	state := rand.Text()
	text, err := json.Marshal(window{
		ID: reply.Form.ID, Value: reply.Form.Value, User: to.User, Conversation: to.Conversation, Place: to.Place,
		Language: reply.Language, Fields: reply.Form.Fields,
	})
	if err != nil {
		return fmt.Errorf("note the form: %w", err)
	}
	if err := m.notes.Note(ctx, formNote(digest(state)), string(text), formFor); err != nil {
		return fmt.Errorf("note the form: %w", err)
	}
	request := model.OpenDialogRequest{TriggerId: trigger, URL: m.config.PublicURL + dialogPath, Dialog: dialog(*reply.Form, state)}
	if _, err := m.client.OpenInteractiveDialog(ctx, request); err != nil {
		return fmt.Errorf("open the form: %w", err)
	}
	return nil
}

func dialog(form bot.Form, state string) model.Dialog {
	made := model.Dialog{
		CallbackId: form.ID, Title: within(form.Title, model.DialogTitleMaxLength), SubmitLabel: form.Submit, State: state,
		Elements: []model.DialogElement{},
	}
	for _, field := range form.Fields {
		made.Elements = append(made.Elements, element(field))
	}
	return made
}

func element(field bot.Field) model.DialogElement {
	made := model.DialogElement{
		Name: field.ID, DisplayName: within(field.Label, model.DialogElementDisplayNameMaxLength), Type: "text", Optional: field.Optional,
		HelpText: within(field.Hint, model.DialogElementHelpTextMaxLength), MaxLength: longestText(field),
	}
	switch {
	case len(field.Choices) > 0:
		made.Type, made.MaxLength = "select", 0
		for i, choice := range field.Choices {
			made.Options = append(made.Options, &model.PostActionOptions{Text: choice.Label, Value: strconv.Itoa(i)})
			if choice.ID == field.Value {
				made.Default = strconv.Itoa(i)
			}
		}
		return made
	case isLong(field):
		made.Type = "textarea"
	}
	made.Default = within(field.Value, made.MaxLength)
	return made
}

// isLong reports whether a field needs an area: a line has 150 characters at most.
func isLong(field bot.Field) bool {
	return field.Long || field.Longest > model.DialogElementTextMaxLength || len(field.Value) > model.DialogElementTextMaxLength
}

func longestText(field bot.Field) int {
	most := model.DialogElementTextMaxLength
	if isLong(field) {
		most = model.DialogElementTextareaMaxLength
	}
	if field.Longest > 0 {
		return min(field.Longest, most)
	}
	return most
}

// within cuts a text to a number of bytes, which is how the server counts, between characters.
func within(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := text[:most-len("…")]
	for !utf8.ValidString(cut) {
		cut = cut[:len(cut)-1]
	}
	return strings.TrimSpace(cut) + "…"
}

// submitted takes a form. Only the user is the server's word; who did not get the form cannot send it.
func (m *Mattermost) submitted(w http.ResponseWriter, r *http.Request) {
	var request model.SubmitDialogRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		m.refuseForm(w, r, "not readable", request.UserId, "")
		return
	}
	note := formNote(digest(request.State))
	opened, err := m.window(r.Context(), note)
	switch {
	case err != nil:
		m.log.ErrorContext(r.Context(), "form not looked up", "error", err)
		respond(w, &model.SubmitDialogResponse{Error: m.words.say("click-failed", "")})
		return
	case opened == nil:
		m.refuseForm(w, r, "unknown, used or too old", request.UserId, "")
		return
	case opened.User != request.UserId:
		m.refuseForm(w, r, "opened for another user", request.UserId, opened.Language)
		return
	case request.Cancelled:
		respond(w, &model.SubmitDialogResponse{})
		return
	}
	fields, faults := m.read(*opened, request.Submission)
	if len(faults) > 0 {
		respond(w, &model.SubmitDialogResponse{Errors: faults})
		return
	}
	text, mine, err := m.notes.Take(r.Context(), note)
	if err != nil || !mine {
		m.refuseForm(w, r, "used", request.UserId, opened.Language)
		return
	}
	if m.put(opened.message(digest(request.State), fields)) {
		respond(w, &model.SubmitDialogResponse{})
		return
	}
	if err := m.notes.Note(r.Context(), note, text, formFor); err != nil {
		m.log.WarnContext(r.Context(), "a form cannot be sent again", "error", err)
	}
	respond(w, &model.SubmitDialogResponse{Error: m.words.say("click-failed", opened.Language)})
}

// message is what a filled-in form says to the bot.
func (o window) message(event string, fields map[string]string) bot.Message {
	return bot.Message{
		Event: "form:" + event, Platform: Name, Conversation: o.Conversation, User: o.User, Kind: bot.Submitted,
		Choice: o.ID, Value: o.Value, Fields: fields, Place: o.Place, Sent: time.Now(),
	}
}

// window is the form that was opened under an id; nil when there is none.
func (m *Mattermost) window(ctx context.Context, note string) (*window, error) {
	text, err := m.notes.Noted(ctx, note)
	if err != nil || text == "" {
		return nil, err
	}
	var opened window
	if err := json.Unmarshal([]byte(text), &opened); err != nil {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	return &opened, nil
}

// read takes the fields that were asked for, and no others. The faults are by field.
func (m *Mattermost) read(opened window, submission map[string]any) (fields, faults map[string]string) {
	fields, faults = map[string]string{}, map[string]string{}
	for _, field := range opened.Fields {
		text, _ := submission[field.ID].(string)
		text = strings.TrimSpace(text)
		switch {
		case text == "" && !field.Optional:
			faults[field.ID] = m.words.say("field-empty", opened.Language)
		case text == "":
		case len(field.Choices) > 0:
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 || n >= len(field.Choices) {
				faults[field.ID] = m.words.say("field-choice", opened.Language)
				continue
			}
			fields[field.ID] = field.Choices[n].ID
		case utf8.RuneCountInString(text) > longestText(field):
			faults[field.ID] = m.words.say("field-long", opened.Language)
		default:
			fields[field.ID] = text
		}
	}
	return fields, faults
}

func (m *Mattermost) refuseForm(w http.ResponseWriter, r *http.Request, why, user string, language programme.Language) {
	m.log.WarnContext(r.Context(), "form refused", "reason", why, "user", known(user))
	respond(w, &model.SubmitDialogResponse{Error: m.words.say("form-expired", language)})
}
