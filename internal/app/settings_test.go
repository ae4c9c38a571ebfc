package app_test

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/config"
	"taskflow/internal/platform/geo"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/secret"
	"taskflow/internal/testworld/places"
)

func settings(t *testing.T) *config.Serve {
	t.Helper()
	return &config.Serve{
		Storage: config.Storage{Data: filepath.Join(t.TempDir(), "data")}, BaseURL: "http://localhost:8080", MailFrom: "taskflow@localhost",
	}
}

// A class that doesn't exist stops the start, before anything is made or opened.
func TestUnknownRateClassStopsTheStart(t *testing.T) {
	t.Parallel()
	s := settings(t)
	s.RateLimits = []config.RateLimit{{Class: "logins", Count: 5, Per: time.Minute}}
	_, err := app.FromSettings(s)
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Fatalf("said %v", err)
	}
	for _, want := range []string{"--rate-limit (TASKFLOW_RATE_LIMIT)", `"logins"`, "auth, edge, import, mail, provisioning, public, read, search, stream, write"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q doesn't say %s", err, want)
		}
	}
	if _, err := os.Stat(s.Data); !os.IsNotExist(err) {
		t.Errorf("the data folder was made: %v", err)
	}
	if found := app.Examine(t.Context(), s)[0]; found.Err == nil {
		t.Error("the doctor finds the settings well")
	}
}

// wire passes connections on to a server and counts those that are open. Waiting
// for none must not exclude that one more is accepted meanwhile, so it counts by
// hand: a WaitGroup forbids to add while somebody waits.
type wire struct {
	net.Listener
	mu         sync.Mutex
	changed    *sync.Cond
	open, ever int
}

func newWire(t *testing.T, server string) *wire {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: ln}
	w.changed = sync.NewCond(&w.mu)
	var accepting sync.WaitGroup
	accepting.Go(func() { w.accept(server) })
	t.Cleanup(func() { _ = ln.Close(); accepting.Wait() })
	return w
}

func (w *wire) accept(server string) {
	for {
		client, err := w.Accept()
		if err != nil {
			return
		}
		w.count(1)
		go func() { defer w.count(-1); pass(client, server) }()
	}
}

func (w *wire) count(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open += n
	w.ever += max(n, 0)
	w.changed.Broadcast()
}

func (w *wire) until(holds func() bool) func() {
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		for !holds() {
			w.changed.Wait()
		}
	}
}

// pass ends when the client does.
func pass(client net.Conn, server string) {
	defer func() { _ = client.Close() }()
	upstream, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", server)
	if err != nil {
		return
	}
	var back sync.WaitGroup
	back.Go(func() { _, _ = io.Copy(client, upstream) })
	_, _ = io.Copy(upstream, client)
	_ = upstream.Close()
	back.Wait()
}

func within(t *testing.T, what string, wait func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); wait() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal(what)
	}
}

// What is connected to Valkey ends with the program, after its requests and its
// background work, and also when the program can't start.
func TestTheConnectionsToValkeyEndWithTheApp(t *testing.T) {
	t.Parallel()
	if os.Getenv("TASKFLOW_TEST_VALKEY") == "" && os.Getenv("CI") != "true" {
		t.Skip("TASKFLOW_TEST_VALKEY is not set: an imitation doesn't speak the whole protocol")
	}
	for name, broken := range map[string]bool{"served": false, "failed to start": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, valkeyAddress(t))
			s := settings(t)
			s.Valkey = secret.New("redis://" + w.Addr().String())
			o, err := app.FromSettings(s)
			if err != nil {
				t.Fatal(err)
			}
			if broken {
				o.MasterKey = nil
			}
			serveAWhile(t, w, o, broken)
			within(t, "a connection to Valkey is left", w.until(func() bool { return w.open == 0 }))
		})
	}
}

func serveAWhile(t *testing.T, w *wire, o app.Options, broken bool) {
	t.Helper()
	a, err := app.New(t.Context(), o)
	if (err != nil) != broken {
		t.Fatalf("starting: %v", err)
	}
	if broken {
		return
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, ln, time.Second) }()
	within(t, "nothing connected to Valkey", w.until(func() bool { return w.ever > 0 }))
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	a.Close()
}

// TestFilesOfTheOperator: what can't be looked things up in stops the start with the
// setting's name and is found by the doctor; what can is named by it.
func TestFilesOfTheOperator(t *testing.T) {
	t.Parallel()
	unfit := filepath.Join(t.TempDir(), "unfit")
	if err := os.WriteFile(unfit, []byte("neither hashes nor places\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	hashes := filepath.Join(t.TempDir(), "hashes")
	if err := os.WriteFile(hashes, []byte(strings.Repeat("0", 40)+":3\n"+strings.Repeat("F", 40)+":1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		setting, finding, fit string
		set                   func(s *config.Serve, path string)
	}{
		{"--breached-passwords", "passwords", hashes, func(s *config.Serve, path string) { s.Breached = path }},
		{"--geo-database", "places", places.File(t, map[string]geo.Place{"8.8.8.0/24": {Country: "US"}}), func(s *config.Serve, path string) { s.GeoDatabase = path }},
	} {
		t.Run(c.finding, func(t *testing.T) {
			t.Parallel()
			for path, well := range map[string]bool{unfit: false, unfit + ".missing": false, c.fit: true} {
				s := settings(t)
				c.set(s, path)
				o, err := app.FromSettings(s)
				if (err == nil) != well || (err != nil && !strings.Contains(err.Error(), c.setting)) {
					t.Errorf("%s: the start says %v", path, err)
				}
				if err == nil {
					o.Release()
				}
				found := false
				for _, f := range app.Examine(t.Context(), s) {
					found = found || f.Name == c.finding && (f.Err == nil) == well
				}
				if !found {
					t.Errorf("%s: the doctor doesn't say how it is", path)
				}
			}
		})
	}
}

// A domain that can't be read, or is given to no workspace, stops the start; a good one is kept as it is looked up.
func TestADomainIsGivenToAWorkspace(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		"wsp_01jc5zt5e8f3bvxk2r9q7m4dhn=Corp.Example": true, "corp.example": false, "wsp_x=corp.example": false, "wsp_01jc5zt5e8f3bvxk2r9q7m4dhn=": false,
		"wsp_01jc5zt5e8f3bvxk2r9q7m4dhn=corp": false, "wsp_01jc5zt5e8f3bvxk2r9q7m4dhn=*.example": false, "=corp.example": false,
	} {
		s := settings(t)
		s.ProvisioningDomains = []string{text}
		options, err := app.FromSettings(s)
		if (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
		if of, _ := id.Parse[id.Workspace]("wsp_01jc5zt5e8f3bvxk2r9q7m4dhn"); good && (!options.Given(of, "corp.example") || options.Given(of, "other.example") || options.Given(id.New[id.Workspace](), "corp.example")) {
			t.Errorf("%q gives something else", text)
		}
		if err != nil && !strings.Contains(err.Error(), "--provisioning-domain (TASKFLOW_PROVISIONING_DOMAIN)") {
			t.Errorf("%q: said %v", text, err)
		}
	}
}
