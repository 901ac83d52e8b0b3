package programme

import "time"

// PublicHolidays lists the eleven French public holidays of a year.
// Source: Code du travail, article L3133-1 (metropolitan France; Alsace-Moselle has two more, which are not counted).
func PublicHolidays(year int) []Date {
	easter := easterSunday(year)
	return []Date{
		{year, time.January, 1},
		easter.AddDays(1),
		{year, time.May, 1},
		{year, time.May, 8},
		easter.AddDays(39),
		easter.AddDays(50),
		{year, time.July, 14},
		{year, time.August, 15},
		{year, time.November, 1},
		{year, time.November, 11},
		{year, time.December, 25},
	}
}

// Working reports whether d is a working day: Monday to Friday and no public holiday.
func (d Date) Working() bool {
	if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	for _, holiday := range PublicHolidays(d.Year) {
		if d == holiday {
			return false
		}
	}
	return true
}

// FirstWorkingDay is the first working day of a month.
func FirstWorkingDay(year int, month time.Month) Date {
	day := Date{year, month, 1}
	for !day.Working() {
		day = day.AddDays(1)
	}
	return day
}

// easterSunday follows the anonymous Gregorian computation (Meeus, Astronomical Algorithms, chapter 8).
func easterSunday(year int) Date {
	golden := year % 19
	century, rest := year/100, year%100
	correction := (8*century + 13) / 25
	epact := (19*golden + century - century/4 - correction + 15) % 30
	weekday := (32 + 2*(century%4) + 2*(rest/4) - epact - rest%4) % 7
	shift := (golden + 11*epact + 22*weekday) / 451
	days := epact + weekday - 7*shift + 114
	return Date{year, time.Month(days / 31), days%31 + 1}
}
