package recurrence_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taskflow/internal/features/tasks/recurrence"
)

func day(t testing.TB, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func rule(t testing.TB, text string) recurrence.Rule {
	t.Helper()
	r, err := recurrence.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r
}

func TestRulesAreReadAndWrittenInOneForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"FREQ=DAILY":                                     "FREQ=DAILY",
		"INTERVAL=1;FREQ=DAILY":                          "FREQ=DAILY",
		"FREQ=DAILY;INTERVAL=999":                        "FREQ=DAILY;INTERVAL=999",
		"FREQ=WEEKLY":                                    "FREQ=WEEKLY;BYDAY=TU",
		"FREQ=WEEKLY;BYDAY=SU,MO,FR":                     "FREQ=WEEKLY;BYDAY=MO,FR,SU",
		"BYDAY=2TU;FREQ=MONTHLY":                         "FREQ=MONTHLY;BYDAY=2TU",
		"FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=3":             "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR",
		"FREQ=MONTHLY":                                   "FREQ=MONTHLY;BYMONTHDAY=29",
		"FREQ=MONTHLY;BYMONTHDAY=-1":                     "FREQ=MONTHLY;BYMONTHDAY=-1",
		"FREQ=YEARLY":                                    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;BYMONTHDAY=24;BYMONTH=12":           "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
		"FREQ=YEARLY;INTERVAL=4;BYMONTH=1;BYMONTHDAY=31": "FREQ=YEARLY;INTERVAL=4;BYMONTH=1;BYMONTHDAY=31",
	} {
		if got := rule(t, text).From(day(t, "2028-02-29")).String(); got != want { // a Tuesday
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsNoRuleIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "DAILY", "FREQ=", "FREQ=HOURLY", "FREQ=SECONDLY", "freq=daily", "FREQ=DAILY;", ";FREQ=DAILY", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;COUNT=3",
		"FREQ=DAILY;UNTIL=20300101", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=1000", "FREQ=DAILY;INTERVAL=01", "FREQ=DAILY;INTERVAL=+1",
		"FREQ=DAILY;INTERVAL=9999999999999999999", "FREQ=DAILY;INTERVAL=", "FREQ=DAILY;BYDAY=MO", "FREQ=DAILY;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYDAY=XX",
		"FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=MO,", "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=5TU",
		"FREQ=MONTHLY;BYDAY=0TU", "FREQ=MONTHLY;BYDAY=-2TU", "FREQ=MONTHLY;BYDAY=1TU,2TU", "FREQ=MONTHLY;BYDAY=1TU,WE", "FREQ=MONTHLY;BYDAY=WE,1TU", "FREQ=MONTHLY;BYDAY=1TU;BYMONTHDAY=1",
		"FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=-2", "FREQ=MONTHLY;BYMONTHDAY=1,2", "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTH=2",
		"FREQ=YEARLY;BYMONTHDAY=2", "FREQ=YEARLY;BYDAY=MO", "FREQ=WEEKLY;BYMONTH=2", "FREQ=WEEKLY;BYDAY=MO\n", "RRULE:FREQ=DAILY", "FREQ=WEEKLY;BYDAY=" + strings.Repeat("MO,", 40),
	} {
		if r, err := recurrence.Parse(text); err == nil {
			t.Errorf("%q is read as %s", text, r)
		}
	}
}

func TestWhatComesNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, from, past, want string }{
		{"FREQ=DAILY", "2026-12-01", "2026-12-01", "2026-12-02"},
		{"FREQ=DAILY", "2026-12-05", "2026-12-01", "2026-12-06"}, // done before it was due
		{"FREQ=DAILY", "1900-01-01", "2026-12-01", "2026-12-02"},
		{"FREQ=DAILY;INTERVAL=3", "2026-12-01", "2026-12-06", "2026-12-07"},
		{"FREQ=DAILY;INTERVAL=3", "2026-12-01", "2026-12-07", "2026-12-10"},
		{"FREQ=DAILY;INTERVAL=999", "0001-01-01", "9990-01-01", "9992-07-29"},
		{"FREQ=WEEKLY;BYDAY=TU", "2026-12-01", "2026-12-01", "2026-12-08"},
		{"FREQ=WEEKLY", "2026-12-01", "2026-12-24", "2026-12-29"},
		{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-12-03", "2026-12-03", "2026-12-04"},
		{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-12-04", "2026-12-04", "2026-12-07"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-12-01", "2026-12-02", "2026-12-15"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "2026-12-01", "2026-12-02", "2026-12-06"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-12-03", "2026-12-03", "2026-12-15"}, // the week that it was moved in counts
		{"FREQ=MONTHLY;BYDAY=2TU", "2026-12-08", "2026-12-08", "2027-01-12"},
		{"FREQ=MONTHLY;BYDAY=2TU", "2026-12-01", "2026-12-01", "2026-12-08"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-12-25", "2026-12-26", "2027-01-29"},
		{"FREQ=MONTHLY;BYDAY=4SU;INTERVAL=2", "2026-11-22", "2026-11-22", "2027-01-24"},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "2027-01-31", "2027-01-31", "2027-02-28"},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "2027-02-28", "2027-02-28", "2027-03-31"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31", "2028-01-31", "2028-02-29"},
		{"FREQ=MONTHLY", "2026-12-15", "2027-05-16", "2027-06-15"},
		{"FREQ=YEARLY", "2028-02-29", "2028-02-29", "2029-02-28"},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2031-02-28", "2031-03-01", "2032-02-29"},
		{"FREQ=YEARLY;INTERVAL=5", "1999-06-01", "2026-12-01", "2029-06-01"},
		{"FREQ=DAILY", "9999-12-31", "2026-12-01", ""},
		{"FREQ=YEARLY", "2026-12-01", "9999-12-01", ""},
	} {
		got := ""
		if next, there := rule(t, c.rule).After(day(t, c.from), day(t, c.past)); there {
			got = next.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%s of %s past %s: %s, want %s", c.rule, c.from, c.past, got, c.want)
		}
	}
}

func TestMomentsKeepTheTimeOnTheWall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, zone, due, now, want string }{
		{"FREQ=DAILY", "Europe/Berlin", "2027-03-27T08:00:00Z", "2027-03-27T07:00:00Z", "2027-03-28T07:00:00Z"}, // clocks go forward
		{"FREQ=DAILY", "UTC", "2027-03-27T08:00:00Z", "2027-03-27T07:00:00Z", "2027-03-28T08:00:00Z"},
		{"FREQ=WEEKLY", "America/New_York", "2026-10-30T01:30:00Z", "2026-10-30T02:00:00Z", "2026-11-06T02:30:00Z"}, // Thursday evening there
		{"FREQ=DAILY", "Europe/Berlin", "2026-01-01T08:00:00Z", "2026-12-01T07:59:59Z", "2026-12-01T08:00:00Z"},     // today's is still to come
		{"FREQ=DAILY", "Europe/Berlin", "2026-01-01T08:00:00Z", "2026-12-01T08:00:00Z", "2026-12-02T08:00:00Z"},
		{"FREQ=DAILY", "Pacific/Kiritimati", "2026-12-01T23:30:00Z", "2026-12-01T12:00:00Z", "2026-12-02T23:30:00Z"},
	} {
		due, _ := time.Parse(time.RFC3339, c.due)
		now, _ := time.Parse(time.RFC3339, c.now)
		zone, known := recurrence.Zone(c.zone)
		if !known {
			t.Fatalf("there is no %s", c.zone)
		}
		if next, _ := rule(t, c.rule).Next(due, false, now, zone); next.Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s, due %s, done %s: %v, want %s", c.rule, c.zone, c.due, c.now, next, c.want)
		}
	}
}

func TestADayIsOverWhenItIsOverInTheZone(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 11, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{"Pacific/Kiritimati": "2026-12-03", "UTC": "2026-12-02", "Pacific/Pago_Pago": "2026-12-02", "Etc/GMT+12": "2026-12-01"} {
		zone, _ := recurrence.Zone(name)
		if next, _ := rule(t, "FREQ=DAILY").Next(day(t, "2026-11-01"), true, now, zone); next.Format(time.DateOnly) != want {
			t.Errorf("in %s: %v, want %s", name, next, want)
		}
	}
}

func TestZonesAreNamesOfTheDatabase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Local", "Nowhere/Here", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\x00", `Europe\Berlin`, strings.Repeat("a/", 100)} {
		if _, known := recurrence.Zone(name); known {
			t.Errorf("%q is a zone", name)
		}
	}
}

// texts draws rules of every kind.
func texts(t *rapid.T) string {
	text := rapid.SampledFrom([]string{
		"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=SU,WE", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1MO",
		"FREQ=MONTHLY;BYDAY=4SU", "FREQ=MONTHLY;BYDAY=-1SA", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
	}).Draw(t, "rule")
	if interval := rapid.IntRange(1, 30).Draw(t, "interval"); interval > 1 {
		text += ";INTERVAL=" + strconv.Itoa(interval)
	}
	return text
}

// TestNoDayIsLeftOut: going on from each day to its next gives the same series as jumping
// to any moment of it, and each is the first there is.
func TestNoDayIsLeftOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, err := recurrence.Parse(texts(t))
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3_000_000).Draw(t, "begin"))
		first, there := r.After(begin, begin)
		if !there {
			t.Fatal("there is none")
		}
		r = r.From(begin)
		var series []time.Time
		for at := first; len(series) < 40; {
			series = append(series, at)
			next, there := r.After(at, at)
			if !there || !next.After(at) {
				t.Fatalf("after %v comes %v", at, next)
			}
			at = next
		}
		to := rapid.IntRange(0, len(series)-1).Draw(t, "to")
		if jumped, _ := r.After(first, series[to].AddDate(0, 0, -1)); to > 0 && !jumped.Equal(series[to]) {
			t.Fatalf("%s from %v past the day before %v comes %v", r, first, series[to], jumped)
		}
	})
}

func FuzzRule(f *testing.F) {
	for _, seed := range []string{"FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"} {
		f.Add(seed, int64(1_796_083_200), int64(1_800_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, due, now int64) {
		r, err := recurrence.Parse(text)
		if err != nil {
			return
		}
		from, past := time.Unix(due%200_000_000_000, 0).UTC(), time.Unix(now%200_000_000_000, 0).UTC()
		if from.Year() < 1 || past.Year() < 1 || from.Year() > 9999 || past.Year() > 9999 {
			return
		}
		again, err := recurrence.Parse(r.From(from).String())
		if err != nil || again.String() != r.From(from).String() {
			t.Fatalf("%q is written %q, which is read as %v, %v", text, r.From(from), again, err)
		}
		if next, there := again.Next(from, false, past, time.UTC); there && (!next.After(from) || !next.After(past)) {
			t.Fatalf("%s: after %v and %v comes %v", again, from, past, next)
		}
	})
}
