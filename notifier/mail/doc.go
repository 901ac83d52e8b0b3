// Package mail turns an envelope into a message and brings it on its way: as an .eml file, so far, in an outbox. It also
// writes the season as an iCalendar file.
package mail
