package provisioning

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

// mostTokens is one in use and one that comes.
const mostTokens = 2

// hintLength is how much of the random part tells one token from another.
const hintLength = 4

// Token is a token as it is listed.
type Token struct {
	ID           id.ProvisioningToken `json:"id"`
	Hint         string               `json:"hint" doc:"How it begins"`
	CreatedBy    id.User              `json:"created_by"`
	CreatedAt    time.Time            `json:"created_at"`
	LastUsedAt   *time.Time           `json:"last_used_at" doc:"To five minutes"`
	LastUsedFrom string               `json:"last_used_from" doc:"The same for the same address, as in the audit log"`
	ExpiresAt    time.Time            `json:"expires_at"`
}

func liveTokens(ctx context.Context, c *endpoint.Call) ([]Token, error) {
	rows, err := queries.New(c.Tx).Tokens(ctx, queries.TokensParams{WorkspaceID: c.Grant.Workspace(), Now: c.Now})
	if err != nil {
		return nil, fmt.Errorf("listing tokens: %w", err)
	}
	list := make([]Token, len(rows))
	for i, row := range rows {
		list[i] = Token(row)
	}
	return list, nil
}

type addTokenIn struct {
	Path
	Body addTokenBody
}

type addTokenBody struct {
	Days int64 `json:"days" minimum:"1" maximum:"365" doc:"How many days it lives"`
}

// NewToken is a token that nobody sees again.
type NewToken struct {
	Secret string `json:"secret" doc:"Shown this once"`
	Token  Token  `json:"token"`
}

func addToken(ctx context.Context, c *endpoint.Call, in *addTokenIn) (*NewToken, error) {
	q := queries.New(c.Tx)
	if err := q.Lock(ctx, c.Grant.Workspace()); err != nil {
		return nil, err
	}
	live, err := liveTokens(ctx, c)
	if err != nil {
		return nil, err
	}
	if len(live) >= mostTokens {
		return nil, problem.Conflict("There are 2 tokens already. Withdraw one first.")
	}
	plain, hash := token.New(token.Provisioning)
	made := &NewToken{Secret: plain.Reveal(), Token: Token{
		ID: id.New[id.ProvisioningToken](), Hint: plain.Reveal()[:len(token.Provisioning.Prefix())+hintLength],
		CreatedBy: c.Grant.User(), CreatedAt: c.Now, ExpiresAt: c.Now.Add(time.Duration(in.Body.Days) * 24 * time.Hour),
	}}
	c.Touched(made.Token.ID.String())
	c.Detail("days", fmt.Sprint(in.Body.Days))
	err = q.OpenToken(ctx, queries.OpenTokenParams{
		ID: id.Session(made.Token.ID), UserID: in.row.AccountID, TokenHash: hash[:], Now: c.Now, ExpiresAt: made.Token.ExpiresAt,
	})
	if err != nil {
		return nil, err
	}
	changed(c)
	return made, q.AddToken(ctx, queries.AddTokenParams{
		WorkspaceID: c.Grant.Workspace(), ID: made.Token.ID, Hint: made.Token.Hint, CreatedBy: made.Token.CreatedBy, Now: c.Now,
	})
}

type revokeIn struct {
	Path
	TokenID id.ProvisioningToken `path:"token_id"`
}

const endedByAdmin = "withdrawn by an admin"

func revoke(ctx context.Context, c *endpoint.Call, in *revokeIn) (*endpoint.Nothing, error) {
	_, err := queries.New(c.Tx).Token(ctx, queries.TokenParams{WorkspaceID: c.Grant.Workspace(), ID: in.TokenID})
	if err != nil {
		return nil, problem.NotFound(err)
	}
	c.Touched(in.TokenID.String())
	changed(c)
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.NotFound(nil))).Revoke(ctx, queries.RevokeParams{
		ID: id.Session(in.TokenID), Now: &c.Now, Reason: endedByAdmin,
	})
}
