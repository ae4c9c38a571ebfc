package tasks

import (
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/features/tasks/recurrence"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// Repeat is how a task repeats, as it is shown and asked for.
type Repeat struct {
	Rule string `json:"rule" maxLength:"100" doc:"A recurrence rule (RFC 5545) without an end, of FREQ, INTERVAL, BYDAY, BYMONTHDAY and BYMONTH: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"`
	Zone string `json:"zone" maxLength:"64" doc:"The time zone that its days and times are kept in, by its name in the IANA database: Europe/Berlin"`
}

// repeatOf is how a task repeats; nil for one that doesn't.
func repeatOf(r *queries.GetRow) *Repeat { return repeatWith(r.RepeatRule, r.RepeatZone) }

func repeatWith(rule, zone string) *Repeat {
	if rule == "" {
		return nil
	}
	return &Repeat{rule, zone}
}

// repeating has a row repeat as it is asked to, counted from when it is due; nothing is
// repeated without a due date, which takes the repetition along when it goes.
func repeating(row *queries.GetRow, asked endpoint.Optional[Repeat]) error {
	if !asked.Present && row.DueAt != nil {
		return nil
	}
	row.RepeatRule, row.RepeatZone = "", ""
	if asked.Value == nil {
		return nil
	}
	if row.DueAt == nil {
		return problem.InvalidField("body.repeat", "needs a due date, from which it is counted")
	}
	rule, err := recurrence.Parse(asked.Value.Rule)
	if err != nil {
		return problem.InvalidField("body.repeat.rule", err.Error())
	}
	zone, known := recurrence.Zone(asked.Value.Zone)
	if !known {
		return problem.InvalidField("body.repeat.zone", "must be the name of a time zone, as Europe/Berlin")
	}
	row.RepeatRule, row.RepeatZone = rule.From(recurrence.Begins(*row.DueAt, row.DueAllDay, zone)).String(), asked.Value.Zone
	return nil
}

// series is when a task that repeats is due again. The database holds only rules that were
// read before.
type series struct {
	rule recurrence.Rule
	zone *time.Location
}

// repeats tells whether a task repeats, and how.
func repeats(row *queries.GetRow) (series, bool) {
	if row.RepeatRule == "" || row.DueAt == nil {
		return series{}, false
	}
	rule, err := recurrence.Parse(row.RepeatRule)
	zone, known := recurrence.Zone(row.RepeatZone)
	return series{rule, zone}, err == nil && known
}

func (s series) next(row *queries.GetRow, now time.Time) (time.Time, bool) {
	return s.rule.Next(*row.DueAt, row.DueAllDay, now, s.zone)
}

// moved is when something is due that keeps its distance to a task that is now due at next.
func (s series) moved(due *time.Time, allDay bool, from, next time.Time) *time.Time {
	if due == nil {
		return nil
	}
	day := func(at time.Time) time.Time { return recurrence.Begins(at, false, s.zone) }
	days := int(day(next).Unix()-day(from).Unix()) / (24 * 60 * 60)
	zone := s.zone
	if allDay {
		zone = time.UTC
	}
	to := due.In(zone).AddDate(0, 0, days).UTC()
	if to.Year() > 9999 {
		return nil
	}
	return &to
}
