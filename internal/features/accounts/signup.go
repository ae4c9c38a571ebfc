package accounts

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

const (
	// LinkLife is how long the link of a verification mail works.
	LinkLife = 24 * time.Hour
	// MailsPerHour is how many mails sign-up sends to one address in an hour.
	MailsPerHour = 3
)

// The purposes of rows about mails that were sent.
const (
	toVerify = "verify"
	toNotify = "signup-notice" // holds no link; it counts
)

type signupIn struct {
	Body signupBody

	to   mail.Address
	name string
	hash string
}

type signupBody struct {
	Email    string `json:"email" minLength:"3" maxLength:"254" doc:"Where the confirmation is sent"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"At least 15 characters; any characters"`
	Name     string `json:"name" minLength:"1" maxLength:"100" doc:"What others call you"`
}

// judge refuses what the input itself shows, and hashes the password in any
// case: how long it takes doesn't tell whether there is an account.
func (a *Accounts) judge(ctx context.Context, _ *endpoint.Call, in *signupIn) (err error) {
	if in.to, err = mail.ParseAddress(in.Body.Email); err != nil {
		return problem.InvalidField("body.email", err.Error())
	}
	if in.name, err = trimmed(in.Body.Name); err != nil {
		return err
	}
	if err := CheckPassword("body.password", in.Body.Password, in.to.Email, in.name); err != nil {
		return err
	}
	in.hash, err = a.Hasher.Hash(ctx, in.Body.Password)
	return err
}

// CheckPassword returns the problem of a new password, under the field's name.
func CheckPassword(field, text string, known ...string) error {
	list := password.Check(text, true, known...)
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i].Field = field
	}
	return problem.Invalid(list...)
}

func (a *Accounts) signup(ctx context.Context, c *endpoint.Call, in *signupIn) (*Answer, error) {
	answer := &Answer{Status: "Check your mail: we have sent you what to do next."}
	c.Detail("email", a.Audit.PseudonymOf(in.to.Canonical()))
	admitted, err := a.admits(ctx, c, in)
	if err != nil || !admitted {
		return answer, err
	}
	account, err := queries.New(c.Tx).Reserve(ctx, queries.ReserveParams{
		ID: id.New[id.User](), Email: in.to.Email, EmailKey: in.to.Canonical(), Name: in.name, Now: c.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("reserving an address: %w", err)
	}
	c.Touched(account.ID.String())
	sent, err := queries.New(c.Tx).CountMails(ctx, queries.CountMailsParams{UserID: account.ID, Since: c.Now.Add(-time.Hour)})
	if err != nil {
		return nil, fmt.Errorf("counting mails: %w", err)
	}
	if sent >= MailsPerHour {
		c.Detail("mail", "withheld")
		return answer, nil
	}
	return answer, a.sendMail(ctx, c, in, account)
}

// admits tells whether the policy lets this address sign up.
func (a *Accounts) admits(ctx context.Context, c *endpoint.Call, in *signupIn) (bool, error) {
	if a.Invited == nil {
		return true, nil
	}
	known, err := CredentialOf(ctx, c.Tx, in.to)
	if err != nil || known.Active() {
		return err == nil, err
	}
	invited, err := a.Invited(ctx, c.Tx, in.to.Canonical(), c.Now)
	if err != nil {
		return false, fmt.Errorf("looking for an invitation: %w", err)
	}
	if !invited {
		c.Detail("policy", "not invited")
	}
	return invited, nil
}

// sendMail has the address told what its sign-up means: a link that confirms
// it, which ends the links before it, or that there is an account already.
func (a *Accounts) sendMail(ctx context.Context, c *endpoint.Call, in *signupIn, account queries.ReserveRow) error {
	plain, hash := token.New(token.EmailVerification)
	link := queries.AddLinkParams{
		ID: id.New[id.EmailToken](), UserID: account.ID, Purpose: toNotify, TokenHash: hash[:], Now: c.Now, ExpiresAt: c.Now.Add(LinkLife),
	}
	message := a.existsMail()
	if account.State == Unverified {
		link.Purpose, link.Name, link.PasswordHash = toVerify, in.name, in.hash
		message = a.verifyMail(plain)
	}
	message.To = mail.Address{Email: account.Email}
	return writeLink(ctx, c.Tx, a, link, message)
}

func writeLink(ctx context.Context, tx *db.Tx, a *Accounts, link queries.AddLinkParams, message mail.Message) error {
	q := queries.New(tx)
	if err := q.EndLinks(ctx, queries.EndLinksParams{UserID: link.UserID, Purpose: link.Purpose, Now: &link.Now}); err != nil {
		return fmt.Errorf("ending earlier links: %w", err)
	}
	if err := q.AddLink(ctx, link); err != nil {
		return fmt.Errorf("keeping a link: %w", err)
	}
	return a.Jobs.Mail(ctx, tx, message)
}
