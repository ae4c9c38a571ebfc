package recurrence

import (
	"time"
	// A time zone is what everybody calls by that name, whatever the host has installed.
	_ "time/tzdata"
)

// Zone finds a time zone by its name in the IANA database; false when there is none.
func Zone(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// Next is when something that was due comes next: after the day or the moment that it was
// due, and after now. It stays at the same time on the wall of the zone, through summer and
// winter. False when there is no such time any more.
func (r Rule) Next(due time.Time, allDay bool, now time.Time, zone *time.Location) (time.Time, bool) {
	if allDay {
		return r.After(due, dayOf(now.In(zone)))
	}
	wall := due.In(zone)
	day, there := r.After(dayOf(wall), dayOf(now.In(zone)).AddDate(0, 0, -1))
	if !there {
		return time.Time{}, false
	}
	moment := at(day, wall, zone)
	if !moment.After(now) || !moment.After(due) {
		if day, there = r.After(dayOf(wall), day); !there {
			return time.Time{}, false
		}
		moment = at(day, wall, zone)
	}
	return moment.UTC(), moment.UTC().Year() <= latest
}

func dayOf(moment time.Time) time.Time {
	return time.Date(moment.Year(), moment.Month(), moment.Day(), 0, 0, 0, 0, time.UTC)
}

// at is a day at the time of a wall's clock.
func at(day, wall time.Time, zone *time.Location) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone)
}

// Begins is the day that a rule counts from: that of what is due, in the zone.
func Begins(due time.Time, allDay bool, zone *time.Location) time.Time {
	if allDay {
		return due
	}
	return dayOf(due.In(zone))
}
