package app_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/valkey-io/valkey-go"

	"taskflow/internal/app"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	front "taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
	"taskflow/internal/testworld"
)

// flood is a stage with the limits that the program ships with, whose clients
// come through a proxy, each from an address of its own.
type flood struct {
	*stage
	nodes []string // URLs of the servers, which are asked in turn
}

// behindProxy believes what loopback says of its client.
func behindProxy(o *app.Options) {
	o.Limits, o.Edge = nil, front.Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
}

// onValkey gives a node a connection of its own to a server that all nodes share.
func onValkey(t *testing.T, address string) testworld.Option {
	return func(o *app.Options) {
		client, err := valkey.NewClient(valkey.ClientOption{InitAddress: []string{address}, DisableCache: true, AlwaysRESP2: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		o.Limiter = ratelimit.NewValkey(client, ratelimit.NewMemory(o.Clock, 1), ratelimit.WithClock(o.Clock), ratelimit.WithPatience(10*time.Second))
	}
}

// valkeyAddress is the tests' own server's; without one, an imitation's.
func valkeyAddress(t *testing.T) string {
	t.Helper()
	if address := os.Getenv("TASKFLOW_TEST_VALKEY"); address != "" {
		return strings.TrimPrefix(address, "redis://")
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_TEST_VALKEY is not set: run the tests with make test")
	}
	t.Log("TASKFLOW_TEST_VALKEY is not set: the limits are kept by an imitation")
	return miniredis.RunT(t).Addr()
}

// eachFlood runs f on one node that counts for itself and on two that count together.
func eachFlood(t *testing.T, f func(t *testing.T, f *flood)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, db.SQLite, behindProxy)
		f(t, &flood{s, []string{s.Server.URL}})
	})
	t.Run("two nodes", func(t *testing.T) {
		t.Parallel()
		shared := onValkey(t, valkeyAddress(t))
		s := newStage(t, db.SQLite, behindProxy, shared)
		_, second := s.ServeNode(t, shared)
		f(t, &flood{s, []string{s.Server.URL, second.URL}})
	})
}

// newcomer is an owner of Acme who has spent nothing yet, and an address from which nothing came yet.
func (f *flood) newcomer(t *testing.T) (*testworld.Person, string) {
	t.Helper()
	return f.newOwner(t), freshAddress()
}

// freshAddress is in a network of its own: that is what counts (RFC 4291, 2.5.1).
func freshAddress() string {
	var network [4]byte
	_, _ = rand.Read(network[:]) // never fails
	return fmt.Sprintf("2001:db8:%x:%x::1", network[:2], network[2:])
}

// of are the endpoints of a class.
func (f *flood) of(class ratelimit.Class) (list []operation) {
	for _, o := range f.list {
		if o.Rate.Name == class.Name {
			list = append(list, o)
		}
	}
	return list
}

// ask sends a request from an address to one of the nodes.
func (f *flood) ask(t *testing.T, d draft, who *testworld.Person, address string, node int) *testworld.Answer {
	t.Helper()
	return d.send(t, f.World, who, testworld.Header("X-Forwarded-For", address), testworld.On(f.nodes[node%len(f.nodes)]))
}

// harmless is a request that is counted, and refused before anything comes of it.
func (f *flood) harmless(t *testing.T, o operation, who *testworld.Person) draft {
	t.Helper()
	d := f.working(t, o, who)
	d.query = "unknown=1&unknown=2"
	return d
}

// TestFloodSpendsEachClassExactly sends more than a class allows, from all
// sides at once: what passes is exactly its burst. Then every endpoint of the
// class refuses the same caller, and nobody else.
func TestFloodSpendsEachClassExactly(t *testing.T) {
	t.Parallel()
	eachFlood(t, func(t *testing.T, f *flood) {
		for _, class := range ratelimit.Classes() {
			list := f.of(class)
			if class.Name == ratelimit.Edge.Name {
				continue // TestFloodMeetsTheEdge
			}
			if len(list) == 0 {
				t.Errorf("no endpoint is of class %s", class.Name)
				continue
			}
			f.spend(t, class, list)
		}
	})
}

func (f *flood) spend(t *testing.T, class ratelimit.Class, list []operation) {
	t.Helper()
	who, address := f.newcomer(t)
	other, elsewhere := f.newcomer(t)
	d := f.working(t, list[0], who)
	if list[0].Shape == endpoint.Streams || list[0].Upload != "" {
		d = f.harmless(t, list[0], who) // there are few places for these: that is another limit
	}
	if passed := f.pour(t, d, who, address, class.Burst+40); passed != int64(class.Burst) {
		t.Errorf("%s: %d of %d requests for %s passed, want %d", class.Name, passed, class.Burst+40, d.Name, class.Burst)
	}
	interval := time.Duration((class.Per.Microseconds()+int64(class.Burst)-1)/int64(class.Burst)) * time.Microsecond
	for n, o := range list {
		f.mustRefuse(t, class, f.ask(t, f.harmless(t, o, who), who, address, n), o, interval)
	}
	f.mustCountApart(t, class, list, other, elsewhere, who, address)
	f.mustRefill(t, class, d, who, address, interval)
}

