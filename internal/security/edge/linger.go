package edge

import "context"

// Linger gives back the place among the requests in flight of one that stays
// for long. It is for streams, which have bounds of their own: 1,024 of them
// must not keep everybody else out. Only the handler's goroutine may call it.
func Linger(ctx context.Context) {
	if x := of(ctx); x != nil && x.place != nil {
		x.place.leave(1)
		x.place = nil
	}
}
