// Package exam asks the bot the questions of an evaluation set and says how many it answers rightly: the set is made of
// tables and transcripts that people write apart from the knowledge, so that the score tells how strangers will fare.
package exam
