package activity

import (
	"context"
	"net/http"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

type streamIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	// The header is what an EventSource sends when it comes back by itself, so
	// it is newer than the address that it was opened with.
	LastEventID string `header:"Last-Event-ID" maxLength:"2048" doc:"The id of the last event that was received"`
	From        string `query:"last_event_id" maxLength:"2048" doc:"The same, for clients that can't set headers"`
}

func (in *streamIn) mark() string {
	if in.LastEventID != "" {
		return in.LastEventID
	}
	return in.From
}

const (
	// recheck is the longest a stream goes without being authorized again. With
	// the time that a check takes it is well below the second that a
	// revocation may take.
	recheck   = 750 * time.Millisecond
	heartbeat = 15 * time.Second
	// checkLimit bounds one check; a stream that can't be checked ends.
	checkLimit = 2 * time.Second
	// A stream reads at most once per restBase, and the more streams there are
	// the less often: 2,000 of them rest 220 ms.
	restBase      = 20 * time.Millisecond
	restPerStream = 100 * time.Microsecond
	batchSize     = 100
)

// stream serves one stream until the client leaves, the server stops, or the
// person may no longer follow.
func (a *Activity) stream(ctx context.Context, c *endpoint.Call, in *streamIn, w http.ResponseWriter) error {
	leave, err := a.seats.take(c.Principal.User)
	if err != nil {
		problem.Write(w, c.Request, err)
		return nil
	}
	defer leave()
	// Before the first look, so that nothing that is committed meanwhile goes unnoticed.
	wake, unsubscribe := a.hub.Subscribe(in.WorkspaceID)
	defer unsubscribe()
	edge.Linger(ctx)
	f := &follower{Activity: a, call: c, workspace: in.WorkspaceID, out: newWire(w, a.marks, in.WorkspaceID)}
	if err := f.open(ctx, in.mark()); err != nil {
		problem.Write(w, c.Request, err)
		return nil
	}
	edge.Annotate(ctx, "stream_ended", f.follow(ctx, wake))
	return nil
}

// follow sends what happens until the stream ends, and says why it did.
//
// wake is looked at only after a rest; meanwhile it keeps its one token.
func (f *follower) follow(ctx context.Context, wake <-chan struct{}) string {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	next, rested := time.NewTimer(0), time.NewTimer(0)
	defer next.Stop()
	defer rested.Stop()
	var awake <-chan struct{}
	for {
		var err error
		select {
		case <-ctx.Done():
			return "the client left"
		case <-edge.Draining(ctx):
			return "the server stops"
		case <-beat.C:
			err = f.out.beat(f.place)
		case <-rested.C:
			awake = wake
		case <-awake:
			awake = nil
			next.Reset(0)
		case <-next.C:
			awake = nil
			var pause time.Duration
			pause, err = f.advance(ctx)
			next.Reset(pause)
			rested.Reset(min(pause, f.rest()))
		}
		if err != nil {
			return string(problem.CodeOf(err)) + ": " + err.Error()
		}
	}
}

func (f *follower) rest() time.Duration {
	return restBase + time.Duration(f.seats.open())*restPerStream
}
