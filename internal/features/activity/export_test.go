package activity

import (
	"context"
	"net/http"
	"time"

	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
)

// Flood writes to a client until that fails, and returns why it did.
func Flood(ctx context.Context, w http.ResponseWriter, marks events.Marks, patience time.Duration) error {
	out := newWire(w, marks, id.New[id.Workspace]())
	out.patience = patience
	for ctx.Err() == nil {
		for range 1000 {
			if err := out.event(events.Stored{ID: id.New[id.Event](), Kind: "task.updated", Data: `{"title":"T"}`}); err != nil {
				return err
			}
		}
		if err := out.flush(); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Seats hands out seats as a node does.
func Seats() func(id.User) (func(), error) { return newSeats().take }
