package templates

import (
	"fmt"
	"time"

	"digbot/internal/programme"
)

// When tells a milestone as announced: "10 mai 2019 à 17h", "15 mai 2019", "juin 2019".
func (v View) When(milestone string) (string, error) {
	moment, err := v.moment(milestone)
	return momentText(v.Language, moment, dateText), err
}

// Day tells a milestone's day: "vendredi 10 mai 2019", or its month.
func (v View) Day(milestone string) (string, error) {
	moment, err := v.moment(milestone)
	return dayText(v.Language, moment.Date), err
}

// Full tells a milestone with all that was announced, and whose clock it is: "vendredi 10 mai 2019 à 17h (heure de Paris)".
func (v View) Full(milestone string) (string, error) {
	moment, err := v.moment(milestone)
	text := momentText(v.Language, moment, dayText)
	if moment.Exact {
		text += parisText(v.Language)
	}
	return text, err
}

// IsToday reports whether the milestone's day is today; never for a milestone announced to the month.
func (v View) IsToday(milestone string) (bool, error) {
	moment, err := v.moment(milestone)
	return moment.Date == programme.DateOf(v.Now), err
}

// IsPast reports whether the milestone is over: its instant when an hour was announced, else its day or month.
func (v View) IsPast(milestone string) (bool, error) {
	moment, err := v.moment(milestone)
	if err != nil {
		return false, err
	}
	switch today := programme.DateOf(v.Now); moment.Precision() {
	case programme.ToTheMinute:
		return !v.Now.Before(moment.Date.At(moment.Clock)), nil
	case programme.ToTheMonth:
		today.Day = 0
		return moment.Date.Before(today), nil
	default:
		return moment.Date.Before(today), nil
	}
}

// DaysLeft counts the calendar days until a milestone announced to the day; negative when it is past.
func (v View) DaysLeft(milestone string) (int, error) {
	moment, err := v.moment(milestone)
	if err == nil && moment.Precision() < programme.ToTheDay {
		err = fmt.Errorf("days until %q cannot be told: only its month was announced", milestone)
	}
	return programme.DateOf(v.Now).DaysUntil(moment.Date), err
}

// Left says how long it is until a milestone: "20 jours", "3 heures", "moins d'une heure". Without an announced hour it
// counts days only.
func (v View) Left(milestone string) (string, error) {
	if _, err := v.DaysLeft(milestone); err != nil {
		return "", err
	}
	moment, _ := v.moment(milestone)
	return v.Until(moment.Date.At(moment.Clock), !moment.Exact), nil
}

func (v View) moment(milestone string) (programme.Moment, error) {
	moment, found := v.Season.Calendar[programme.Milestone(milestone)]
	if !found {
		return programme.Moment{}, fmt.Errorf("the calendar has no milestone %q", milestone)
	}
	return moment, nil
}

// Until says how long it is until an instant; daysOnly when its hour was never announced.
func (v View) Until(at time.Time, daysOnly bool) string {
	days := programme.DateOf(v.Now).DaysUntil(programme.DateOf(at))
	if daysOnly {
		return count(v.Language, days, [2]string{"jour", "jours"}, [2]string{"day", "days"})
	}
	return leftText(v.Language, at.Sub(v.Now), days)
}
