// Package mail turns an envelope into a message and brings it on its way: through SMTP relays, or as an .eml file in an
// outbox. It also writes the season as an iCalendar file.
package mail
