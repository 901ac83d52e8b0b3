package mail

import (
	"regexp"
	"slices"
	"strings"

	"digbot/notifier"
)

// openings begin, in small letters, what programs write that send no report for other programs. Without one of them a
// message is somebody's own.
func openings() []string {
	return []string{
		"this is the qmail-send program",
		"this message was created automatically by mail delivery software", // exim
		"this is the mail system at host",                                  // postfix
		"this is the postfix program",
		"the following addresses had permanent fatal errors", // sendmail
		"the following addresses had transient non-fatal errors",
		"your message did not reach some or all of the intended recipients", // Exchange
		"delivery has failed to these recipients or groups",
		"votre message n'a pas été remis à certains ou à la totalité des destinataires",
		"échec de la remise pour ces destinataires ou groupes",
		"delivery to the following recipient failed permanently", // Google
		"delivery to the following recipient has been delayed",
		"your message wasn't delivered to",
		"votre message n'a pas été distribué à",
		"undelivered mail returned to sender",
		"message from yahoo.com",
		"unable to deliver message to the following recipients",
	}
}

// delays say, in small letters, that the server goes on trying.
func delays() []string {
	return []string{
		"has been delayed", "delivery attempts will continue", "no action is required", "will continue to be made",
		"will be retried", "still being retried", "transient non-fatal errors", "this is a warning message only",
	}
}

// copies part a report from the message that comes back with it.
var copies = regexp.MustCompile(`(?im)^[-_* \t]*(below this line is a copy of the message|this is a copy of (the|your) message.*|` +
	`original message( follows)?|copy of (the )?original message|message d'origine|returned message|original headers?|message headers?( follow)?|` +
	`en-têtes d'origine|diagnostic information for administrators|informations de diagnostic pour les administrateurs)[-_:. \t]*$`)

// splitCopy parts what a report says from the copy of the message.
func splitCopy(text string) (said, copied string) {
	at := copies.FindStringIndex(text)
	if at == nil {
		return text, ""
	}
	said, copied = text[:at[0]], text[at[1]:]
	if strings.Contains(strings.ToLower(text[at[0]:at[1]]), "diagnosti") { // what servers said comes before the header
		return text, headersIn(copied)
	}
	return said, headersIn(copied)
}

// fieldLine is a line of a header as our messages have it.
var fieldLine = regexp.MustCompile(`(?im)^[ \t>]*(message-id|to|from|subject|date|received|return-path)[ \t]*:`)

// headersIn is a text from its first header line on.
func headersIn(text string) string {
	at := fieldLine.FindStringIndex(text)
	if at == nil {
		return ""
	}
	return text[at[0]:]
}

// anyAddress is whatever looks like a mail address.
var anyAddress = regexp.MustCompile(`[\pL\pN._%+'=-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)

// textEntries reads what is written for people.
func textEntries(said string, top header) []notifier.Returned {
	low := strings.ToLower(strings.ReplaceAll(said, "’", "'"))
	contains := func(phrase string) bool { return strings.Contains(low, phrase) }
	failed := top.get("X-Failed-Recipients")
	if failed == "" && !slices.ContainsFunc(openings(), contains) {
		return nil
	}
	gone := !slices.ContainsFunc(delays(), contains)
	addresses := anyAddress.FindAllString(failed, mostParts)
	if len(addresses) == 0 {
		addresses = recipients(said, top)
	}
	var entries []notifier.Returned
	for _, address := range addresses {
		why := after(said, address)
		entries = append(entries, notifier.Returned{Recipient: address, Gone: gone, Status: statusOf(why, "", gone), Text: why})
	}
	return entries
}

// recipients is the first address of the text that is not the server's own, nor the one that the report was sent to.
func recipients(said string, top header) []string {
	for _, address := range anyAddress.FindAllString(said, mostParts) {
		local, _, _ := strings.Cut(strings.ToLower(address), "@")
		if !slices.Contains([]string{"mailer-daemon", "postmaster"}, local) && !strings.Contains(strings.ToLower(top.get("To")), strings.ToLower(address)) {
			return []string{address}
		}
	}
	return nil
}

// after is what a text says from an address on; all of it when the address does not stand in it.
func after(text, address string) string {
	at := strings.LastIndex(strings.ToLower(text), strings.ToLower(address))
	if at < 0 || at > len(text) {
		return text
	}
	if rest := text[at:]; statusCode.MatchString(rest) || replyCode.MatchString(rest) {
		return rest
	}
	return text
}
