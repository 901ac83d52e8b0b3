package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// hourForm is a time of day, with or without seconds, and the zone that some people write behind it.
var hourForm = regexp.MustCompile(`^([0-9]{2}:[0-9]{2})(?::00)?\s*(.*)$`)

// parisTime reads a time of day on a date. A zone behind it must be the one that clocks in Paris follow on that date:
// "17:00 UTC+1" in June would be another instant than the one that is told.
func (r *reader) parisTime(n *node, text string, date programme.Date) (programme.Clock, bool) {
	parts := hourForm.FindStringSubmatch(text)
	if parts == nil {
		r.fault(n, fmt.Sprintf("%q is no time of day", n.raw), `write hours and minutes, such as "17:00"`)
		return programme.Clock{}, false
	}
	clock, err := programme.ParseClock(parts[1])
	if err != nil {
		r.fault(n, fmt.Sprintf("%q is no time of day", n.raw), `write hours and minutes from "00:00" to "23:59"`)
		return programme.Clock{}, false
	}
	if zone := strings.TrimSpace(parts[2]); zone != "" && !r.isParis(n, zone, date.At(clock)) {
		return programme.Clock{}, false
	}
	return r.exists(n, clock, date)
}

// exists refuses an hour that clocks in Paris skip, or show twice, on that date.
func (r *reader) exists(n *node, clock programme.Clock, date programme.Date) (programme.Clock, bool) {
	at := date.At(clock)
	if shown := at.Format("15:04"); shown != clock.String() {
		r.fault(n, fmt.Sprintf("clocks in Paris never show %s on %s: summer time begins", clock, date), "write another hour, such as "+shown)
		return programme.Clock{}, false
	}
	for _, other := range []time.Time{at.Add(-time.Hour), at.Add(time.Hour)} {
		if other.Format("15:04") == clock.String() {
			r.fault(n, fmt.Sprintf("clocks in Paris show %s twice on %s: winter time begins", clock, date), "write another hour, such as 04:00")
			return programme.Clock{}, false
		}
	}
	return clock, true
}

var offsetForm = regexp.MustCompile(`^(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?$`)

func (r *reader) isParis(n *node, zone string, at time.Time) bool {
	paris := at.Format("-07:00")
	fix := fmt.Sprintf("write %q alone: the time of Paris is meant (UTC%s on that day)", at.Format("15:04"), paris)
	seconds, known := zoneSeconds(zone)
	if !known {
		r.fault(n, fmt.Sprintf("%q names an unknown time zone", n.raw), fix)
		return false
	}
	if _, offset := at.Zone(); offset != seconds {
		r.fault(n, fmt.Sprintf("%q is not the time of Paris, which is UTC%s on %s", n.raw, paris, at.Format(time.DateOnly)), fix)
		return false
	}
	return true
}

// zoneSeconds reads Z, UTC, CET, CEST, +02:00, UTC+2 and the like.
func zoneSeconds(zone string) (int, bool) {
	switch zone = strings.ToUpper(strings.ReplaceAll(zone, " ", "")); zone {
	case "Z", "UTC", "GMT":
		return 0, true
	case "CET":
		return 3600, true
	case "CEST":
		return 7200, true
	}
	parts := offsetForm.FindStringSubmatch(zone)
	if parts == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(parts[2]) // the form allows digits only
	minutes, _ := strconv.Atoi("0" + parts[3])
	seconds := hours*3600 + minutes*60
	if parts[1] == "-" {
		seconds = -seconds
	}
	return seconds, true
}
