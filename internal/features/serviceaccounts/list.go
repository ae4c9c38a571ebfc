package serviceaccounts

import (
	"context"
	"fmt"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type nothingIn struct{}

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[*ServiceAccount], error) {
	after := id.Lowest[id.User]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing service accounts: %w", err)
	}
	items := make([]*ServiceAccount, len(rows))
	for i, r := range rows {
		items[i] = shown(queries.GetRow(r))
	}
	return endpoint.Paged(c, in.Page, items, func(a *ServiceAccount) any { return a.UserID })
}

type getIn struct{ Path }

func get(ctx context.Context, c *endpoint.Call, in *getIn) (*ServiceAccount, error) {
	account := shown(in.row)
	var err error
	account.Secrets, err = secretsOf(ctx, c.Tx.Last(), c.Grant.Workspace(), in.AccountID, c.Now)
	return account, err
}
