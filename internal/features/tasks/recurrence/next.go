package recurrence

import "time"

const secondsOfDay = 24 * 60 * 60

// latest is the last year that a date is written in.
const latest = 9999

// After is the first day of the series through from that is later than from and later than
// past; false when the calendar ends before. Days are their first moment in UTC.
func (r Rule) After(from, past time.Time) (time.Time, bool) {
	if past.Before(from) {
		past = from
	}
	for _, day := range r.From(from).around(from, past) {
		if day.After(past) {
			return day, day.Year() <= latest
		}
	}
	return time.Time{}, false
}

// around are days of the series in order, so many that one of them is later than past:
// those of the last period that begins no later than past, and of the one after it.
func (r Rule) around(from, past time.Time) (days []time.Time) {
	switch r.frequency {
	case daily:
		at := stepsTo(dayNumber(from), dayNumber(past), r.interval)
		for _, n := range []int{at, at + r.interval} {
			days = append(days, from.AddDate(0, 0, n))
		}
	case weekly:
		monday := from.AddDate(0, 0, -fromMonday(from.Weekday()))
		at := stepsTo(0, (dayNumber(past)-dayNumber(monday))/7, r.interval)
		for _, n := range []int{at, at + r.interval} {
			days = append(days, r.ofWeek(monday.AddDate(0, 0, 7*n))...)
		}
	case monthly:
		at := stepsTo(monthNumber(from), monthNumber(past), r.interval)
		for _, n := range []int{at, at + r.interval} {
			days = append(days, r.ofMonth(from.Year(), from.Month()+time.Month(n)))
		}
	case yearly:
		at := stepsTo(from.Year(), past.Year(), r.interval)
		for _, n := range []int{at, at + r.interval} {
			days = append(days, r.ofMonth(from.Year()+n, r.month))
		}
	}
	return days
}

// stepsTo is how far the last whole number of intervals reaches that doesn't go beyond to.
func stepsTo(from, to, interval int) int { return (to - from) / interval * interval }

func (r Rule) ofWeek(monday time.Time) (days []time.Time) {
	for _, day := range r.weekdays {
		days = append(days, monday.AddDate(0, 0, fromMonday(day)))
	}
	return days
}

// ofMonth is the rule's day of a month, which may lie beyond December.
func (r Rule) ofMonth(year int, month time.Month) time.Time {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	end := first.AddDate(0, 1, -1)
	switch {
	case r.ordinal == last:
		return end.AddDate(0, 0, -daysBetween(r.weekdays[0], end.Weekday()))
	case r.ordinal != 0:
		return first.AddDate(0, 0, daysBetween(first.Weekday(), r.weekdays[0])+7*(r.ordinal-1))
	case r.monthDay == last || r.monthDay > end.Day():
		return end
	}
	return first.AddDate(0, 0, r.monthDay-1)
}

// fromMonday counts the days of a week from 0 for Monday (ISO 8601).
func fromMonday(day time.Weekday) int { return (int(day) + 6) % 7 }

// daysBetween is how many days a weekday comes after another one.
func daysBetween(before, after time.Weekday) int { return (int(after-before) + 7) % 7 }

// dayNumber counts the days of all centuries: a Duration holds less than three of them.
func dayNumber(day time.Time) int { return int(day.Unix() / secondsOfDay) }

func monthNumber(day time.Time) int { return 12*day.Year() + int(day.Month()) }
