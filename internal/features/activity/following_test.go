package activity_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/activity"
	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// message is a server-sent event.
type message struct{ kind, id, data string }

// following is an open stream as its client sees it.
type following struct {
	messages chan message // closed when the stream ends
	stop     func()
	last     string
	header   http.Header
}

// follow opens a person's stream and waits until it has begun.
func follow(t *testing.T, w *testworld.World, p *testworld.Person, options ...testworld.RequestOption) *following {
	t.Helper()
	settle(t, w)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	r := p.Request(t, http.MethodGet, w.Path("/events"), nil, options...).WithContext(ctx)
	response, err := w.Server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		stop()
		_ = response.Body.Close()
		t.Fatalf("%s's stream answered %d", p.Name, response.StatusCode)
	}
	f := &following{messages: make(chan message, 200), header: response.Header}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(f.messages)
		defer func() { _ = response.Body.Close() }()
		read(bufio.NewScanner(response.Body), f.messages)
	}()
	f.stop = func() { stop(); <-ended }
	t.Cleanup(f.stop)
	if first := f.next(t); first.id == "" || first.kind != "" && first.kind != "reset" {
		t.Fatalf("the stream begins with %+v", first)
	} else if first.kind == "reset" {
		f.messages <- first
	}
	return f
}

// settle waits until everything that was committed is in the past of a new
// stream. On PostgreSQL transactions of other tests may keep it in suspense,
// and a stream that begins then shows it.
func settle(t *testing.T, w *testworld.World) {
	t.Helper()
	for range 1000 {
		open := false
		if w.Engine == db.PostgreSQL {
			w.Ask(t, db.Scope{Workspace: w.Acme}, `SELECT EXISTS (SELECT 1 FROM events
				WHERE workspace_id = $1 AND transaction_id >= pg_snapshot_xmin(pg_current_snapshot()))`, []any{w.Acme}, &open)
		}
		if !open {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Fatal("a transaction stays open")
}

func read(lines *bufio.Scanner, to chan<- message) {
	lines.Buffer(nil, 1<<20)
	var m message
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			m.kind = value
		case "id":
			m.id = value
		case "data":
			m.data = value
		case "":
			if lines.Text() == "" {
				to <- m
				m = message{}
			}
		}
	}
}

// next waits for the next message.
func (f *following) next(t *testing.T) message {
	t.Helper()
	select {
	case m, ok := <-f.messages:
		if !ok {
			t.Fatal("the stream has ended")
		}
		f.last = m.id
		return m
	case <-time.After(soon):
		t.Fatal("nothing came")
	}
	return message{}
}

// ended waits for the end of the stream and returns what still came.
func (f *following) ended(t *testing.T) (list []message) {
	t.Helper()
	timer := time.NewTimer(soon)
	defer timer.Stop()
	for {
		select {
		case m, ok := <-f.messages:
			if !ok {
				return list
			}
			list = append(list, m)
		case <-timer.C:
			t.Fatal("the stream is still open")
		}
	}
}

func project(t *testing.T, w *testworld.World, by *testworld.Person, private bool) string {
	t.Helper()
	return by.Post(t, w.Path("/projects"), object{"name": "P", "private": private}).Want(t, http.StatusCreated).ID(t)
}

func task(t *testing.T, w *testworld.World, by *testworld.Person, project string, options ...testworld.RequestOption) string {
	t.Helper()
	return by.Post(t, w.Path("/tasks"), object{"project_id": project, "title": "T"}, options...).Want(t, http.StatusCreated).ID(t)
}

// wantTask waits for the event of a task's creation.
func (f *following) wantTask(t *testing.T, task string) message {
	t.Helper()
	m := f.next(t)
	var e activity.Event
	if err := json.Unmarshal([]byte(m.data), &e); err != nil {
		t.Fatalf("%+v: %v", m, err)
	}
	if m.kind != "task.created" || e.Kind != m.kind || e.TaskID.String() != task || e.ID.IsZero() || e.ActorID.IsZero() || e.At.IsZero() {
		t.Fatalf("got %+v, want the creation of %s", m, task)
	}
	return m
}
