package sessions

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type loginIn struct {
	Body loginBody

	scope    authn.Scope
	email    string // a pseudonym of the address, under which an unknown one is counted too
	device   id.Device
	verified accounts.Credential
	better   string // a stronger hash of the same password; empty when there is no need
}

type loginBody struct {
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"1024"`
	Client   string `json:"client" enum:"browser,token" doc:"browser gets a cookie, token an access token and a refresh token"`
	Scope    string `json:"scope,omitempty" maxLength:"1000" doc:"Permissions that the tokens are limited to, with spaces between; none is no limit"`
}

var errCredential = errors.New("the address, the password or the account's state")

// checkPassword does the slow part outside the transaction, and the same work
// whatever is wrong.
func (s *Sessions) checkPassword(ctx context.Context, c *endpoint.Call, in *loginIn) error {
	var err error
	if in.scope, err = s.ScopeOf(in.Body.Client, in.Body.Scope); err != nil {
		return err
	}
	if err := s.find(ctx, c, in); err != nil {
		return err
	}
	if err := s.guess(ctx, c, "password", in.email, in.device); err != nil {
		return err
	}
	ok, rehash, err := s.verify(ctx, in)
	if err != nil {
		return atField("body.password", err)
	}
	if !ok || !in.verified.Active() {
		return problem.Unauthenticated(errCredential)
	}
	if rehash {
		if in.better, err = s.Hasher.Hash(ctx, in.Body.Password); err != nil {
			return fmt.Errorf("hashing anew: %w", err)
		}
	}
	return nil
}

// ScopeOf reads what the tokens of a client are to be limited to, at any door.
func (s *Sessions) ScopeOf(client, text string) (authn.Scope, error) {
	scope := authn.ParseScope(text)
	if len(scope) > 0 && client == browser {
		return nil, problem.InvalidField("body.scope", "is for the client token only")
	}
	known := s.Scopes()
	for _, name := range scope {
		if !slices.Contains(known, name) {
			return nil, problem.InvalidField("body.scope", "names a permission that doesn't exist")
		}
	}
	return scope, nil
}

// find loads whom the address belongs to. An address that can't be one is as
// unknown as any other.
func (s *Sessions) find(ctx context.Context, c *endpoint.Call, in *loginIn) error {
	address, err := mail.ParseAddress(in.Body.Email)
	if err != nil {
		address = mail.Address{}
	}
	in.email = s.Audit.PseudonymOf(address.Canonical())
	c.Detail("email", in.email)
	err = s.DB.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) (err error) {
		if in.verified, err = accounts.CredentialOf(ctx, q, address); err != nil {
			return err
		}
		in.device, err = knownDevice(ctx, q, c.Request, in.verified.User)
		return err
	})
	if !in.verified.User.IsZero() {
		c.Actor(in.verified.User)
	}
	return err
}

// verify compares with the account's hash, or does the same work without one:
// an account that was never confirmed has no password.
func (s *Sessions) verify(ctx context.Context, in *loginIn) (ok, rehash bool, err error) {
	if in.verified.Hash == "" {
		return false, false, s.Hasher.VerifyUnknown(ctx, in.Body.Password)
	}
	return s.Hasher.Verify(ctx, in.verified.Hash, in.Body.Password)
}

// atField names the place in the request that a hasher's refusal is about.
func atField(field string, err error) error {
	var p *problem.Problem
	if errors.As(err, &p) && p.Code == problem.CodeInvalid {
		return problem.InvalidField(field, p.Fields[0].Reason)
	}
	return err
}

func (s *Sessions) login(ctx context.Context, c *endpoint.Call, in *loginIn) (*SignedIn, error) {
	c.Actor(in.verified.User)
	c.Touched(in.verified.User.String())
	c.Detail("client", in.Body.Client)
	who, err := accounts.ConfirmPassword(ctx, c.Tx, in.verified, in.better)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.Unauthenticated(err)
	}
	if err != nil {
		return nil, err
	}
	return s.SignIn(ctx, c, Proof{Account: who, Ways: authn.Ways{authn.ByPassword}, Client: in.Body.Client, Scope: in.scope})
}
