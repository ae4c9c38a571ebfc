package endpoint

import (
	"context"
	"errors"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
)

var errNotOpen = errors.New("only an open stream is authorized again")

// Reauthorize is for a Stream: it authenticates the request and decides about
// it once more, on how everything stands now, and answers what would be
// answered to it now. From then on Now and Grant are the new ones.
//
// The loaders are asked beside it, in the same snapshot of the request's
// tenant. What they have read is worth nothing when there is an error.
func (c *Call) Reauthorize(ctx context.Context, loaders ...db.Loader) error {
	if c.again == nil {
		return problem.Internal(errNotOpen)
	}
	return c.again(ctx, loaders)
}

// Reopen is for the pipeline: f is how the call is decided about again.
func (c *Call) Reopen(f func(ctx context.Context, loaders []db.Loader) error) { c.again = f }
