package ratelimit_test

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/valkey-io/valkey-go"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/ratelimit"
)

var few = ratelimit.Class{Name: "few", Burst: 5, Per: time.Hour}

func TestValkeyKeepsTheServersTime(t *testing.T) {
	t.Parallel()
	server, client := onMiniredis(t)
	server.SetTime(start)
	nodeClock := clock.NewFake(start.Add(365 * 24 * time.Hour))
	limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(nodeClock, 100), patient)
	for range few.Burst {
		take(t, limiter, few, "k", 1)
	}
	nodeClock.Advance(few.Per)
	if take(t, limiter, few, "k", 1).Allowed {
		t.Fatal("the node's clock refilled a bucket of the server")
	}
	server.SetTime(start.Add(few.Per / time.Duration(few.Burst)))
	if !take(t, limiter, few, "k", 1).Allowed {
		t.Fatal("the server's clock didn't refill the bucket")
	}
}

func TestValkeyBucketsExpire(t *testing.T) {
	t.Parallel()
	server, client := onMiniredis(t)
	server.SetTime(start)
	take(t, ratelimit.NewValkey(client, ratelimit.NewMemory(clock.NewFake(start), 100), patient), few, "k", 5)
	for _, key := range server.Keys() {
		if ttl := server.TTL(key); ttl < few.Per || ttl > few.Per+time.Second {
			t.Fatalf("%s lives %v, the bucket is whole after %v", key, ttl, few.Per)
		}
	}
}

func TestNodesShareOneAllowance(t *testing.T) {
	t.Parallel()
	server, client := onMiniredis(t)
	clk := clock.NewFake(start)
	nodes := []ratelimit.Limiter{
		ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 100), patient),
		ratelimit.NewValkey(connect(t, server.Addr()), ratelimit.NewMemory(clk, 100), patient),
	}
	won := 0
	for n := range 4 * few.Burst {
		if take(t, nodes[n%2], few, "k", 1).Allowed {
			won++
		}
	}
	if won != few.Burst {
		t.Fatalf("two nodes let %d through, want %d", won, few.Burst)
	}
}

func TestDeadServerMeansLocalLimits(t *testing.T) {
	t.Parallel()
	server, client := onMiniredis(t)
	clk := clock.NewFake(start)
	limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 100))
	take(t, limiter, few, "before", 1)
	server.Close()
	won := 0
	for range 4 * few.Burst {
		if take(t, limiter, few, "k", 1).Allowed {
			won++
		}
	}
	if won != few.Burst || !limiter.Degraded() {
		t.Fatalf("without a server %d of %d passed, degraded=%v", won, few.Burst, limiter.Degraded())
	}
}

func TestServerThatReturnsIsUsedAgain(t *testing.T) {
	t.Parallel()
	server, client := onMiniredis(t)
	clk := clock.NewFake(start)
	limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 100), patient)
	server.SetError("LOADING down for the test")
	for range 10 {
		take(t, limiter, few, "k", 1)
	}
	server.SetError("")
	take(t, limiter, few, "k", 1)
	if !limiter.Degraded() {
		t.Fatal("the breaker asked before its time")
	}
	clk.Advance(time.Second)
	if d := take(t, limiter, few, "k", 1); !d.Allowed || limiter.Degraded() {
		t.Fatalf("after a second: %+v, degraded=%v", d, limiter.Degraded())
	}
}

// silentServer answers the client's handshake through a miniredis and then
// swallows everything once told to, as a frozen host would.
func silentServer(t *testing.T) (client valkey.Client, freeze func()) {
	t.Helper()
	backend := miniredis.RunT(t)
	var mu sync.Mutex
	var frozen bool
	client, err := valkey.NewClient(valkey.ClientOption{
		InitAddress: []string{backend.Addr()}, DisableCache: true, AlwaysRESP2: true,
		DialCtxFn: func(ctx context.Context, address string, d *net.Dialer, _ *tls.Config) (net.Conn, error) {
			conn, err := d.DialContext(ctx, "tcp", address)
			if err != nil {
				return nil, err
			}
			return &freezable{Conn: conn, frozen: func() bool { mu.Lock(); defer mu.Unlock(); return frozen }}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, func() { mu.Lock(); defer mu.Unlock(); frozen = true }
}

type freezable struct {
	net.Conn
	frozen func() bool
}

func (c *freezable) Write(p []byte) (int, error) {
	if c.frozen() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func TestFrozenServerCostsItsPatienceOnlyAFewTimes(t *testing.T) {
	t.Parallel()
	client, freeze := silentServer(t)
	clk := clock.NewFake(start)
	limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 100))
	take(t, limiter, few, "before", 1)
	freeze()
	began, won := time.Now(), 0
	for range 1000 {
		if take(t, limiter, few, "k", 1).Allowed {
			won++
		}
	}
	// Three waits of 50 ms trip the breaker; without it this is 50 seconds.
	if spent := time.Since(began); won != few.Burst || spent > 5*time.Second {
		t.Fatalf("1,000 takes on a frozen server took %v, %d passed", spent, won)
	}
}

func TestHangingUpStillPays(t *testing.T) {
	t.Parallel()
	_, client := onMiniredis(t)
	limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(clock.NewFake(start), 100), patient)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for range few.Burst {
		if _, err := limiter.Take(gone, few, "k", 1); err != nil {
			t.Fatal(err)
		}
	}
	if take(t, limiter, few, "k", 1).Allowed || limiter.Degraded() {
		t.Fatal("callers who hung up didn't pay, or were held against the server")
	}
}
