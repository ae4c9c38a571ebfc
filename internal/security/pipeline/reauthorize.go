package pipeline

import (
	"context"
	"errors"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
)

var errOtherPrincipal = errors.New("the credential is somebody else's now")

// again repeats for an open stream what admitted it: the credential must still
// be good, be the same one's, and be allowed. One round trip for idle streams.
func (w *walk) again(ctx context.Context, loaders []db.Loader) error {
	before := w.call.Principal
	principal, err := w.Authenticator.Authenticate(w.call.Request)
	if err != nil {
		return err
	}
	if principal.User != before.User || principal.Session != before.Session || principal.Method != before.Method {
		return problem.Unauthenticated(errOtherPrincipal)
	}
	w.call.Now = w.Clock.Now()
	s := w.facts()
	if all := append(s.loaders(), loaders...); len(all) > 0 {
		if err := w.DB.Snapshot(ctx, w.scope, all...); err != nil {
			return err
		}
	}
	return w.decide(s)
}
