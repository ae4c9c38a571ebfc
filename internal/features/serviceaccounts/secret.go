package serviceaccounts

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// mostSecrets is enough for one in use, one that comes and one that goes, in two places.
const mostSecrets = 5

// hintLength is how much of the random part tells one secret from another.
const hintLength = 4

type addSecretIn struct {
	Path
	Body addSecretBody
}

type addSecretBody struct {
	Days        int64  `json:"days" minimum:"1" maximum:"365" doc:"How many days it lives"`
	OthersEndIn *int64 `json:"others_end_in_hours,omitempty" minimum:"0" maximum:"720" doc:"In how many hours the account's other secrets end"`
}

// NewSecret is a secret that nobody sees again.
type NewSecret struct {
	ClientID     id.User `json:"client_id"`
	ClientSecret string  `json:"client_secret" doc:"Shown this once"`
	Secret       Secret  `json:"secret"`
}

func (s *ServiceAccounts) addSecret(ctx context.Context, c *endpoint.Call, in *addSecretIn) (*NewSecret, error) {
	if err := mayHave(c.Grant.Role(), authz.Role(in.row.Role)); err != nil {
		return nil, err
	}
	live, err := secretsOf(ctx, c.Tx, c.Grant.Workspace(), in.AccountID, c.Now)
	if err != nil {
		return nil, err
	}
	if len(live) >= mostSecrets {
		return nil, problem.Conflict("The account has 5 secrets already. Revoke one first.")
	}
	plain, hash := token.New(token.ClientSecret)
	made := &NewSecret{ClientID: in.AccountID, ClientSecret: plain.Reveal(), Secret: Secret{
		ID: id.New[id.ClientSecret](), Hint: plain.Reveal()[:len(token.ClientSecret.Prefix())+hintLength],
		CreatedBy: c.Grant.User(), CreatedAt: c.Now, ExpiresAt: c.Now.Add(time.Duration(in.Body.Days) * 24 * time.Hour),
	}}
	c.Detail("secret", made.Secret.ID.String())
	c.Detail("days", fmt.Sprint(in.Body.Days))
	if err := keep(ctx, c, made, hash); err != nil {
		return nil, err
	}
	if err := s.remind(ctx, c.Tx, c.Grant.Workspace(), made.Secret); err != nil {
		return nil, err
	}
	return made, in.retireOthers(ctx, c, made.Secret.ID)
}

func keep(ctx context.Context, c *endpoint.Call, made *NewSecret, hash token.Hash) error {
	q, secret := queries.New(c.Tx), made.Secret
	err := q.OpenSecret(ctx, queries.OpenSecretParams{
		ID: id.Session(secret.ID), UserID: made.ClientID, SecretHash: hash[:], Now: c.Now, ExpiresAt: secret.ExpiresAt,
	})
	if err != nil {
		return err
	}
	return q.AddSecret(ctx, queries.AddSecretParams{
		WorkspaceID: c.Grant.Workspace(), ID: secret.ID, UserID: made.ClientID, Hint: secret.Hint, CreatedBy: secret.CreatedBy, Now: c.Now,
	})
}

func (in *addSecretIn) retireOthers(ctx context.Context, c *endpoint.Call, kept id.ClientSecret) error {
	if in.Body.OthersEndIn == nil {
		return nil
	}
	c.Detail("others_end_in_hours", fmt.Sprint(*in.Body.OthersEndIn))
	q := queries.New(c.Tx)
	if err := q.Replaced(ctx, queries.ReplacedParams{WorkspaceID: c.Grant.Workspace(), UserID: in.AccountID, Kept: kept}); err != nil {
		return err
	}
	return q.RetireOthers(ctx, queries.RetireOthersParams{
		UserID: in.AccountID, Kept: id.Session(kept), At: c.Now.Add(time.Duration(*in.Body.OthersEndIn) * time.Hour),
	})
}

type revokeIn struct {
	Path
	SecretID id.ClientSecret `path:"secret_id"`
}

const endedByAdmin = "revoked by an admin"

func revoke(ctx context.Context, c *endpoint.Call, in *revokeIn) (*endpoint.Nothing, error) {
	_, err := queries.New(c.Tx).Secret(ctx, queries.SecretParams{WorkspaceID: c.Grant.Workspace(), UserID: in.AccountID, ID: in.SecretID})
	if err != nil {
		return nil, problem.NotFound(err)
	}
	c.Detail("secret", in.SecretID.String())
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.NotFound(nil))).Revoke(ctx, queries.RevokeParams{
		ID: id.Session(in.SecretID), Now: &c.Now, Reason: endedByAdmin,
	})
}
