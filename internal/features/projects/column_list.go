package projects

import (
	"context"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/security/endpoint"
)

type listColumnsIn struct{ Path }

// listColumns answers all of them: a board needs every column at once.
func listColumns(ctx context.Context, c *endpoint.Call, in *listColumnsIn) (*endpoint.List[Column], error) {
	columns, err := columnsOf(ctx, queries.New(c.Tx.Last()), c.Grant, in.facts.ID)
	if err != nil {
		return nil, err
	}
	return &endpoint.List[Column]{Items: columns}, nil
}
