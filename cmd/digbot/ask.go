package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/bot"
	"digbot/bot/console"
	"digbot/internal/app"
	"digbot/internal/programme"
)

// longestLine is the size of a line of standard input, in bytes.
const longestLine = 1 << 20

func askCommand(d *door) *cobra.Command {
	var asJSON bool
	var released string
	command := &cobra.Command{
		Use:   "ask [QUESTION]",
		Short: "Ask a question, or many from standard input",
		Long: `Ask a question as a candidate would. Without QUESTION, standard input is read: a question
a line, or a JSON object a line with question, conversation and audience. Lines with the same
conversation share their context. No state is read or kept.`,
		Example: examples(
			"digbot ask \"Jusqu'à quand puis-je postuler ?\"",
			"digbot ask --json --now 2019-04-20T10:00:00+02:00 < questions.txt",
			`echo '{"question": "Et pour le Shom ?", "conversation": "a"}' | digbot ask`),
		RunE: func(command *cobra.Command, args []string) error {
			handle, _, err := d.bot(released)
			if err != nil {
				return err
			}
			a := asker{door: d, handle: handle, asJSON: asJSON}
			if len(args) > 0 {
				return a.ask(command.Context(), query{Question: strings.Join(args, " ")})
			}
			return a.askAll(command.Context())
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	releasedFlag(command, &released)
	return command
}

func releasedFlag(command *cobra.Command, released *string) {
	command.Flags().StringVar(released, "released", "", "answer as if the results had been released at `T`")
}

// bot is a bot without a store, as ask and chat need it.
func (d *door) bot(released string) (bot.Handler, programme.Season, error) {
	cfg, err := d.config()
	if err != nil {
		return nil, programme.Season{}, err
	}
	season := programme.Season{Promotion: cfg.Promotion}
	if released != "" {
		if season.Released, err = parseInstant("--released", released); err != nil {
			return nil, season, err
		}
	}
	now, err := d.clock()
	if err != nil {
		return nil, season, err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return nil, season, err
	}
	b, err := app.NewBot(texts, app.Fixed(season), bot.NewRecall(time.Now), now, d.log())
	if err != nil {
		return nil, season, err
	}
	return b.Handle, season, nil
}

// query is a line of the input.
type query struct {
	Question     string             `json:"question"`
	Conversation string             `json:"conversation"`
	Audience     programme.RoleKind `json:"audience"`
}

// answered is a line of the output.
type answered struct {
	Question   string             `json:"question"`
	Kind       bot.ReplyKind      `json:"kind"`
	Topic      string             `json:"topic"`
	Text       string             `json:"text"` // CommonMark
	Language   programme.Language `json:"lang"`
	Confidence float64            `json:"confidence"`
	Choices    []bot.Choice       `json:"choices"`
	Source     []bot.Source       `json:"source"`
}

type asker struct {
	*door
	handle bot.Handler
	asJSON bool
	echo   bool // each question is shown before its answer
}

// askAll answers line by line. A line that is no question does not stop the others: all are reported at the end.
func (a asker) askAll(ctx context.Context) error {
	if isTerminal(a.In) {
		fmt.Fprintln(a.Err, "Type a question a line; Ctrl-D ends.")
	}
	a.echo = !a.asJSON && !isTerminal(a.In)
	lines := bufio.NewScanner(a.In)
	lines.Buffer(make([]byte, 0, 64<<10), longestLine)
	var faults []string
	for n := 1; lines.Scan(); n++ {
		q, err := parseQuery(lines.Bytes())
		switch {
		case err != nil:
			faults = append(faults, fmt.Sprintf("line %d: %v", n, err))
		case strings.TrimSpace(q.Question) == "":
		default:
			if err := a.ask(ctx, q); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); err != nil {
		faults = append(faults, "the rest of the input: "+unread(err))
	}
	if len(faults) > 0 {
		return misuse{fmt.Errorf("not every line is a question:\n%s", strings.Join(faults, "\n"))}
	}
	return nil
}

// parseQuery reads a question, or a JSON object that holds one.
func parseQuery(line []byte) (query, error) {
	line = bytes.TrimSpace(line)
	if !bytes.HasPrefix(line, []byte("{")) {
		return query{Question: string(line)}, nil
	}
	var q query
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil {
		return q, fmt.Errorf("no JSON object with question, conversation and audience: %s", unlike(err))
	}
	return q, nil
}

// unlike says how a line differs from an object with a query's fields, which are texts.
func unlike(err error) string {
	if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		return fmt.Sprintf("%s is no text but a JSON %s", wrong.Field, wrong.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "it has no end"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

func (a asker) ask(ctx context.Context, q query) error {
	reply, err := a.handle(ctx, bot.Message{Platform: "ask", Conversation: q.Conversation, Text: q.Question, Audience: q.Audience})
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(q, reply)
	}
	answer := console.Format(reply, 0) + "\n"
	if a.echo {
		answer = "> " + q.Question + "\n\n" + answer + "\n"
	}
	_, err = io.WriteString(a.Out, answer)
	return err
}

func (a asker) printJSON(q query, reply bot.Reply) error {
	encoder := json.NewEncoder(a.Out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answered{
		Question: q.Question, Kind: reply.Kind, Topic: reply.Topic, Text: reply.Body.Markdown(), Language: reply.Language,
		Confidence: reply.Confidence, Choices: notNil(reply.Choices), Source: notNil(reply.Sources),
	})
}

// notNil makes JSON write [] for an empty list.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
