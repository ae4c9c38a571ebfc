// Package recurrence knows when something that repeats comes next. It is pure: rules,
// days, and the clock on a wall of a time zone.
//
// A rule is a part of RFC 5545's recurrence rules, without an end: FREQ, INTERVAL, and of
// BYDAY, BYMONTHDAY and BYMONTH what one day in a period needs. What comes next is
// computed and not counted up to, so that a rule of centuries costs what a rule of days
// does. A day that a month doesn't have is the month's last one (SKIP=BACKWARD of RFC
// 7529): who pays rent on the 31st pays it in February as well.
package recurrence
