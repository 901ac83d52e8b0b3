// Package page turns a single-use link into a session of one member of the team, and the season as it stands into pages
// for that member's browser. Nothing can be sent from it: it names the chat command that does.
package page
