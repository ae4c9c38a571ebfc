package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"taskflow/internal/platform/db"
)

// floodConnections is how many sign in at once.
const floodConnections = 200

// pace is how long a reader looks at what it got.
const pace = 20 * time.Millisecond

// retry is how long somebody waits who was asked to come back later.
const retry = time.Second

// flood reads while others sign in, over and over: passwords take 64 MiB and
// a good part of a second each, and reads must not feel it.
func (b *bench) flood(ctx context.Context, engine db.Engine) error {
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	other, err := startClient()
	if err != nil {
		return err
	}
	defer other.close()
	calm, err := b.gentle(w)
	if err != nil {
		return err
	}
	body := fmt.Sprintf(`{"email":%q,"password":%q,"client":"browser"}`, w.email, memberPassword)
	logins := make(chan *tally, 1)
	go func() {
		t, err := other.run(order{
			Addr: w.wholeAddr, Conns: floodConnections, For: b.length(), Requests: [][]byte{request(http.MethodPost, "/api/v1/auth/login", "", body)}, Pause: retry,
		})
		if err != nil {
			t = &tally{Example: err.Error()}
		}
		logins <- t
	}()
	reads, err := b.gentle(w)
	if err != nil {
		return err
	}
	signed := <-logins
	return (&result{
		Case: "login_flood", Engine: string(engine), Tasks: w.count, WholeRPS: round1(reads.rps()), WholeP50: reads.Waits.quantile(0.5),
		WholeP99: reads.Waits.quantile(0.99), Errors: &reads.Errors, Example: reads.Example, Seconds: round1(reads.Elapsed.Seconds()),
		RSS: rss(os.Getpid()), Figures: map[string]float64{
			"calm_p99_us": float64(calm.Waits.quantile(0.99)), "logins": float64(signed.Done), "logins_per_s": round1(signed.rps()), "reads_p99_of_calm": round3(float64(reads.Waits.quantile(0.99)) / float64(max(calm.Waits.quantile(0.99), 1))),
			"logins_refused_503": float64(signed.Errors),
			"login_p99_us":       float64(signed.Waits.quantile(0.99)),
		},
	}).print()
}

// gentle reads at the pace of people, not as fast as it goes: the question is how long a read waits.
func (b *bench) gentle(w *world) (*tally, error) {
	return b.client.run(order{Addr: w.wholeAddr, Conns: connections, For: b.length() * 9 / 10, Requests: getOne(w, 0), Pause: pace})
}
