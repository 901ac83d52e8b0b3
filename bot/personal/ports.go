package personal

import (
	"context"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// Accounts keeps what is known of the users of platforms. Expiry is in real time.
type Accounts interface {
	// Account is a user's account; the zero Account of somebody who is new.
	Account(ctx context.Context, platform, user string) (Account, error)

	// ChangeAccount lets change work on an account, which may be the zero one, and keeps what it returns. It may be called
	// several times when others change the same.
	ChangeAccount(ctx context.Context, platform, user string, change func(Account) Account) (Account, error)

	// Met notes that the answer to a message tells its author, in this language, what becomes of people's data. It may be
	// written down with the end of the message: what was not said was not told.
	Met(ctx context.Context, m bot.Message, language programme.Language) error

	// Link gives an account to a person. A person is one user of a platform: when that is another one already, nothing is
	// changed and holder is that user.
	Link(ctx context.Context, platform, user string, link Link) (holder string, err error)

	// Unlink takes it away again.
	Unlink(ctx context.Context, platform, user string) error

	// Admit counts a try under a name, and reports whether it is within the limits; one that is not does not count.
	Admit(ctx context.Context, name string, at time.Time, limits ...Limit) (bool, error)
}

// Roster tells who the people of the programme are, without anything that was decided on them.
type Roster interface {
	// Find is the id of the person with a mail address; empty when nobody has it.
	Find(ctx context.Context, email string) (id string, err error)

	// Holder is the id of the person beside whose name the team has written an account; empty when there is none.
	Holder(ctx context.Context, platform, user string) (id string, err error)

	// Person is somebody by id; false when there is nobody.
	Person(ctx context.Context, id string) (Person, bool, error)
}

// Person is somebody of the programme.
type Person struct {
	ID       string
	Language programme.Language
	Known    bot.Known
	Accounts map[string]string // by platform, as the team has written them
}

// Mailer writes to the address that the roster has of a person.
type Mailer interface {
	// Code sends a code at once. What it sends is written down nowhere.
	Code(ctx context.Context, person, code string, valid time.Duration) error

	// Remind sends a reminder of the deadline that the person has asked for; never after notAfter, and once for each id.
	Remind(ctx context.Context, person, id string, notAfter time.Time) error
}

// Results tells what a person was told of the jury's decision, by mail, after the release. Before it there is nothing to tell.
type Results interface {
	Told(ctx context.Context, person string) (Told, bool, error)
}

// Told is a mail that has reached somebody.
type Told struct {
	Mailing string // its name, such as "result-reserve"
	At      time.Time
}

// Hearings keeps what people answer to the invitation to their hearing.
type Hearings interface {
	HearingAnswer(ctx context.Context, person, challenge string) (HearingAnswer, error)
	AnswerHearing(ctx context.Context, person, challenge string, answer HearingAnswer) error
}

// HearingAnswer is what somebody answered to an invitation.
type HearingAnswer struct {
	Answer  string    `json:"answer"`  // one of coming, slot and needs
	Hearing time.Time `json:"hearing"` // the one that was answered: another one is a new question
	At      time.Time `json:"at"`
}

// Team is told what it must know, by ids alone.
type Team interface {
	// Tell says something in the team's channels, once for each marker.
	Tell(ctx context.Context, marker string, body templates.Document) error
}

// Desk passes words of a person to the team, which answers there, and gives what the person is told of it.
type Desk interface {
	Pass(ctx context.Context, m bot.Message, language programme.Language, text string) (bot.Reply, error)
}

// Rights tells people what is held on them, and erases it.
type Rights interface {
	// Holdings tells what is held on somebody, by kind. Before the release it does not depend on what was decided.
	Holdings(ctx context.Context, person string) ([]Holding, error)

	// Forget erases somebody and returns the name of a receipt that holds no personal data. It may be repeated. at is real
	// time.
	Forget(ctx context.Context, person string, at time.Time) (receipt string, err error)
}

// Holding is one kind of what is held on somebody.
type Holding struct {
	Kind  string // "identity", "roles", "decision", "account", "mails", "questions", "messages", "suppression", "application", "notes" or "journal"
	Count int    // of records
	Until time.Time
	Rule  string // until when, where no day is known: "candidates", "pool", "participants", "conversations", "deliveries", "audit" or "asked"
}
