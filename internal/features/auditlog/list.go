package auditlog

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/auditlog/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
	Name    string        `query:"name" maxLength:"100" doc:"Only entries of this name, as task.moved"`
	Outcome audit.Outcome `query:"outcome" enum:"success,failed,denied"`
	Actor   id.User       `query:"actor" doc:"Only what this person did"`
	Target  string        `query:"target" maxLength:"100" doc:"Only what was done to the thing with this id"`
	From    time.Time     `query:"from" doc:"Only entries of this time or later"`
	To      time.Time     `query:"to" doc:"Only entries before this time"`
}

// position is where a page begins: before this entry.
type position struct {
	At time.Time `json:"at"`
	ID id.Audit  `json:"id"`
}

// Databases hold more years than this; it bounds what is compared.
var (
	earliest = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Entry], error) {
	// No entry has the zero id, so at first nothing of the moment To is shown.
	before := position{At: within(in.To, latest)}
	if _, err := in.Position(c, &before); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), Since: within(in.From, earliest), BeforeAt: before.At, BeforeID: before.ID,
		Name: in.Name, Outcome: string(in.Outcome), AnyActor: in.Actor.IsZero(), ActorID: in.Actor, Target: in.Target,
		PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("searching the audit log: %w", err)
	}
	items := make([]Entry, len(rows))
	for i, r := range rows {
		if items[i], err = entryOf(r); err != nil {
			return nil, err
		}
	}
	return endpoint.Paged(c, in.Page, items, func(e Entry) any { return position{At: e.At, ID: e.ID} })
}

// within is t in the range that both databases keep; otherwise when none was given.
func within(t, otherwise time.Time) time.Time {
	switch {
	case t.IsZero():
		return otherwise
	case t.Before(earliest):
		return earliest
	case t.After(latest):
		return latest
	}
	return t
}
