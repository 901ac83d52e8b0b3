// Package console is the chat platform of a terminal: a line in, a reply out.
package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"digbot/bot"
)

// prompt stands before what the person types.
const prompt = "> "

// Config is what a conversation on a terminal needs.
type Config struct {
	Welcome string    // said first; may be empty
	Bye     string    // said last; may be empty
	User    string    // who is typing, as the bot shall know it
	In      io.Reader // lines; a terminal gets history and editing
	Out     io.Writer
	Failure string // said when no reply could be made
	Left    string // said when a command is typed where a form waits for an answer
	Width   int    // columns after which lines are broken; 0: never
}

// Console is one conversation.
type Console struct {
	config Config
}

// New returns a conversation that has not begun.
func New(config Config) *Console { return &Console{config: config} }

// Name is "console".
func (c *Console) Name() string { return "console" }

// Run holds the conversation until somebody takes leave ("quitter", or an empty line typed on a terminal), the end of the
// input, or the end of ctx. A read that is under way when ctx ends is left behind: nothing can stop it.
func (c *Console) Run(ctx context.Context, handle bot.Handler) error {
	lines, restore, err := c.lines()
	if err != nil {
		return fmt.Errorf("open the terminal: %w", err)
	}
	defer restore()
	lines.say(wrap(c.config.Welcome, c.config.Width))
	for {
		text, err := lines.next(ctx)
		if errors.Is(err, io.EOF) || ctx.Err() != nil || err == nil && (lines.ends(text) || leaves(text)) {
			break
		}
		if err != nil {
			return fmt.Errorf("read the terminal: %w", err)
		}
		c.answer(ctx, handle, lines, text)
	}
	lines.say(c.config.Bye)
	return nil
}

// leaves reports whether a line says no more than that the conversation is over, as on other terminals.
func leaves(line string) bool {
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "quitter", "quit", "exit":
		return true
	}
	return false
}

// answer says the reply to a line, and asks what a form wants to know.
func (c *Console) answer(ctx context.Context, handle bot.Handler, lines *lines, text string) {
	reply, err := handle(ctx, c.message(lines.offered, text))
	for err == nil && reply.Form != nil {
		lines.say(Format(bot.Reply{Body: reply.Body}, c.config.Width))
		filled, fault := fill(ctx, lines, *reply.Form)
		if errors.Is(fault, errLeft) {
			lines.say(c.config.Left)
		}
		if fault != nil {
			return
		}
		reply, err = handle(ctx, c.from(filled))
	}
	lines.offered = reply.Buttons
	if body := Format(reply, c.config.Width); body != "" {
		lines.say(body)
		return
	}
	if err != nil {
		lines.say(c.config.Failure)
	}
}

// message is what a line means: a click on a button offered last, by its number or its label, a command, or words.
func (c *Console) message(offered []bot.Button, text string) bot.Message {
	for i, button := range offered {
		if text == strconv.Itoa(i+1) || strings.EqualFold(text, button.Label) {
			return c.from(bot.Message{Kind: bot.Clicked, Choice: button.ID, Value: button.Value})
		}
	}
	if name, command, _ := strings.Cut(text, " "); strings.EqualFold(name, slash) {
		return c.from(bot.Message{Kind: bot.Command, Text: strings.TrimSpace(command)})
	}
	return c.from(bot.Message{Text: text})
}

// slash begins a command, as on every platform.
const slash = "/dig"

// commands reports whether a line begins as commands do, here or on other platforms.
func commands(line string) bool {
	name, found := strings.CutPrefix(line, "/")
	first, _ := utf8.DecodeRuneInString(name)
	return found && unicode.IsLetter(first)
}

// errLeft means that a command was typed where a form waits for an answer.
var errLeft = errors.New("the form was left")

// from is a message of the person who types. Nobody reads along.
func (c *Console) from(m bot.Message) bot.Message {
	m.Platform, m.Conversation, m.User, m.Place.Direct = c.Name(), c.config.User, c.config.User, true
	return m
}

// fill asks for the fields of a form, one after the other. A command leaves it, and is the next line of the conversation.
func fill(ctx context.Context, lines *lines, form bot.Form) (bot.Message, error) {
	m := bot.Message{Kind: bot.Submitted, Choice: form.ID, Value: form.Value, Fields: map[string]string{}}
	for _, field := range form.Fields {
		lines.say(question(field))
		text, err := lines.next(ctx)
		if err != nil {
			return m, err
		}
		if text = strings.TrimSpace(text); commands(text) {
			lines.back = text
			return m, errLeft
		}
		m.Fields[field.ID] = chosen(field.Choices, text)
	}
	return m, nil
}

// question is a field of a form as it is asked for.
func question(field bot.Field) string {
	text := field.Label
	if field.Hint != "" {
		text += " (" + field.Hint + ")"
	}
	if len(field.Choices) > 0 {
		text += "\n\n" + choices(field.Choices)
	}
	return text
}

// chosen is the id of the choice that a number or a label means; without choices, the text.
func chosen(offered []bot.Choice, text string) string {
	for i, choice := range offered {
		if text == strconv.Itoa(i+1) || strings.EqualFold(text, choice.Label) {
			return choice.ID
		}
	}
	return text
}

// lines reads and writes a conversation, on a terminal or on pipes.
type lines struct {
	read func() (string, error)
	out  io.Writer
	ends func(text string) bool

	offered []bot.Button // under the last reply
	back    string       // a line that was read and is still to be answered
}

// next waits for a line, or for the end of ctx.
func (l *lines) next(ctx context.Context) (string, error) {
	if text := l.back; text != "" {
		l.back = ""
		return text, nil
	}
	type line struct {
		text string
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		text, err := l.read()
		typed <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case l := <-typed:
		return l.text, l.err
	}
}

func (l *lines) say(text string) {
	if text != "" {
		fmt.Fprintf(l.out, "\n%s\n\n", text)
	}
}

// piped reads lines from what is no terminal: there an empty line is just an empty line.
func (c *Console) piped() *lines {
	scanner := bufio.NewScanner(c.config.In)
	scanner.Buffer(make([]byte, 0, 64<<10), 1<<20)
	read := func() (string, error) {
		for scanner.Scan() {
			if text := strings.TrimSpace(scanner.Text()); text != "" {
				fmt.Fprintln(c.config.Out, prompt+text)
				return text, nil
			}
		}
		if err := scanner.Err(); err != nil {
			return "", err
		}
		return "", io.EOF
	}
	return &lines{read: read, out: c.config.Out, ends: func(string) bool { return false }}
}
