package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// Every key of a promotion is made in this file. The promotion itself is not in the keys: the engine keeps each apart.

// schemaKey holds the version of the form in which everything else is written.
func schemaKey() string { return key("schema") }

// retiredKey says that the promotion's records went elsewhere, so that these must not change any more.
func retiredKey() string { return key("retired") }

// restoringKey says that a copy is being put back, and is not whole yet.
func restoringKey() string { return key("restoring") }

// clockKey holds how the programme's clock relates to real time.
func clockKey() string { return key("clock") }

// activationKey holds the instant of the first start.
func activationKey() string { return key("activation") }

// sweptKey holds the instant up to which every occasion was dealt with.
func sweptKey() string { return key("swept") }

// releaseKey holds the instant at which the results were released.
func releaseKey() string { return key("release") }

// firingKey holds the firing of an occasion.
func firingKey(occasion string) string { return firings() + key(occasion) }

// firings begins the keys of all firings.
func firings() string { return "firing/" }

// moveKey holds the new moment of a milestone.
func moveKey(milestone programme.Milestone) string { return key("move", string(milestone)) }

// withdrawalKey says since when a challenge is withdrawn.
func withdrawalKey(challenge string) string { return key("withdrawn", challenge) }

// campaignKey holds a campaign, once it is completely planned.
func campaignKey(campaign string) string { return campaigns() + key(campaign) }

// campaigns begins the keys of all campaigns.
func campaigns() string { return "campaign/" }

// draftKey says whose plan of a campaign is being recorded; it goes when the campaign comes.
func draftKey(campaign string) string { return key("draft", campaign) }

// deliveryKey holds a delivery.
func deliveryKey(campaign, delivery string) string { return deliveries(campaign) + key(delivery) }

// deliveries begins the keys of a campaign's deliveries.
func deliveries(campaign string) string { return allDeliveries() + key(campaign) + "/" }

// allDeliveries begins the keys of those of all campaigns.
func allDeliveries() string { return "delivery/" }

// countKey counts a campaign's deliveries of one kind.
func countKey(campaign string, kind counted) string {
	state := string(kind.state)
	if kind.doubt {
		state += "-in-doubt"
	}
	return key("count", campaign, state)
}

// freeKey names a delivery that may be claimed from an instant on; its value is the delivery's id.
func freeKey(campaign string, channel notifier.Channel, from time.Time, delivery string) string {
	return free(campaign, channel) + key(instant(from), delivery)
}

// free begins the keys of what may be claimed in a campaign's channel, ordered by the instant from which it may be.
func free(campaign string, channel notifier.Channel) string {
	return key("free", campaign, string(channel)) + "/"
}

// committingKey names a delivery that is being handed over, until the instant at which its lease runs out; its value is
// the key of the delivery.
func committingKey(until time.Time, campaign, delivery string) string {
	return committing() + key(instant(until), campaign, delivery)
}

// committing begins the keys of what is being handed over in all campaigns, ordered by the end of the lease.
func committing() string { return "committing/" }

// quotaHeadKey holds the end of the log of what was given to a relay.
func quotaHeadKey(relay string) string { return key("quota", relay) }

// quotaKey holds when the n-th message was given to a relay.
func quotaKey(relay string, n int) string {
	return key("quota", relay, fmt.Sprintf("%020d", max(n, 0)))
}

// personKey holds a person, without decisions and answers.
func personKey(id string) string { return persons() + key(id) }

// persons begins the keys of all people.
func persons() string { return "person/" }

// decisionKey holds what was decided on a person, and what the person answered.
func decisionKey(id string) string { return key("decision", id) }

// decisionOf is the decisionKey of whoever has a personKey.
func decisionOf(person string) string {
	return key("decision") + "/" + strings.TrimPrefix(person, persons())
}

// sealingKey holds the data key with which decisions are sealed, sealed for the recipient, which is public.
func sealingKey(recipient string) string { return key("sealing", recipient) }

// rosterKey counts the changes of the roster.
func rosterKey() string { return key("roster") }

// erasedKey says that whoever a mark stands for was erased.
func erasedKey(mark string) string { return key("erased", mark) }

// dossierKey says whose an application on Démarches simplifiées is.
func dossierKey(number string) string { return dossiers() + key(number) }

// dossiers begins the keys of all applications.
func dossiers() string { return "dossier/" }

// positionKey holds how far a list outside was read.
func positionKey(list string) string { return key("position", list) }

// leaseKey holds who does some work, of several processes.
func leaseKey(work string) string { return key("lease", work) }

// answeredKey says that a platform's message was answered. What names the message may name a conversation, too: it is kept
// as a hash.
func answeredKey(platform, event string) string { return key("answered", platform, hashOf(event)) }

// directKey holds the channel in which the bot is alone with a user of a platform.
func directKey(platform, user string) string { return directs() + key(platform, user) }

// directs begins the keys of all such channels.
func directs() string { return "direct/" }

// pendingKey holds a message that is being answered.
func pendingKey(platform, event string) string { return pendings(platform) + key(event) }

// pendings begins the keys of all messages of a platform that are being answered.
func pendings(platform string) string { return allPending() + key(platform) + "/" }

