package main_test

import (
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
)

const writers = 8

// journal is what the writers were told.
type journal struct {
	mu           sync.Mutex
	acknowledged map[string]bool
	refused      []answer
}

func (j *journal) note(a answer) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch a.status {
	case http.StatusCreated:
		j.acknowledged[a.id] = true
	case 0:
	default:
		j.refused = append(j.refused, a)
	}
}

func (j *journal) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.acknowledged)
}

// write makes workspaces and tasks until the server is gone.
func (j *journal) write(c *client, p place) {
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for turn := i; ; turn++ {
				a := c.createTask(p)
				if turn%2 == 0 {
					j.note(a)
					a = c.createWorkspace()
				}
				j.note(a)
				if a.status == 0 {
					return
				}
			}
		})
	}
	all.Wait()
}

// onBoth runs f with the flags and the database of a fresh installation on each engine.
func onBoth(t *testing.T, f func(t *testing.T, flags []string, config db.Config)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			if engine == db.SQLite {
				path := filepath.Join(t.TempDir(), "taskflow.db")
				f(t, []string{"--database", "sqlite:" + path}, db.Config{URL: path})
				return
			}
			config := dbtest.Empty(t, engine)
			f(t, []string{"--database", config.URL}, config)
		})
	}
}

// Killed at any moment, TaskFlow keeps what it acknowledged, and nothing by half.
func TestKilledDuringWrites(t *testing.T) { //nolint:paralleltest // its rounds are timed; two at once starve each other
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	onBoth(t, func(t *testing.T, flags []string, config db.Config) {
		p := launch(t, append(flags, unlimited...)...)
		c := signUp(t, p)
		home := c.settle(t)
		j := &journal{acknowledged: map[string]bool{home.workspace: true}}
		var starting time.Duration
		for round := range rounds {
			done := make(chan struct{})
			go func() { j.write(c, home); close(done) }()
			before := j.count()
			eventually(t, 20*time.Second, "writes", func() bool { return j.count() > before })
			<-time.After(rand.N(120 * time.Millisecond))
			p.kill()
			<-done
			c.http.CloseIdleConnections()
			start := time.Now()
			p.start(t)
			starting += time.Since(start)
			truth{t, config}.check(j.acknowledged)
			if len(j.refused) > 0 {
				t.Errorf("round %d: %d writes were refused, the first with %d %s", round, len(j.refused), j.refused[0].status, j.refused[0].body)
			}
			if t.Failed() {
				return
			}
		}
		if len(j.acknowledged) < rounds {
			t.Errorf("only %d writes in %d rounds: nothing was put to the test", len(j.acknowledged), rounds)
		}
		t.Logf("%d kills, %d acknowledged writes, none lost; ready again after %v on average", rounds, len(j.acknowledged), (starting / time.Duration(rounds)).Round(time.Millisecond))
	})
}
