package sessions

import (
	"context"
	"errors"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type passwordIn struct {
	Body passwordBody

	verified accounts.Credential
	fresh    accounts.NewPassword
}

type passwordBody struct {
	Current string `json:"current_password" minLength:"1" maxLength:"1024"`
	New     string `json:"new_password" minLength:"1" maxLength:"1024" doc:"At least 15 characters, or 8 where the account has a second factor; any characters"`
}

// checkChange does the two hashes outside the transaction.
func (s *Sessions) checkChange(ctx context.Context, c *endpoint.Call, in *passwordIn) error {
	second := false
	err := s.DB.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) (err error) {
		if in.verified, err = accounts.CredentialByID(ctx, q, c.Principal.User); err != nil {
			return err
		}
		second, err = s.HasSecondFactor(ctx, q, c.Principal.User)
		return err
	})
	if err != nil {
		return err
	}
	if in.verified.Hash == "" {
		return problem.InvalidField("body.current_password", "is none that your account has")
	}
	if err := accounts.JudgePassword(s.Policy, "body.new_password", in.Body.New, second, in.verified.Email, in.verified.Name); err != nil {
		return err
	}
	if err := s.guessSignedIn(ctx, c); err != nil {
		return err
	}
	ok, _, err := s.Hasher.Verify(ctx, in.verified.Hash, in.Body.Current)
	if err != nil {
		return atField("body.current_password", err)
	}
	if !ok {
		return problem.InvalidField("body.current_password", "is not your password")
	}
	in.fresh, err = accounts.HashPassword(ctx, s.Hasher, in.Body.New)
	return err
}

// changePassword ends every session, this one too: whoever has a copy of its
// cookie or tokens is out, and the person goes on with what the answer brings.
func (s *Sessions) changePassword(ctx context.Context, c *endpoint.Call, in *passwordIn) (*SignedIn, error) {
	who, err := accounts.ReplacePassword(ctx, c.Tx, in.verified, in.fresh, c.Now)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.New(problem.CodeConflict, "The account was changed in the meantime.", err)
	}
	if err != nil {
		return nil, err
	}
	c.Touched(who.ID.String())
	p := Proof{Account: who, Client: tokens, Scope: c.Principal.Scope}
	if err := p.resume(ctx, c.Tx, c.Principal.Session); err != nil {
		return nil, err
	}
	p.Ways = p.Ways.With(authn.ByPassword)
	if err := endSignIns(ctx, c.Tx, who.ID, endedByPassword, c.Now); err != nil {
		return nil, err
	}
	if err := s.Jobs.Mail(ctx, c.Tx, changedMail(who.Account)); err != nil {
		return nil, err
	}
	if c.Principal.Method == authn.Cookie {
		p.Client = browser
	}
	return s.open(ctx, c, p)
}

func changedMail(a accounts.Account) mail.Message {
	return mail.Message{
		To: mail.Address{Name: a.Name, Email: a.Email}, Kind: "auth.password-changed", Subject: "Your TaskFlow password was changed",
		Text: "The password of your TaskFlow account was changed, and everybody was signed out who had signed in with the old one.\n\n" +
			"If it wasn't you, tell the people who run your TaskFlow at once.\n",
	}
}
