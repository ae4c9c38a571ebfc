package activity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/edge"
)

// patience is how long a client may take for what was sent; a beat always comes
// before it is over. A slower one is cut off and comes back by its last event id.
const patience = 20 * time.Second

// retry is what clients wait before they come back, in milliseconds.
const retry = 2000

// reset says that there is a gap: fetch everything again.
const reset = "reset"

// wire writes server-sent events (WHATWG HTML, section 9.2).
type wire struct {
	w         http.ResponseWriter
	marks     events.Marks
	workspace id.Workspace
	patience  time.Duration
	buffer    bytes.Buffer
}

func newWire(w http.ResponseWriter, marks events.Marks, workspace id.Workspace) *wire {
	return &wire{w: w, marks: marks, workspace: workspace, patience: patience}
}

// open begins the answer. The id without an event makes a client that loses the
// connection before the first event come back to the same place.
func (o *wire) open(from events.Place, anew bool) error {
	mark, err := o.marks.Write(o.workspace, from)
	if err != nil {
		return err
	}
	h := o.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies must pass each event on at once
	fmt.Fprintf(&o.buffer, "retry: %d\n", retry)
	if anew {
		fmt.Fprintf(&o.buffer, "event: %s\nid: %s\ndata: {}\n\n", reset, mark)
	} else {
		fmt.Fprintf(&o.buffer, "id: %s\n\n", mark)
	}
	return o.flush()
}

// event adds an event to what is sent next. Its kind is a constant of a feature
// and its data was written by encoding/json: neither holds a line break.
func (o *wire) event(e events.Stored) error {
	mark, err := o.marks.Write(o.workspace, e.Place)
	if err != nil {
		return err
	}
	shown := Event{
		ID: e.ID, Kind: e.Kind, ProjectID: e.Project, TaskID: e.Task, ActorID: e.Actor, At: e.At, Data: json.RawMessage(e.Data),
	}
	text, err := strict.Marshal(shown)
	if err != nil {
		return fmt.Errorf("writing event %s: %w", e.ID, err)
	}
	fmt.Fprintf(&o.buffer, "event: %s\nid: %s\ndata: %s\n\n", e.Kind, mark, text)
	return nil
}

// beat tells that the stream lives, and how far it has come: much of what
// happened since may not be for this client.
func (o *wire) beat(at events.Place) error {
	mark, err := o.marks.Write(o.workspace, at)
	if err != nil {
		return err
	}
	fmt.Fprintf(&o.buffer, ": beat\nid: %s\n\n", mark)
	return o.flush()
}

// flush sends what was written, as one piece, with a deadline of its own.
func (o *wire) flush() error {
	if o.buffer.Len() == 0 {
		return nil
	}
	defer o.buffer.Reset()
	if err := edge.ExtendWrite(o.w, o.patience); err != nil {
		return fmt.Errorf("giving a stream time: %w", err)
	}
	if _, err := o.w.Write(o.buffer.Bytes()); err != nil {
		return fmt.Errorf("writing to a stream: %w", err)
	}
	if err := http.NewResponseController(o.w).Flush(); err != nil {
		return fmt.Errorf("flushing a stream: %w", err)
	}
	return nil
}
