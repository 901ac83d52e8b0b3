package personal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"digbot/bot"
)

// How often codes may be asked for: six for one address in a day leave thirty guesses among a million.
func ofUser() []Limit    { return []Limit{{3, time.Hour}, {10, 24 * time.Hour}} }
func ofAddress() []Limit { return []Limit{{3, time.Hour}, {6, 24 * time.Hour}} }

// issuing is how long a code may take to leave: after that it is hardly of use.
const issuing = codeValid / 2

// recognise asks for the mail address under which the team knows the person, and takes it from a form.
func (t turn) recognise(ctx context.Context) (bot.Reply, error) {
	m := t.message
	if m.Kind == bot.Submitted {
		return t.takeAddress(ctx, m.Fields["email"])
	}
	account, err := t.Accounts.Account(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, err
	}
	if m.Kind == bot.Clicked {
		t = t.spokenTo(account)
		return bot.Reply{Kind: bot.KindAnswer, Language: t.language, Private: true, Form: &bot.Form{
			ID: buttonPrefix + "recognise", Title: t.label("address_title"), Submit: t.label("address_submit"),
			Fields: []bot.Field{{ID: "email", Label: t.label("address_field"), Hint: t.label("address_hint"), Longest: longestAddress}},
		}}, t.await(ctx)
	}
	if err := t.await(ctx); err != nil {
		return bot.Reply{}, err
	}
	reply, err := t.say(bot.KindAnswer, "ask", map[string]any{"linked": account.Link.Person != ""})
	reply.Buttons = []bot.Button{t.button("recognise", "", bot.Strong)}
	return reply, err
}

// longestAddress is the length of the longest mail address, in characters (RFC 5321, 4.5.3.1.3).
const longestAddress = 254

// spokenTo is the turn in the language in which the person last wrote, for clicks.
func (t turn) spokenTo(a Account) turn {
	if a.Language != "" && t.message.Kind != bot.Said && t.message.Kind != bot.Command {
		t.language = a.Language
	}
	return t
}

// await takes the next mail address for the answer.
func (t turn) await(ctx context.Context) error {
	_, err := t.Accounts.ChangeAccount(ctx, t.message.Platform, t.message.User, func(a Account) Account {
		a.Asked, a.Language = time.Now().Add(codeFor), t.language
		return a
	})
	return err
}

// awaited takes a mail address or a code that the bot has asked for. It reports false for anything else.
func (t turn) awaited(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	text := strings.TrimSpace(m.Text)
	code, isCode := codeIn(text)
	isAddress := strings.Contains(text, "@") && len(text) <= longestAddress && !strings.ContainsAny(text, " \n")
	if m.Kind != bot.Said && m.Kind != bot.Command || m.Choice != "" || !isCode && !isAddress {
		return bot.Reply{}, false, nil
	}
	account, err := t.Accounts.Account(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, true, err
	}
	if account.Language != "" {
		t.language = account.Language
	}
	asked := time.Now().Before(account.Asked)
	switch {
	case (isCode && account.Check.ID != "" || isAddress && asked) && !t.alone():
		return t.inPrivate()
	case isCode && t.alone():
		return t.takeCode(ctx, code, account.Check.ID != "")
	case isAddress && asked:
		reply, err := t.takeAddress(ctx, text)
		return reply, true, err
	}
	return bot.Reply{}, false, nil
}

// codeIn reads six digits, which may stand in groups.
func codeIn(text string) (string, bool) {
	digits := ungrouped.Replace(text)
	return digits, len(digits) == 6 && strings.Trim(digits, "0123456789") == ""
}

// ungrouped takes away what may stand between the digits of a code.
var ungrouped = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "-", "", ".", "")

