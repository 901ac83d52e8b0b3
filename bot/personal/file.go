package personal

import (
	"context"

	"digbot/bot"
	"digbot/internal/programme"
)

// Topics of the bot's answers that are about the person who asks.
const (
	receiptTopic = "receipt"
	resultTopic  = "embargo"
)

// withOwn adds to an answer what concerns the one who asks: how to be recognised, the invitation that waits for an answer,
// the result once it is released. What cannot be read is left out.
func (t turn) withOwn(ctx context.Context, reply bot.Reply) bot.Reply {
	if reply.Topic != receiptTopic && (reply.Topic != resultTopic || !t.season.IsReleased(t.now)) || !t.alone() {
		return reply
	}
	if reply.Language != "" {
		t.language = reply.Language
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	person, how, found, err := t.identify(ctx, t.message.Platform, t.message.User)
	if err != nil {
		t.Log.WarnContext(ctx, "somebody not recognised", "platform", t.message.Platform, "error", err)
		return reply
	}
	extended, err := t.extended(ctx, reply, person, how, found)
	if err != nil {
		t.Log.WarnContext(ctx, "answer about a file not completed", "person", person.ID, "error", err)
		return reply
	}
	extended.Private = true
	return extended
}

func (t turn) extended(ctx context.Context, reply bot.Reply, person Person, how How, found bool) (bot.Reply, error) {
	if !found {
		return t.with(reply, "offer", nil, t.button("recognise", "", bot.Plain))
	}
	reply, err := t.withHearings(ctx, reply, person)
	if err != nil || !t.season.IsReleased(t.now) || !person.is(programme.Candidate) {
		return reply, err
	}
	if how != ByCode {
		return t.with(reply, "result-code", nil, t.button("recognise", "", bot.Plain))
	}
	result, told, err := t.Results.Told(ctx, person.ID)
	if err != nil || !told {
		return reply, err
	}
	return t.with(reply, "result", map[string]any{"mailing": result.Mailing, "at": result.At})
}

// is reports whether somebody has a role.
func (p Person) is(kind programme.RoleKind) bool {
	for _, role := range p.Known.Roles {
		if role.Kind == kind {
			return true
		}
	}
	return false
}