// allPending begins the keys of those of all platforms.
func allPending() string { return "pending/" }

// noteKey holds a note; the start of a note's key begins the keys of all notes that begin so.
func noteKey(start string) string { return notes() + key(start) }

// notes begins the keys of all notes.
func notes() string { return "note/" }

// ticketKey holds what the team was asked in one conversation.
func ticketKey(id string) string { return tickets() + key(id) }

// tickets begins the keys of all tickets.
func tickets() string { return "ticket/" }

// additionKey holds an answer that the team has added, or proposes.
func additionKey(id string) string { return additions() + key(id) }

// additions begins the keys of all answers of the team.
func additions() string { return "addition/" }

// askedKey counts what became of the questions on a topic in a week, which its Monday names.
func askedKey(week, topic, outcome string) string { return askedAll() + key(week, topic, outcome) }

// askedAll begins the keys of all such counts.
func askedAll() string { return "asked/" }

// secretKey holds the promotion's own key.
func secretKey() string { return key("secret") }

// suppressionKey holds why an address is not written to: one entry for each reason, and for each list that is refused.
func suppressionKey(s notifier.Suppression) string {
	return suppressionsOf(s.Mark) + key(string(s.Reason), string(s.List))
}

// suppressionsOf begins the keys of an address's entries.
func suppressionsOf(mark string) string { return suppressions() + key(mark) + "/" }

// suppressions begins the keys of the suppression list.
func suppressions() string { return "suppression/" }

// accountKey holds what is known of a user of a platform.
func accountKey(platform, user string) string { return linkedAccounts() + key(platform, user) }

// linkedAccounts begins the keys of all such users.
func linkedAccounts() string { return "account/" }

// linkKey says which user of a platform a person is.
func linkKey(person, platform string) string { return linksOf(person) + key(platform) }

// linksOf begins the keys of all that says who a person is on the platforms.
func linksOf(person string) string { return personalKey(person, "link") + "/" }

// personalKey holds something that a person has told the bot.
func personalKey(person string, names ...string) string {
	return personalOf(person) + key(names...)
}

// personalOf begins the keys of all that a person has told the bot.
func personalOf(person string) string { return personals() + key(person) + "/" }

// personals begins the keys of what all people have told the bot.
func personals() string { return "personal/" }

// reminderKey holds what somebody wants to be reminded of.
func reminderKey(id string) string { return reminders() + key(id) }

// reminders begins the keys of all such wishes.
func reminders() string { return "reminder/" }

// triesKey holds when something was tried that is limited.
func triesKey(name string) string { return key("tries", name) }

// sessionKey holds the session of a conversation. The conversation's name may be that of a person: it is kept as a hash.
func sessionKey(conversation string) string { return key("session", hashOf(conversation)) }

// expiryKey names a record that may go from an instant on; its value is the record's key.
func expiryKey(until time.Time, record string) string {
	return expiries() + key(instant(until), record)
}

// expiries begins the keys of all that may go, ordered by when.
func expiries() string { return "expiry/" }

// auditKey holds an entry of the audit trail.
func auditKey(seq int) string { return audits() + fmt.Sprintf("%020d", seq) }

// audits begins the keys of all entries of the audit trail.
func audits() string { return "audit/" }

// auditHeadKey holds the number and the hash of the last entry of the audit trail.
func auditHeadKey() string { return key("audit-head") }

// auditTailKey holds the number and the hash of the last entry that was purged.
func auditTailKey() string { return key("audit-tail") }

// nightKey holds the last day of which the nightly work was begun.
func nightKey() string { return key("night") }

// auditNameKey says which entry of the audit trail tells of an event, so that it is told once.
func auditNameKey(event string) string { return key("audit-name", event) }

// longest is the number of bytes of a name that a key holds as it is.
const longest = 200

// key joins names by slashes. A name from outside may hold anything, and a slash in it must not look like a separator.
func key(names ...string) string {
	safe := make([]string, len(names))
	for i, name := range names {
		safe[i] = escape(name)
		if len(safe[i]) > longest {
			sum := sha256.Sum256([]byte(name))
			safe[i] = safe[i][:longest/2] + "~" + hex.EncodeToString(sum[:])
		}
	}
	return strings.Join(safe, "/")
}

// escape writes slashes, percent signs, tildes and control characters as in a URL.
func escape(name string) string {
	if !strings.ContainsFunc(name, special) {
		return name
	}
	var b strings.Builder
	for i := range len(name) {
		if c := name[i]; special(rune(c)) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func special(c rune) bool { return c < ' ' || c == '/' || c == '%' || c == '~' || c == 0x7f }

// instant writes a time so that byte order is the order of time.
func instant(t time.Time) string { return t.UTC().Format("20060102T150405.000000000Z") }

// instantOf reads back the first name after the prefix of a key.
func instantOf(prefix, key string) (time.Time, error) {
	text, _, _ := strings.Cut(strings.TrimPrefix(key, prefix), "/")
	t, err := time.Parse("20060102T150405.000000000Z", text)
	if err != nil {
		return time.Time{}, fmt.Errorf("key %q: %w", key, err)
	}
	return t, nil
}
