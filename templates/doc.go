// Package templates holds every sentence that a person reads and turns it, over a season, into a Document.
//
// answers/ are what the bot knows, a file a topic and language; chat/ are its other sentences and the posts; mail/ are the
// mails. All are Markdown files that somebody who does not program can edit; they are read once, and every fault in them
// is reported with its file and line.
package templates
