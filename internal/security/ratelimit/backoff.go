package ratelimit

import (
	"context"
	"time"
)

// Backoff makes whoever guesses a secret wait between two guesses: 0, 1, 2, 4, 8,
// 16 and at most 30 seconds, however often something failed. An attempt is counted
// before it is looked at, so that of many at once no more are looked at than one
// after the other.
//
// Where its server is gone it counts locally; it never lets everybody through.
type Backoff interface {
	// Begin lets an attempt through on all lanes, or says how long to wait and
	// changes nothing. What it lets through must be ended with the same lanes.
	Begin(ctx context.Context, lanes ...Lane) (wait time.Duration)
	// End tells what became of an attempt. Passed makes the first lane new, and
	// takes what had failed on it off the others: whoever gets in has paid back his
	// own failures, and nobody else's.
	End(ctx context.Context, how Outcome, lanes ...Lane)
}

// Lane is what attempts are counted for: an account, a network, a device.
type Lane struct {
	// Key is made of ids, pseudonyms and AddressKey.
	Key string
	// Most is how many attempts are looked at at once while none has failed; each
	// failure halves it, down to one.
	Most int
}

// Outcome is what became of an attempt.
type Outcome string

// The outcomes. Void is for an attempt that was never judged.
const (
	Passed Outcome = "passed"
	Failed Outcome = "failed"
	Void   Outcome = "void"
)

const (
	// LongestWait bounds how long anybody is made to wait by what others tried.
	LongestWait = 30 * time.Second
	// forgetAfter is how long after the latest attempt a lane is new again. In that
	// time the longest waits allow for no fewer guesses than the shortest would.
	forgetAfter = time.Hour
	// lapseAfter is when an attempt that was never ended no longer keeps others out.
	lapseAfter = 30 * time.Second
	// crowded is what others wait while as many are looked at as may be.
	crowded = time.Second
	// mostFailed keeps the count of a lane small.
	mostFailed = 1000
)

var waits = [...]time.Duration{
	0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, LongestWait,
}

// waitAfter is how long the next attempt waits after so many failures.
func waitAfter(failed int64) int64 {
	if failed < 1 {
		return 0
	}
	return waits[min(failed, int64(len(waits)))-1].Microseconds()
}

// lane is the state of a Lane, in microseconds; backoff.lua has the same.
type lane struct {
	failed  int64 // in a row
	until   int64 // when the next attempt may begin
	pending int64 // attempts that were begun and not ended
	lapse   int64 // when the pending ones are given up
	forget  int64 // when all of this is forgotten
}

// at is the lane as it stands now.
func (l lane) at(now int64) lane {
	if now >= l.forget {
		return lane{}
	}
	if now >= l.lapse {
		l.pending = 0
	}
	return l
}

// wait is how long an attempt has to wait; a clock that was set back makes nobody wait longer.
func (l lane) wait(now int64, most int) int64 {
	if l.until > now {
		return min(l.until-now, LongestWait.Microseconds())
	}
	if l.pending >= max(1, int64(most)>>min(l.failed, 62)) {
		return crowded.Microseconds()
	}
	return 0
}

func (l lane) begun(now int64) lane {
	l.pending++
	l.lapse = now + lapseAfter.Microseconds()
	l.forget = now + forgetAfter.Microseconds()
	return l
}

// ended takes an attempt off; paid is what a success on the first lane pays back here.
func (l lane) ended(now int64, how Outcome, paid int64) lane {
	l.pending = max(0, l.pending-1)
	switch how {
	case Failed:
		l.failed = min(l.failed+1, mostFailed)
		l.until = now + waitAfter(l.failed)
		l.forget = now + forgetAfter.Microseconds()
	case Passed:
		l.failed = max(0, l.failed-paid)
		if l.failed == 0 {
			l.until = 0
		}
	case Void:
	}
	return l
}

// idle lanes need not be kept.
func (l lane) idle() bool { return l.failed == 0 && l.pending == 0 }
