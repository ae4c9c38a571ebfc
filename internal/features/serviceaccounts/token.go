package serviceaccounts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

const (
	issuing           = "/oauth2/token"
	clientCredentials = "client_credentials"
	resourceParameter = "resource"
)

// Token is the answer of RFC 6749 section 5.1.
type Token struct {
	AccessToken string `json:"access_token" doc:"A JWT by RFC 9068"`
	TokenType   string `json:"token_type" doc:"Bearer"`
	ExpiresIn   int64  `json:"expires_in" doc:"Its life in seconds"`
	Scope       string `json:"scope" doc:"What it is for"`
}

type tokenIn struct {
	form   url.Values
	client client
}

var (
	errUnknownClient = errors.New("no such client, or not its secret, or one of them has ended")
	errScope         = errors.New("a scope that the account doesn't have")
	errResource      = errors.New("a resource that isn't this installation")
)

// read takes the request apart, outside of any transaction.
func (s *ServiceAccounts) read(_ context.Context, c *endpoint.Call, in *tokenIn) error {
	body, err := c.ReadUpload()
	if err != nil {
		return asOAuth(err)
	}
	if in.form, err = parseForm(body); err != nil {
		return problem.OAuth(problem.InvalidRequest, err)
	}
	var ambiguous error
	in.client, ambiguous, err = clientOf(c.Request, in.form)
	if account, unreadable := id.Parse[id.User](in.client.id); unreadable == nil {
		c.Touched(account.String())
	}
	switch {
	case ambiguous != nil:
		return problem.OAuth(problem.InvalidRequest, ambiguous)
	case err != nil:
		return problem.OAuth(problem.InvalidClient, err)
	}
	return nil
}

// asOAuth makes what is wrong with a body one of the few errors that there are.
func asOAuth(err error) error {
	if p := problem.From(err); p.Code == problem.CodeUnsupportedMedia || p.Code == problem.CodeBadRequest {
		return problem.OAuth(problem.InvalidRequest, err)
	}
	return err
}

// token issues a token to the client whose secret was shown. Who the client is comes
// first: what else is wrong is told only to one that is known.
func (s *ServiceAccounts) token(ctx context.Context, c *endpoint.Call, in *tokenIn) (*Token, error) {
	known, allowed, err := in.authenticate(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := in.grant(s.Issuer); err != nil {
		return nil, err
	}
	scope, err := in.scope(allowed)
	if err != nil {
		return nil, err
	}
	c.Detail("secret", id.ClientSecret(known.ID).String())
	c.Detail("scope", scope.String())
	err = queries.New(c.Tx).Used(ctx, queries.UsedParams{
		WorkspaceID: known.OwnedBy, ID: id.ClientSecret(known.ID), Now: &c.Now, LastUsedFrom: s.Audit.Pseudonym(edge.Info(ctx).ClientIP),
	})
	if err != nil {
		return nil, err
	}
	life := min(authn.AccessTokenLife, known.ExpiresAt.Sub(c.Now))
	access, err := s.Tokens.IssueTo(authn.Client{Account: known.UserID, Session: known.ID, Version: known.TokenVersion, Scope: scope, Life: life})
	if err != nil {
		return nil, fmt.Errorf("issuing a token: %w", err)
	}
	return &Token{AccessToken: access, TokenType: "Bearer", ExpiresIn: int64(life / time.Second), Scope: scope.String()}, nil
}

// authenticate finds the client by the hash of its secret. What isn't a secret of ours
// is looked for all the same: the work tells nothing.
func (in *tokenIn) authenticate(ctx context.Context, c *endpoint.Call) (known queries.ClientRow, allowed string, err error) {
	hash, malformed := token.Parse(token.ClientSecret, in.client.secret)
	if malformed != nil {
		hash = sha256.Sum256([]byte(in.client.secret))
	}
	known, err = queries.New(c.Tx).Client(ctx, queries.ClientParams{SecretHash: hash[:], Now: c.Now})
	switch {
	case errors.Is(err, db.ErrNoRows) || err == nil && (malformed != nil || known.UserID.String() != in.client.id):
		return known, "", problem.OAuth(problem.InvalidClient, errUnknownClient)
	case err != nil:
		return known, "", fmt.Errorf("finding a client: %w", err)
	}
	c.Actor(known.UserID)
	if err := c.InWorkspace(ctx, known.OwnedBy); err != nil {
		return known, "", err
	}
	allowed, err = queries.New(c.Tx).Allowed(ctx, queries.AllowedParams{
		WorkspaceID: known.OwnedBy, UserID: known.UserID, SecretID: id.ClientSecret(known.ID),
	})
	if errors.Is(err, db.ErrNoRows) { // removed from its workspace
		return known, "", problem.OAuth(problem.InvalidClient, errUnknownClient)
	}
	return known, allowed, err
}

// grant refuses every grant but one, and every resource but this installation.
func (in *tokenIn) grant(issuer string) error {
	switch grant := in.form.Get("grant_type"); {
	case grant == "":
		return problem.OAuth(problem.InvalidRequest, errors.New("no grant_type"))
	case grant != clientCredentials:
		return problem.OAuth(problem.UnsupportedGrantType, errors.New("another grant"))
	}
	for _, resource := range in.form[resourceParameter] {
		if strings.TrimSuffix(resource, "/") != strings.TrimSuffix(issuer, "/") {
			return problem.OAuth(problem.InvalidTarget, errResource)
		}
	}
	return nil
}

// scope is what the token is for: all that the account has, unless less was asked for.
func (in *tokenIn) scope(allowed string) (authn.Scope, error) {
	has := authn.ParseScope(allowed)
	asked := authn.ParseScope(in.form.Get("scope"))
	if len(asked) == 0 {
		asked = has
	}
	for _, name := range asked {
		if !slices.Contains(has, name) {
			return nil, problem.OAuth(problem.InvalidScope, errScope)
		}
	}
	if len(has) == 0 { // which would be no limit
		return nil, problem.OAuth(problem.InvalidScope, errScope)
	}
	slices.Sort(asked)
	return slices.Compact(asked), nil
}
