package imports

import (
	"context"
	"errors"
	"time"

	"taskflow/internal/platform/problem"
)

// mostAtOnce bounds what parsed boards may hold of the memory: a board of
// 50,000 cards takes a few hundred megabytes until it is stored.
const mostAtOnce = 2

const comeBack = 5 * time.Second

var errSlots = errors.New("imports: all places are taken")

// slots are the places for boards that are being parsed and stored.
type slots chan struct{}

// take holds a place until the request of ctx has ended.
func (s slots) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
	default:
		return problem.Unavailable(errSlots, comeBack)
	}
	context.AfterFunc(ctx, func() { <-s })
	return nil
}
