package recurrence

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The frequencies of a rule.
const (
	daily   = "DAILY"
	weekly  = "WEEKLY"
	monthly = "MONTHLY"
	yearly  = "YEARLY"
)

const (
	// Longest is how long the text of a rule may be.
	Longest = 100
	// mostApart bounds INTERVAL.
	mostApart = 999
	// last stands for the last day, or the last such weekday, of a month.
	last = -1
)

// Rule is how often something repeats. The zero Rule never does.
type Rule struct {
	frequency string
	// interval is how many periods lie between two; the first is the one that it is in.
	interval int
	// weekdays are those of a week, or the one that ordinal counts in a month.
	weekdays []time.Weekday
	// ordinal is which of a month's such weekdays it is: 1 to 4, or last; 0 when monthDay says.
	ordinal int
	// monthDay is 1 to 31, or last.
	monthDay int
	month    time.Month
}

var names = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

var (
	errTwice    = errors.New("says something twice")
	errPart     = errors.New("has a part that isn't known")
	errInterval = errors.New("must have an interval of 1 to 999")
	errBy       = errors.New("must name days that fit its frequency")
)

// Parse reads a rule (RFC 5545 section 3.3.10), as FREQ=MONTHLY;BYDAY=2TU.
func Parse(text string) (Rule, error) {
	parts := map[string]string{}
	if len(text) > Longest {
		return Rule{}, fmt.Errorf("must have at most %d characters", Longest)
	}
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(part, "=")
		if _, said := parts[name]; said {
			return Rule{}, errTwice
		}
		parts[name] = value
	}
	r := Rule{frequency: parts["FREQ"], interval: 1}
	if !slices.Contains([]string{daily, weekly, monthly, yearly}, r.frequency) {
		return Rule{}, errors.New("must begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
	}
	delete(parts, "FREQ")
	for name, value := range parts {
		if err := r.take(name, value); err != nil {
			return Rule{}, err
		}
	}
	return r, r.check()
}

func (r *Rule) take(name, value string) (err error) {
	switch name {
	case "INTERVAL":
		r.interval, err = number(value, 1, mostApart)
		if err != nil {
			return errInterval
		}
	case "BYDAY":
		err = r.takeDays(value)
	case "BYMONTHDAY":
		if r.monthDay, err = number(value, last, 31); r.monthDay == 0 {
			return errBy
		}
	case "BYMONTH":
		var month int
		month, err = number(value, 1, 12)
		r.month = time.Month(month)
	default:
		return errPart
	}
	return err
}

// number reads decimal digits as RFC 5545 writes them; a sign only before the last day.
func number(text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most || strconv.Itoa(n) != text {
		return 0, errBy
	}
	return n, nil
}

func (r *Rule) takeDays(text string) error {
	for one := range strings.SplitSeq(text, ",") {
		if len(one) < 2 || r.ordinal != 0 {
			return errBy
		}
		day := slices.Index(names, one[len(one)-2:])
		if day < 0 || slices.Contains(r.weekdays, time.Weekday(day)) {
			return errBy
		}
		if which := one[:len(one)-2]; which != "" {
			n, err := number(which, last, 4)
			if err != nil || n == 0 || len(r.weekdays) > 0 {
				return errBy
			}
			r.ordinal = n
		}
		r.weekdays = append(r.weekdays, time.Weekday(day))
	}
	slices.SortFunc(r.weekdays, func(a, b time.Weekday) int { return fromMonday(a) - fromMonday(b) })
	return nil
}

// check compares what is named with what the frequency can have.
func (r *Rule) check() error {
	days := len(r.weekdays) > 0
	fits := false
	switch r.frequency {
	case daily:
		fits = !days && r.monthDay == 0 && r.month == 0
	case weekly:
		fits = r.ordinal == 0 && r.monthDay == 0 && r.month == 0
	case monthly:
		fits = days == (r.ordinal != 0) && (!days || r.monthDay == 0) && r.month == 0
	case yearly:
		fits = !days && (r.month == 0) == (r.monthDay == 0)
	}
	if !fits {
		return errBy
	}
	return nil
}

// From fills in what the rule leaves to the day that it begins on: the weekday of a week,
// the day of a month, the day of a year. It doesn't depend on later days any more then.
func (r Rule) From(day time.Time) Rule {
	switch {
	case r.frequency == weekly && len(r.weekdays) == 0:
		r.weekdays = []time.Weekday{day.Weekday()}
	case r.frequency == monthly && r.ordinal == 0 && r.monthDay == 0:
		r.monthDay = day.Day()
	case r.frequency == yearly && r.month == 0:
		r.month, r.monthDay = day.Month(), day.Day()
	}
	return r
}

// String writes the rule in its one form.
func (r Rule) String() string {
	text := "FREQ=" + r.frequency
	if r.interval > 1 {
		text += fmt.Sprintf(";INTERVAL=%d", r.interval)
	}
	if r.month != 0 {
		text += fmt.Sprintf(";BYMONTH=%d", r.month)
	}
	if r.monthDay != 0 {
		text += fmt.Sprintf(";BYMONTHDAY=%d", r.monthDay)
	}
	for i, day := range r.weekdays {
		switch {
		case i > 0:
			text += ","
		case r.ordinal != 0:
			text += fmt.Sprintf(";BYDAY=%d", r.ordinal)
		default:
			text += ";BYDAY="
		}
		text += names[day]
	}
	return text
}
