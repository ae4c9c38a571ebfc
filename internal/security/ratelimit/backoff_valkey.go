package ratelimit

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/valkey-io/valkey-go"
)

//go:embed backoff.lua
var backoffText string

// ValkeyBackoff counts attempts on a Valkey or Redis server, so that guesses at one
// account are counted together whichever nodes they reach. While the server is away
// each node counts for itself.
type ValkeyBackoff struct {
	server *Valkey // its patience, its breaker and its clock
	script *valkey.Lua
	local  *MemoryBackoff
}

// NewValkeyBackoff makes a Backoff on the server of a limiter that falls back to local.
func NewValkeyBackoff(server *Valkey, local *MemoryBackoff) *ValkeyBackoff {
	return &ValkeyBackoff{server: server, script: valkey.NewLuaScript(backoffText), local: local}
}

// Begin implements Backoff.
func (v *ValkeyBackoff) Begin(ctx context.Context, lanes ...Lane) time.Duration {
	wait, err := v.run(ctx, "begin", lanes)
	if err != nil {
		return v.local.Begin(ctx, lanes...)
	}
	return micros(wait)
}

// End implements Backoff.
func (v *ValkeyBackoff) End(ctx context.Context, how Outcome, lanes ...Lane) {
	if _, err := v.run(ctx, string(how), lanes); err != nil {
		v.local.End(ctx, how, lanes...)
	}
}

// run asks the server, whether or not the caller is still there: hanging up must
// not be a way to try without being counted.
func (v *ValkeyBackoff) run(ctx context.Context, how string, lanes []Lane) (int64, error) {
	if !v.server.breaker.allow() {
		return 0, errAway
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), v.server.patience)
	defer cancel()
	keys, arguments := v.arguments(how, lanes)
	answers := make(chan int64, 1)
	failures := make(chan error, 1)
	go func() { // because connecting doesn't always heed its context
		wait, err := v.script.Exec(bounded, v.server.client, keys, arguments).AsInt64()
		if err != nil {
			failures <- err
			return
		}
		answers <- wait
	}()
	select {
	case wait := <-answers:
		v.server.breaker.report(true)
		return wait, nil
	case err := <-failures:
		v.server.breaker.report(false)
		return 0, fmt.Errorf("counting attempts: %w", err)
	case <-bounded.Done():
		v.server.breaker.report(false)
		return 0, fmt.Errorf("counting attempts: %w", bounded.Err())
	}
}

func (v *ValkeyBackoff) arguments(how string, lanes []Lane) (keys, arguments []string) {
	now := ""
	if v.server.stamp != nil {
		now = strconv.FormatInt(v.server.stamp.Now().UnixMicro(), 10)
	}
	arguments = []string{how, now}
	for _, d := range []time.Duration{forgetAfter, lapseAfter, crowded} {
		arguments = append(arguments, strconv.FormatInt(d.Microseconds(), 10))
	}
	arguments = append(arguments, strconv.Itoa(mostFailed), strconv.Itoa(len(waits)))
	for _, d := range waits {
		arguments = append(arguments, strconv.FormatInt(d.Microseconds(), 10))
	}
	for _, l := range lanes {
		// The braces put all lanes into one slot of a cluster: a script may touch no two.
		keys = append(keys, "{backoff}:"+laneKey(l))
		arguments = append(arguments, strconv.Itoa(l.Most))
	}
	return keys, arguments
}
