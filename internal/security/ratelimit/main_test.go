package ratelimit_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/valkey-io/valkey-go"
	"go.uber.org/goleak"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/ratelimit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func connect(t testing.TB, address string) valkey.Client {
	t.Helper()
	client, err := valkey.NewClient(valkey.ClientOption{
		InitAddress: []string{address}, DisableCache: true, AlwaysRESP2: true,
	})
	if err != nil {
		t.Fatalf("connecting to %s: %v", address, err)
	}
	t.Cleanup(client.Close)
	return client
}

func onMiniredis(t testing.TB) (*miniredis.Miniredis, valkey.Client) {
	t.Helper()
	server := miniredis.RunT(t)
	return server, connect(t, server.Addr())
}

// realServer is a Valkey or Redis of the tests' own script, when there is one.
func realServer(t testing.TB) valkey.Client {
	t.Helper()
	address := os.Getenv("TASKFLOW_TEST_VALKEY")
	if address == "" {
		t.Skip("TASKFLOW_TEST_VALKEY is not set: not tested against a real server")
	}
	return connect(t, strings.TrimPrefix(address, "redis://"))
}

// patient keeps a machine under load from looking like a server that is away.
var patient = ratelimit.WithPatience(10 * time.Second)

// engines runs a test against every place where buckets can live.
func engines(t *testing.T, test func(*testing.T, func(*clock.Fake) ratelimit.Limiter)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, func(clk *clock.Fake) ratelimit.Limiter { return ratelimit.NewMemory(clk, 1<<16) })
	})
	shared := func(client valkey.Client) func(*clock.Fake) ratelimit.Limiter {
		return func(clk *clock.Fake) ratelimit.Limiter {
			return ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 1), ratelimit.WithClock(clk),
				patient)
		}
	}
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		_, client := onMiniredis(t)
		test(t, shared(client))
	})
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		test(t, shared(realServer(t)))
	})
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func take(t fataler, l ratelimit.Limiter, c ratelimit.Class, key string, cost int) ratelimit.Decision {
	t.Helper()
	decision, err := l.Take(context.Background(), c, key, cost)
	if err != nil {
		t.Fatalf("taking %d from %s: %v", cost, c.Name, err)
	}
	return decision
}
