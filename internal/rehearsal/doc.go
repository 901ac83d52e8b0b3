// Package rehearsal plays a season in seconds, with the rooms that will run it live, and turns what happened into a
// timeline, a folder of mails and a page.
package rehearsal