// takeAddress sends a code to an address if somebody of the programme has it. What is answered, and how fast, does not
// tell whether somebody does.
func (t turn) takeAddress(ctx context.Context, text string) (bot.Reply, error) {
	email, valid := addressIn(text)
	if !valid {
		return t.say(bot.KindAnswer, "no-address", nil)
	}
	secret, err := t.Secret(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	m := t.message
	admitted, err := t.Accounts.Admit(ctx, keyed(secret, "codes of a user", m.Platform, m.User), time.Now(), ofUser()...)
	if err != nil {
		return bot.Reply{}, err
	}
	if !admitted {
		return t.say(bot.KindRefusal, "too-often", nil)
	}
	issuing, stop := context.WithTimeout(context.WithoutCancel(ctx), issuing)
	t.sending.Go(func() {
		defer stop()
		if err := t.issue(issuing, secret, email); err != nil {
			t.Log.ErrorContext(issuing, "a code was not sent", "platform", m.Platform, "error", err)
		}
	})
	return t.say(bot.KindAnswer, "code-sent", map[string]any{"minutes": int(codeValid / time.Minute)})
}

// addressIn reads a mail address, which a platform may have made a link of.
func addressIn(text string) (string, bool) {
	text = strings.TrimPrefix(strings.Trim(strings.TrimSpace(text), "<>"), "mailto:")
	text, _, _ = strings.Cut(text, "|") // <mailto:a@example.org|a@example.org>
	address, err := mail.ParseAddress(text)
	if err != nil || address.Name != "" {
		return "", false
	}
	return address.Address, true
}

// issue makes a code, waits for it, and mails it. Where nobody has the address, a code is waited for all the same: none fits.
// A program that ends here has sent nothing; the person asks again.
func (t turn) issue(ctx context.Context, secret []byte, email string) error {
	admitted, err := t.Accounts.Admit(ctx, keyed(secret, "codes to an address", strings.ToLower(email)), time.Now(), ofAddress()...)
	if err != nil {
		return err
	}
	person, err := t.Roster.Find(ctx, email)
	if err != nil {
		return err
	}
	if !admitted && person != "" {
		t.Log.WarnContext(ctx, "no code is sent: too many were asked for", "person", person)
		person = ""
	}
	code, err := newCode()
	if err != nil {
		return err
	}
	if err := t.expect(ctx, secret, code, person); err != nil || person == "" {
		return err
	}
	if err := t.Mailer.Code(ctx, person, code, codeValid); err != nil {
		return fmt.Errorf("to person %s: %w", person, err)
	}
	return nil
}

// expect waits for a code. Its keyed hashes alone are kept: one that fits this user's check, and one by which it is known
// when another user writes it.
func (t turn) expect(ctx context.Context, secret []byte, code, person string) error {
	m := t.message
	check := Check{ID: rand.Text(), Person: person, Until: time.Now().Add(codeValid)}
	check.Hash = hashOf(secret, m, check.ID, code)
	_, err := t.Accounts.ChangeAccount(ctx, m.Platform, m.User, func(a Account) Account {
		a.Check, a.Language = check, t.language
		return a
	})
	if err != nil || person == "" {
		return err
	}
	return t.Notes.Note(ctx, strayKey(secret, code), m.Platform+"\n"+m.User, codeValid)
}

func hashOf(secret []byte, m bot.Message, check, code string) string {
	return keyed(secret, "code", m.Platform, m.User, check, code)
}

// strayKey is the note by which a code is known that somebody else was sent.
func strayKey(secret []byte, code string) string {
	return "personal/code/" + keyed(secret, "stray code", code)
}

// unlink forgets whom the account belongs to. What the team has written is for the team to change.
func (t turn) unlink(ctx context.Context) (bot.Reply, error) {
	m := t.message
	account, err := t.Accounts.Account(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, err
	}
	holder, err := t.Roster.Holder(ctx, m.Platform, m.User)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := t.Accounts.Unlink(ctx, m.Platform, m.User); err != nil {
		return bot.Reply{}, err
	}
	if account.Link.Person != "" {
		t.Log.InfoContext(ctx, "account unlinked", "platform", m.Platform, "person", account.Link.Person)
	}
	return t.say(bot.KindAnswer, "unlinked", map[string]any{"was": account.Link.Person != "", "team": holder != ""})
}

// identify tells whom the one who writes is. It reads no decision.
func (p *Personal) identify(ctx context.Context, platform, user string) (Person, How, bool, error) {
	account, err := p.Accounts.Account(ctx, platform, user)
	if err != nil {
		return Person{}, "", false, err
	}
	id, how := account.Link.Person, account.Link.How
	if id == "" {
		if id, err = p.Roster.Holder(ctx, platform, user); err != nil {
			return Person{}, "", false, err
		}
		how = ByTeam
	}
	if id == "" {
		if id, err = p.byEmail(ctx, platform, user); err != nil {
			return Person{}, "", false, err
		}
		how = ByEmail
	}
	if id == "" {
		return Person{}, "", false, nil
	}
	person, found, err := p.Roster.Person(ctx, id)
	return person, how, found, err
}

// byEmail links an account by the address that a trusted platform knows of it.
func (p *Personal) byEmail(ctx context.Context, platform, user string) (string, error) {
	directory, trusted := p.Directories[platform]
	if !trusted {
		return "", nil
	}
	email, err := directory.Email(ctx, user)
	if err != nil || email == "" {
		return "", err
	}
	id, err := p.Roster.Find(ctx, email)
	if err != nil || id == "" {
		return "", err
	}
	other, err := p.link(ctx, platform, user, id, ByEmail)
	if err == nil && other != "" {
		return "", p.tell(ctx, told{Why: "claimed", Platform: platform, User: user, Person: id, Other: other})
	}
	return id, err
}

// link gives an account to a person, unless either of them belongs to another one: then it returns whom, by the id of the
// user or, where the team has written the user beside another person's name, of that person.
func (p *Personal) link(ctx context.Context, platform, user, id string, how How) (other string, err error) {
	person, found, err := p.Roster.Person(ctx, id)
	if err != nil || !found {
		return "", errors.Join(err, unless(found))
	}
	if written := person.Accounts[platform]; written != "" && written != user {
		return written, nil
	}
	holder, err := p.Roster.Holder(ctx, platform, user)
	if err != nil || holder != "" && holder != id {
		return holder, err
	}
	account, err := p.Accounts.Account(ctx, platform, user)
	if err != nil || account.Link.Person != "" && account.Link.Person != id {
		return account.Link.Person, err
	}
	other, err = p.Accounts.Link(ctx, platform, user, Link{Person: id, How: how, At: p.Now()})
	if err == nil && other == "" {
		p.Log.InfoContext(ctx, "account linked", "platform", platform, "person", id, "by", how)
	}
	return other, err
}

// errGone means that somebody left the roster in between.
var errGone = errors.New("the person is no longer in the roster")

func unless(found bool) error {
	if found {
		return nil
	}
	return errGone
}

// Recognise implements bot.People.
func (p *Personal) Recognise(ctx context.Context, platform, user string) (bot.Known, bool, error) {
	person, _, found, err := p.identify(ctx, platform, user)
	return person.Known, found, err
}
