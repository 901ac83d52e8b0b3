package notifier

import "time"

// paceSpan is the stretch of time over which a Pace is measured: long enough for a steady figure, short enough to follow.
const paceSpan = time.Minute

// Pace tells how fast a campaign goes to somebody who looks at it from time to time. The zero Pace has seen nothing yet.
type Pace struct {
	looks []look // of the last paceSpan, and one before it
}

type look struct {
	at   time.Time
	done int
}

// Look notes how many deliveries are final at an instant of real time, and how many are not. It returns the deliveries a
// second since a minute ago and the time that the rest takes at that rate; left is 0 when nothing is left, and negative
// when nobody can tell.
func (p *Pace) Look(now time.Time, done, open int) (rate float64, left time.Duration) {
	if len(p.looks) > 0 && done < p.looks[len(p.looks)-1].done {
		p.looks = nil // some of it is tried again
	}
	p.looks = append(p.looks, look{now, done})
	for len(p.looks) > 2 && now.Sub(p.looks[1].at) >= paceSpan {
		p.looks = p.looks[1:]
	}
	first := p.looks[0]
	if passed := now.Sub(first.at); passed > 0 {
		rate = float64(done-first.done) / passed.Seconds()
	}
	switch {
	case open == 0:
		return rate, 0
	case rate <= 0:
		return rate, -1
	}
	return rate, time.Duration(float64(open) / rate * float64(time.Second)).Round(time.Second)
}
