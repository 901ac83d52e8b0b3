package team

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"digbot/bot"
)

// shownUncertain is how many uncertain deliveries have their own buttons; platforms allow only so many.
const shownUncertain = 5

// campaigns lists what was sent and what is on its way.
func listCampaigns(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	campaigns, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("list the campaigns: %w", err)
	}
	var lines []campaignLine
	for _, c := range campaigns {
		lines = append(lines, t.line(c))
	}
	return t.say("campaigns", map[string]any{"campaigns": lines})
}

// showReport tells how one campaign stands: rapport ID.
func showReport(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	c, found, err := t.byCode(ctx, id)
	if err != nil {
		return bot.Reply{}, err
	}
	if !found {
		return bot.Reply{}, because("nocampaign", "id", id)
	}
	return t.report(ctx, c)
}

// uncertain is somebody of whom nobody can tell whether the message arrived.
type uncertain struct {
	Delivery
	Name  string
	Email string
	Mail  string // what it was
}

func (t turn) report(ctx context.Context, c Campaign) (bot.Reply, error) {
	deliveries, err := t.Campaigns.Deliveries(ctx, c.ID)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("list the deliveries of %s: %w", c.ID, err)
	}
	names, err := t.names(ctx, deliveries)
	if err != nil {
		return bot.Reply{}, err
	}
	var doubtful, unreached []uncertain
	for _, d := range deliveries {
		line := uncertain{d, names[d.Recipient].Name, names[d.Recipient].Email, t.mailName(c, d.Mailing)}
		switch {
		case d.Uncertain:
			doubtful = append(doubtful, line)
		case d.Failed:
			unreached = append(unreached, line)
		}
	}
	reply, err := t.say("report", map[string]any{"campaign": t.line(c), "uncertain": doubtful, "unreached": unreached[:min(len(unreached), 20)],
		"more": max(len(unreached)-20, 0)})
	for _, d := range doubtful[:min(len(doubtful), shownUncertain)] {
		for _, id := range []string{"arrived", "resend"} {
			label := t.label("button_"+id) + " : " + d.Name
			reply.Buttons = append(reply.Buttons, bot.Button{ID: buttonPrefix + id, Label: cut(label, 75), Value: c.ID + " " + d.Recipient})
		}
	}
	reply.Files = []bot.Attachment{{Name: safeName(c.ID) + ".csv", Title: t.label("title_table"), Content: t.table(c, deliveries, names)}}
	return reply, err
}

// cut shortens a text to some characters.
func cut(text string, longest int) string {
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return text
}

func safeName(id string) string { return strings.NewReplacer("@", "-", ":", "-", "/", "-").Replace(id) }

// names are the people of a campaign's deliveries. Results are told by mailing and name to the team alone, which has
// approved them.
func (t turn) names(ctx context.Context, deliveries []Delivery) (map[string]Person, error) {
	var ids []string
	for _, d := range deliveries {
		if !d.Post {
			ids = append(ids, d.Recipient)
		}
	}
	people, err := t.People.Named(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the names: %w", err)
	}
	return people, nil
}

// table lists every delivery for a spreadsheet. A cell that a spreadsheet would take for a formula is made a text.
func (t turn) table(c Campaign, deliveries []Delivery, names map[string]Person) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff") // by which spreadsheets recognise UTF-8
	w := csv.NewWriter(&out)
	w.Comma = ';'
	_ = w.Write(strings.Split(t.label("table_head"), ";")) // a buffer takes everything
	for _, d := range deliveries {
		at := ""
		if !d.Settled.IsZero() {
			at = stamp(d.Settled)
		}
		row := []string{d.Recipient, names[d.Recipient].Name, names[d.Recipient].Email, t.mailName(c, d.Mailing), t.label("delivery_" + d.State), at, t.wording.Note(d.Note, t.language)}
		for i := range row {
			row[i] = harmless(row[i])
		}
		_ = w.Write(row)
	}
	w.Flush()
	return out.Bytes()
}

func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
