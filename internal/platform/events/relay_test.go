package events_test

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/valkey-io/valkey-go"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
)

// node is a hub with a relay that runs until the test ends.
func node(t *testing.T, carrier events.Carrier) *events.Hub {
	t.Helper()
	hub := events.NewHub()
	relay := events.NewRelay(hub, carrier, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- relay.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return hub
}

// tells checks that a change on one node wakes the streams of another. A link
// that isn't up yet loses texts, so it is told again.
func tells(t *testing.T, here, there *events.Hub) {
	t.Helper()
	workspace := id.New[id.Workspace]()
	wake, leave := there.Subscribe(workspace)
	defer leave()
	other, leaveOther := there.Subscribe(id.New[id.Workspace]())
	defer leaveOther()
	for range 100 {
		here.Wake(workspace)
		select {
		case <-wake:
			select {
			case <-other:
				t.Error("another workspace was woken too")
			default:
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatal("the other node never heard of it")
}

func TestRelayWakesOtherNodes(t *testing.T) {
	t.Parallel()
	t.Run("postgresql", func(t *testing.T) {
		t.Parallel()
		if os.Getenv(dbtest.PostgresVariable) == "" {
			t.Skip(dbtest.PostgresVariable + " is not set")
		}
		carrier := events.OverPostgres(dbtest.Open(t, db.PostgreSQL))
		here, there := node(t, carrier), node(t, carrier)
		tells(t, here, there)
		tells(t, there, here)
	})
	t.Run("valkey", func(t *testing.T) {
		t.Parallel()
		target := os.Getenv("TASKFLOW_TEST_VALKEY")
		if target == "" {
			t.Skip("TASKFLOW_TEST_VALKEY is not set")
		}
		option, err := valkey.ParseURL(target)
		if err != nil {
			t.Fatal(err)
		}
		client, err := valkey.NewClient(option)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		tells(t, node(t, events.OverValkey(client)), node(t, events.OverValkey(client)))
	})
}

// A burst of commits is told in few texts that all fit.
func TestRelayGathers(t *testing.T) {
	t.Parallel()
	carrier := lossless{texts: make(chan string, 1000)}
	hub := events.NewHub()
	relay := events.NewRelay(hub, carrier, slog.New(slog.DiscardHandler))
	const workspaces = 1000
	for range workspaces {
		workspace := id.New[id.Workspace]()
		hub.Wake(workspace)
		hub.Wake(workspace)
	}
	list := relay.Texts()
	if len(list) > workspaces/300+1 {
		t.Errorf("%d texts for %d workspaces", len(list), workspaces)
	}
	for _, text := range list {
		if len(text) > events.MaxPayload {
			t.Errorf("a text of %d bytes", len(text))
		}
	}
}

func TestOtherEnginesDoNotNotify(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	if d.Notify(t.Context(), "c", "p") == nil || d.Listen(t.Context(), "c", nil) == nil {
		t.Error("SQLite notifies")
	}
}