// pour sends n requests from many sides at once and returns how many passed.
func (f *flood) pour(t *testing.T, d draft, who *testworld.Person, address string, n int) int64 {
	t.Helper()
	var next, passed atomic.Int64
	var senders sync.WaitGroup
	start := make(chan struct{})
	for range 20 {
		senders.Go(func() {
			<-start
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				answer := f.ask(t, d, who, address, int(i))
				if answer.Status >= http.StatusInternalServerError {
					t.Errorf("%s answered %d: %.200s", d.Name, answer.Status, answer.Body)
				}
				if answer.Status != http.StatusTooManyRequests {
					passed.Add(1)
				}
			}
		})
	}
	close(start)
	senders.Wait()
	return passed.Load()
}

func (f *flood) mustRefuse(t *testing.T, class ratelimit.Class, answer *testworld.Answer, o operation, wait time.Duration) {
	t.Helper()
	if answer.Status != http.StatusTooManyRequests {
		t.Errorf("%s: %s answered %d to who has spent the class", class.Name, o.Name, answer.Status)
		return
	}
	answer.WantProblem(t, problem.CodeTooManyRequests)
	told, err := strconv.Atoi(answer.Header.Get("Retry-After"))
	if want := max(1, int((wait+time.Second-1)/time.Second)); err != nil || told != want {
		t.Errorf("%s: %s says Retry-After %q, want %d", class.Name, o.Name, answer.Header.Get("Retry-After"), want)
	}
	if answer.Header.Get("Content-Type") != o.problems() {
		t.Errorf("%s: %s answered as %q", class.Name, o.Name, answer.Header.Get("Content-Type"))
	}
}

// mustCountApart: a class counts people, wherever they are, or addresses, whoever is there.
func (f *flood) mustCountApart(t *testing.T, class ratelimit.Class, list []operation, other *testworld.Person, elsewhere string, who *testworld.Person, address string) {
	t.Helper()
	for n, o := range list {
		byAddress := class.Key == ratelimit.ByAddress || o.Permission.ForAnyone()
		another := f.ask(t, f.harmless(t, o, other), other, address, n).Status == http.StatusTooManyRequests
		away := f.ask(t, f.harmless(t, o, who), who, elsewhere, n).Status == http.StatusTooManyRequests
		if another != byAddress || away == byAddress {
			t.Errorf("%s: %s refused another person %v and another address %v", class.Name, o.Name, another, away)
		}
	}
}

// mustRefill: one more passes when its time has come, not a microsecond before.
func (f *flood) mustRefill(t *testing.T, class ratelimit.Class, d draft, who *testworld.Person, address string, interval time.Duration) {
	t.Helper()
	for _, step := range []struct {
		wait    time.Duration
		refused bool
	}{{interval - time.Microsecond, true}, {time.Microsecond, false}, {0, true}, {interval, false}, {0, true}, {3*interval - time.Microsecond, false}, {0, false}, {0, true}} {
		f.Clock.Advance(step.wait)
		if answer := f.ask(t, d, who, address, int(step.wait)); (answer.Status == http.StatusTooManyRequests) != step.refused {
			t.Errorf("%s: %v later %s answered %d, refused is to be %v", class.Name, step.wait, d.Name, answer.Status, step.refused)
		}
	}
}

// TestFloodTakesOneFromTheEndpointsOwnClass: each endpoint takes exactly one,
// from its own class, whatever comes of the request.
func TestFloodTakesOneFromTheEndpointsOwnClass(t *testing.T) {
	t.Parallel()
	eachFlood(t, func(t *testing.T, f *flood) {
		bursts := map[string]int{}
		for _, class := range ratelimit.Classes() {
			bursts[class.Name] = class.Burst
		}
		for _, o := range f.list {
			who, address := f.newcomer(t)
			for taken, d := range []draft{f.harmless(t, o, who), f.working(t, o, who)} {
				answer := f.ask(t, d, who, address, taken)
				want := fmt.Sprintf(`"%s";r=%d;`, o.Rate.Name, bursts[o.Rate.Name]-taken-1)
				if got := answer.Header.Get("Ratelimit"); !strings.HasPrefix(got, want) {
					t.Errorf("%s answered %d with Ratelimit %q, want %q", o.Name, answer.Status, got, want)
				}
				if answer.Status < http.StatusBadRequest && !o.Reads() {
					f.reset(t)
				}
			}
		}
	})
}

// TestFloodMeetsTheEdge: before anything is looked up every request takes from
// its address's coarse limit, also for what isn't there and with no credential.
func TestFloodMeetsTheEdge(t *testing.T) {
	t.Parallel()
	limit := ratelimit.Edge
	s := newStage(t, db.SQLite, behindProxy, func(o *app.Options) {
		limit.Burst = 100
		o.Edge.Limiter, o.Edge.Limit = ratelimit.NewMemory(o.Clock, 1000), limit
	})
	f := &flood{s, []string{s.Server.URL}}
	paths := []string{"/nowhere"}
	for _, o := range f.list {
		paths = append(paths, f.working(t, o, f.Owner).path())
	}
	address := testworld.Header("X-Forwarded-For", freshAddress())
	for n := range limit.Burst + len(paths) {
		path := paths[n%len(paths)]
		answer := f.Anonymous.Get(t, path, address)
		if refused := answer.Status == http.StatusTooManyRequests; refused != (n >= limit.Burst) {
			t.Errorf("request %d of %d allowed, %s, answered %d", n+1, limit.Burst, path, answer.Status)
		} else if refused {
			answer.WantProblem(t, problem.CodeTooManyRequests)
		}
	}
	f.Anonymous.Get(t, "/healthz", testworld.Header("X-Forwarded-For", freshAddress())).Want(t, http.StatusOK)
}
