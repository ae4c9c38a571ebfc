package endpoint_test

import (
	"context"
	"net/http"
	"time"

	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// runner lets everything through, and counts.
type runner struct{ admitted, ran int }

func (r *runner) Admit(http.ResponseWriter, *http.Request, endpoint.Spec) (authn.Principal, error) {
	r.admitted++
	return authn.Principal{}, nil
}

func (r *runner) Run(ctx context.Context, run *endpoint.Run) error {
	r.ran++
	return run.Handle(ctx)
}

func (r *runner) Now() time.Time        { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
func (r *runner) Sealer() *token.Sealer { return nil }
