package saml

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type startIn struct {
	Body startBody

	provider *known
}

type startBody struct {
	Company  string `json:"company" minLength:"1" maxLength:"63" doc:"What the company's provider is called here"`
	ReturnTo string `json:"return_to,omitempty" maxLength:"2000" doc:"A path of this TaskFlow to show afterwards"`
}

// prepareStart finds the provider by the name that somebody typed.
func (s *SAML) prepareStart(ctx context.Context, _ *endpoint.Call, in *startIn) error {
	if !safeReturn(in.Body.ReturnTo) {
		return problem.InvalidField("body.return_to", "must be a path of this TaskFlow")
	}
	var workspace id.Workspace
	err := s.DB.View(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		workspace, err = queries.New(tx).WorkspaceNamed(ctx, in.Body.Company)
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return problem.NotFound(errNoProvider)
	}
	if err != nil {
		return fmt.Errorf("looking for a company: %w", err)
	}
	in.provider, err = s.provider(ctx, workspace)
	return err
}

// provider reads a workspace's provider for whoever stands at its door.
func (s *SAML) provider(ctx context.Context, workspace id.Workspace) (p *known, err error) {
	err = s.DB.View(ctx, db.Scope{Workspace: workspace}, func(tx *db.Tx) (err error) {
		p, err = providerOf(ctx, tx, workspace)
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil, problem.NotFound(errNoProvider)
	}
	return p, err
}

func (s *SAML) start(ctx context.Context, c *endpoint.Call, in *startIn) (*Leave, error) {
	return s.begin(ctx, c, in.provider, toSignIn, in.Body.ReturnTo)
}

type metadataIn struct {
	Workspace id.Workspace `path:"workspace"`

	text []byte
}

// readMetadata tells strangers only of a workspace that has a provider.
func (s *SAML) readMetadata(ctx context.Context, _ *endpoint.Call, in *metadataIn) error {
	if _, err := s.provider(ctx, in.Workspace); err != nil {
		return err
	}
	var err error
	in.text, err = s.party(in.Workspace).Metadata()
	return err
}

func (s *SAML) metadata(_ context.Context, _ *endpoint.Call, in *metadataIn, w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	_, err := w.Write(in.text)
	return err
}
