package endpoint_test

import (
	"context"
	"net/http"
	"time"

	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// runner lets everything through.
type runner struct{}

func (runner) Admit(http.ResponseWriter, *http.Request, endpoint.Spec) (authn.Principal, error) {
	return authn.Principal{}, nil
}

func (runner) Run(ctx context.Context, run *endpoint.Run) error {
	return run.Handle(ctx)
}

func (runner) Now() time.Time        { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
func (runner) Sealer() *token.Sealer { return nil }
