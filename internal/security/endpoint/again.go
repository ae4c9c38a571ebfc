package endpoint

import (
	"context"
	"errors"

	"taskflow/internal/platform/problem"
)

var errDecidedOnce = errors.New("only a request in its transaction is decided about again")

// DecideAgain is for a change that waited for others (a row's lock): it reads
// anew how the person stands and what the request is about, in the same
// transaction, and decides on that. While it waited the others may have taken
// away the very right that it came with. From then on the Grant and what Target
// has loaded are the new ones; on an error the request is refused as a late one.
func (c *Call) DecideAgain(ctx context.Context) error {
	if c.decide == nil || c.Tx == nil {
		return problem.Internal(errDecidedOnce)
	}
	return c.decide(ctx)
}

// Redecide is for the pipeline: f is how DecideAgain decides.
func (c *Call) Redecide(f func(context.Context) error) { c.decide = f }
