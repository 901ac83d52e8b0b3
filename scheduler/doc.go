// Package scheduler turns the calendar into occasions, each fired once: sweep, catch-up, alarm.
package scheduler
