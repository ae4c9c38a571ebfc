package main_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"taskflow/internal/platform/db"
)

const (
	// longestWait is the 2 s for a connection, the 5 s of a transaction and 1 s to clean up.
	longestWait = 8 * time.Second
	// recovery is how soon TaskFlow works again once its database does.
	recovery = 2 * time.Second
)

// load is a steady stream of requests, and what came of them.
type load struct {
	journal
	client *client
	home   place
	stop   atomic.Bool
	all    sync.WaitGroup

	mu        sync.Mutex
	succeeded int
	refused   int
	wrong     []answer
	slowest   time.Duration
	health    []time.Duration
	unhealthy int
	lastBad   time.Time
}

func startLoad(c *client, home place) *load {
	l := &load{client: c, home: home, journal: journal{acknowledged: map[string]bool{home.workspace: true}}}
	for i := range 16 {
		l.all.Go(func() { l.keepAsking(i) })
	}
	l.all.Go(l.probe)
	return l
}

func (l *load) keepAsking(turn int) {
	for ; !l.stop.Load(); turn++ {
		var a answer
		switch turn % 3 {
		case 0:
			a = l.client.readWorkspace(l.home)
		case 1:
			a = l.client.createTask(l.home)
			l.note(a)
		default:
			a = l.client.createWorkspace()
			l.note(a)
		}
		l.count(a)
		if a.status == http.StatusServiceUnavailable {
			<-time.After(5 * time.Millisecond)
		}
	}
}

func (l *load) count(a answer) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slowest = max(l.slowest, a.took)
	switch {
	case a.status == http.StatusOK || a.status == http.StatusCreated:
		l.succeeded++
		return
	case a.status == http.StatusServiceUnavailable && a.media == "application/problem+json" && strings.Contains(string(a.body), "unavailable"):
		l.refused++
	default:
		l.wrong = append(l.wrong, a)
	}
	l.lastBad = now
}

// probe asks for the health of the process all the time.
func (l *load) probe() {
	probe := newClient(l.client.url)
	for !l.stop.Load() {
		a := probe.ask(http.MethodGet, "/healthz", nil)
		l.mu.Lock()
		l.health = append(l.health, a.took)
		if a.status != http.StatusOK {
			l.unhealthy++
		}
		l.mu.Unlock()
		<-time.After(10 * time.Millisecond)
	}
}

// successes tells how many requests have succeeded so far.
func (l *load) successes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.succeeded
}

// last is when a request was answered with a refusal for the last time.
func (l *load) last() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lastBad
}

// badDays are what is done to the database while TaskFlow is under load; what
// they return undoes it.
var badDays = []struct {
	name  string
	spoil func(t *testing.T, s *server, p *process) (restore func())
}{
	{"crash", func(t *testing.T, s *server, _ *process) func() {
		s.crash()
		<-time.After(time.Second)
		return func() { s.start(t) }
	}},
	{"freeze of 8 s", func(_ *testing.T, s *server, _ *process) func() {
		s.signal(syscall.SIGSTOP)
		<-time.After(8 * time.Second)
		return func() { s.signal(syscall.SIGCONT) }
	}},
	{"shut down", func(t *testing.T, s *server, _ *process) func() {
		s.stop(syscall.SIGINT)
		<-time.After(time.Second)
		return func() { s.start(t) }
	}},
	{"no connection left", func(t *testing.T, s *server, p *process) func() {
		release := s.exhaust(t, p)
		<-time.After(time.Second)
		return release
	}},
}

// Whatever happens to the database, requests are answered in bounded time, the
// process lives, and it works again as soon as the database does.
func TestBadDaysOfTheDatabase(t *testing.T) { //nolint:paralleltest // its figures are of a machine that does nothing else
	if testing.Short() {
		t.Skip("bad days take a while")
	}
	s := ownPostgres(t)
	p := launch(t, append([]string{"--database", s.url()}, unlimited...)...)
	c := signUp(t, p)
	acknowledged := map[string]bool{}
	for _, day := range badDays {
		t.Run(day.name, func(t *testing.T) {
			l := startLoad(c, c.settle(t))
			defer l.end()
			eventually(t, 10*time.Second, "load", func() bool { return l.successes() > 100 })
			restore := day.spoil(t, s, p)
			restore()
			l.watchRecovery(t)
			for _, a := range l.wrong {
				t.Logf("the log says of one: %s", p.said(t, a.request))
			}
			if !p.alive() {
				t.Error("the process has ended")
			}
			maps.Copy(acknowledged, l.acknowledged)
			truth{t, db.Config{URL: s.url()}}.check(acknowledged)
			signUp(t, p) // the background work has recovered, too: it sends the mail
		})
	}
}

// watchRecovery goes on for longer than the recovery may take, and ends the load.
func (l *load) watchRecovery(t *testing.T) {
	t.Helper()
	back, before := time.Now(), l.successes()
	eventually(t, 20*time.Second, "requests succeed again", func() bool { return l.successes() > before })
	first := time.Since(back)
	<-time.After(max(recovery+500*time.Millisecond-first, 0))
	calm := l.last().Sub(back)
	l.end()
	l.report(t, first, calm)
}

func (l *load) end() {
	l.stop.Store(true)
	l.all.Wait()
	l.client.http.CloseIdleConnections()
}

func (l *load) report(t *testing.T, first, calm time.Duration) {
	t.Helper()
	slices.Sort(l.health)
	t.Logf("%d answered, %d refused with 503, the slowest took %v; /healthz %d times, the slowest %v; first success %v after the return, last refusal %v after it; %d acknowledged writes",
		l.succeeded, l.refused, l.slowest.Round(time.Millisecond), len(l.health), l.health[len(l.health)-1].Round(time.Millisecond),
		first.Round(time.Millisecond), max(calm, 0).Round(time.Millisecond), len(l.acknowledged))
	if len(l.wrong) > 0 {
		t.Errorf("%d answers were neither a success nor a 503 problem; the first: %d %s", len(l.wrong), l.wrong[0].status, l.wrong[0].body)
	}
	if l.refused == 0 {
		t.Error("nothing was refused: the database was not away")
	}
	if l.slowest > longestWait {
		t.Errorf("a request waited %v", l.slowest)
	}
	if l.unhealthy > 0 {
		t.Errorf("/healthz failed %d times", l.unhealthy)
	}
	if first > recovery || calm > recovery {
		t.Errorf("after the return the first success took %v and the last refusal came after %v, want both within %v", first, calm, recovery)
	}
}
