package auditlog

import (
	"context"
	"fmt"

	"taskflow/internal/features/auditlog/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type getIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	EventID     id.Audit     `path:"audit_event_id"`
	row         row
}

// load reads the entry; the decision is about the workspace whose log it is.
func load(ctx context.Context, q db.Querier, l authz.Lookup, in *getIn) (authz.Resource, error) {
	found, err := queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), ID: in.EventID})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading an audit entry: %w", err)
	}
	in.row = row(found)
	return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, nil
}

func show(_ *endpoint.Call, in *getIn) (*Entry, error) {
	e, err := entryOf(in.row)
	return &e, err
}
