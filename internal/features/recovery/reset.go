package recovery

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/recovery/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

type resetIn struct {
	Body resetBody

	hash  token.Hash
	fresh accounts.NewPassword
}

type resetBody struct {
	Token    string `json:"token" minLength:"1" maxLength:"200" doc:"What stands after the # of the link"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"At least 15 characters, or 8 where the account has a second factor; any characters"`
}

// linkGone is the one answer for links that don't work, whatever the reason.
func linkGone() error {
	return problem.Gone("This link was used, has expired, or was never sent. Ask for a new one.")
}

// judge looks at the link without using it: a password that is refused must not cost
// the link, and nobody without one can have passwords hashed.
func (r *Recovery) judge(ctx context.Context, c *endpoint.Call, in *resetIn) (err error) {
	if in.hash, err = token.Parse(token.PasswordReset, in.Body.Token); err != nil {
		return linkGone()
	}
	var who accounts.Credential
	second := false
	err = r.DB.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) error {
		user, err := queries.New(q).OpenLink(ctx, queries.OpenLinkParams{TokenHash: in.hash[:], Purpose: toReset, Now: c.Now})
		if err != nil {
			return err
		}
		if who, err = accounts.CredentialByID(ctx, q, user); err != nil {
			return err
		}
		second, err = r.Sessions.HasSecondFactor(ctx, q, user)
		return err
	})
	if errors.Is(err, db.ErrNoRows) || err == nil && (!who.Active() || who.Hash == "") {
		return linkGone()
	}
	if err != nil {
		return fmt.Errorf("looking at a link: %w", err)
	}
	if err := accounts.JudgePassword(r.Policy, "body.password", in.Body.Password, second, who.Email, who.Name); err != nil {
		return err
	}
	in.fresh, err = accounts.HashPassword(ctx, r.Hasher, in.Body.Password)
	return err
}

// reset uses the link, changes the password and ends whatever was signed in. Nobody is
// signed in by it: the new password and the second factor are still to be shown.
func (r *Recovery) reset(ctx context.Context, c *endpoint.Call, in *resetIn) (*Answer, error) {
	link, err := queries.New(c.Tx).UseLink(ctx, queries.UseLinkParams{TokenHash: in.hash[:], Purpose: toReset, Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return nil, linkGone()
	}
	if err != nil {
		return nil, fmt.Errorf("using a link: %w", err)
	}
	who, err := accounts.ResetPassword(ctx, c.Tx, link.UserID, link.TokenVersion, in.fresh, c.Now)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, linkGone()
	}
	if err != nil {
		return nil, err
	}
	c.Actor(who.ID)
	c.Touched(who.ID.String())
	if err := r.Sessions.Recovered(ctx, c, who.ID); err != nil {
		return nil, err
	}
	return &Answer{Status: "Your password is changed. Sign in with it."}, r.Jobs.Mail(ctx, c.Tx, resetNotice(who.Account))
}
