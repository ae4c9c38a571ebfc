package edge

import (
	"errors"
	"sync/atomic"
	"time"

	"taskflow/internal/platform/problem"
)

// retrySoon is what a client is told when there is no place: most requests
// last milliseconds, so a place is free again within a second.
const retrySoon = time.Second

var (
	errInFlight  = errors.New("edge: too many requests in flight")
	errHeldBytes = errors.New("edge: too many bytes of bodies held")
)

// gate counts places, or bytes, that are taken.
type gate struct {
	taken atomic.Int64
	most  int64
}

func (g *gate) enter(n int64) bool {
	if g.taken.Add(n) <= g.most {
		return true
	}
	g.taken.Add(-n)
	return false
}

func (g *gate) leave(n int64) { g.taken.Add(-n) }

// enter takes a place until finish gives it back.
func (e *edge) enter(x *exchange) error {
	if x.request.URL.Path == Liveness && x.request.ContentLength == 0 {
		return nil
	}
	place := &e.reads
	if x.request.ContentLength != 0 {
		place = &e.uploads
	}
	if !place.enter(1) {
		return problem.Unavailable(errInFlight, retrySoon)
	}
	x.place = place
	return nil
}
