// Package team turns what a member of the staff writes or clicks into commands: with a preview, a second pair of eyes, and
// an entry in the journal. Whatever is no command goes on to the bot that answers candidates.
//
// It is a room of its own so that the bot which talks with candidates has no way to a campaign or a decision.
package team
