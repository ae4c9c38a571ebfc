package ratelimit

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/valkey-io/valkey-go"

	"taskflow/internal/platform/clock"
)

//go:embed script.lua
var scriptText string

// defaultPatience bounds what a slow server may add to a request.
const defaultPatience = 50 * time.Millisecond

// Valkey keeps its buckets on a Valkey or Redis server, one atomic script per
// take, so that all nodes spend from the same allowance by the server's clock.
//
// When the server fails or is slower than the patience, this node answers from
// its own Memory: the limits then hold per node instead of over all nodes, and
// what is spent locally isn't carried over when the server returns. It never
// answers "allowed" for want of a server.
type Valkey struct {
	client   valkey.Client
	script   *valkey.Lua
	local    *Memory
	breaker  *breaker
	patience time.Duration
	stamp    clock.Clock
}

// ValkeyOption changes a Valkey limiter.
type ValkeyOption func(*Valkey)

// WithPatience sets the longest wait for the server; the default is 50 ms.
func WithPatience(d time.Duration) ValkeyOption {
	return func(v *Valkey) { v.patience = d }
}

// WithClock stamps takes by clk instead of by the server's clock. Nodes with
// different clocks would then disagree: it is for tests.
func WithClock(clk clock.Clock) ValkeyOption {
	return func(v *Valkey) { v.stamp = clk }
}

// NewValkey makes a limiter on client that falls back to local. The caller
// keeps the client and closes it.
func NewValkey(client valkey.Client, local *Memory, options ...ValkeyOption) *Valkey {
	v := &Valkey{
		client:   client,
		script:   valkey.NewLuaScript(scriptText),
		local:    local,
		breaker:  &breaker{clock: local.clock},
		patience: defaultPatience,
	}
	for _, option := range options {
		option(v)
	}
	return v
}

// Degraded says that takes are answered from local limits at the moment.
func (v *Valkey) Degraded() bool { return v.breaker.open() }

// Take implements Limiter. A caller that hangs up doesn't stop the take:
// otherwise hanging up would be a way not to pay, and a way to make a healthy
// server look broken.
func (v *Valkey) Take(ctx context.Context, class Class, key string, cost int) (Decision, error) {
	a, err := allowanceOf(class)
	if err != nil {
		return Decision{}, err
	}
	if !v.breaker.allow() {
		return v.local.Take(ctx, class, key, cost)
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), v.patience)
	defer cancel()
	decision, err := v.ask(bounded, a, bucketName(class, key), cost)
	v.breaker.report(err == nil)
	if err != nil {
		return v.local.Take(ctx, class, key, cost)
	}
	return decision, nil
}

func bucketName(class Class, key string) string {
	if len(key) > longestKey {
		key = digest(key)
	}
	return "ratelimit:" + class.Name + ":" + key
}

// ask waits for the script in a goroutine of its own, because connecting
// doesn't always heed its context. The goroutine ends with the connection
// attempt; the breaker bounds how many there are.
func (v *Valkey) ask(ctx context.Context, a allowance, bucket string, cost int) (Decision, error) {
	type answer struct {
		fields []int64
		err    error
	}
	answers := make(chan answer, 1)
	arguments := v.arguments(a, cost)
	go func() {
		fields, err := v.script.Exec(ctx, v.client, []string{bucket}, arguments).AsIntSlice()
		answers <- answer{fields, err}
	}()
	select {
	case got := <-answers:
		return decode(a, got.fields, got.err)
	case <-ctx.Done():
		return Decision{}, fmt.Errorf("waiting for the rate limit server: %w", ctx.Err())
	}
}

func (v *Valkey) arguments(a allowance, cost int) []string {
	now := ""
	if v.stamp != nil {
		now = strconv.FormatInt(v.stamp.Now().UnixMicro(), 10)
	}
	return []string{
		strconv.FormatInt(a.interval, 10),
		strconv.FormatInt(a.window, 10),
		strconv.FormatInt(a.price(cost), 10),
		now,
	}
}

var (
	errAnswer = errors.New("the rate limit script answered in an unknown shape")
	errAway   = errors.New("the rate limit server is away")
)

func decode(a allowance, fields []int64, err error) (Decision, error) {
	if err != nil {
		return Decision{}, fmt.Errorf("taking from the rate limit server: %w", err)
	}
	if len(fields) != 4 {
		return Decision{}, errAnswer
	}
	return Decision{
		Allowed:    fields[0] == 1,
		Limit:      int(a.window / a.interval),
		Remaining:  int(fields[1]),
		RetryAfter: micros(fields[2]),
		ResetAfter: micros(fields[3]),
	}, nil
}
