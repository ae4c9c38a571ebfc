package accounts

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	// LinkLife is how long the link of a verification mail works.
	LinkLife = 24 * time.Hour
	// MailsPerHour is how many mails sign-up sends to one address in an hour for
	// sign-ups from one network: strangers elsewhere use up only their own.
	MailsPerHour = 3
	// MailsPerDay bounds the mails to one address whoever asks for them, so that
	// a crowd can't bury it.
	MailsPerDay = 30
)

// The purposes of rows about mails that were sent.
const (
	toVerify = "verify"
	toNotify = "signup-notice" // holds no link; it counts
)

type signupIn struct {
	Body signupBody

	to      mail.Address
	name    string
	hash    string
	network string // a pseudonym: equal or not is all that is asked of it
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
	if err := JudgePassword(a.Policy, "body.password", in.Body.Password, false, in.to.Email, in.name); err != nil {
		return err
	}
	in.network = a.Audit.PseudonymOf("sign-up from " + ratelimit.SiteKey(edge.Info(ctx).ClientIP))
	in.hash, err = a.Hasher.Hash(ctx, in.Body.Password)
	return err
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
	tooMany, err := enough(ctx, c, in, account.ID)
	if err != nil || tooMany {
		return answer, err
	}
	return answer, a.sendMail(ctx, c, in, account)
}

// enough tells whether the address was sent all that it may be for now.
func enough(ctx context.Context, c *endpoint.Call, in *signupIn, user id.User) (bool, error) {
	sent, err := queries.New(c.Tx).CountMails(ctx, queries.CountMailsParams{
		UserID: user, Network: in.network, LastHour: c.Now.Add(-time.Hour), LastDay: c.Now.Add(-24 * time.Hour),
	})
	if err != nil {
		return false, fmt.Errorf("counting mails: %w", err)
	}
	switch {
	case sent.FromNetwork >= MailsPerHour:
		c.Detail("mail", "withheld: of this network")
	case sent.OfAddress >= MailsPerDay:
		c.Detail("mail", "withheld: of this address")
	default:
		return false, nil
	}
	return true, nil
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
// exactly this sign-up, or that there is an account already.
func (a *Accounts) sendMail(ctx context.Context, c *endpoint.Call, in *signupIn, account queries.ReserveRow) error {
	plain, hash := token.New(token.EmailVerification)
	link := queries.AddLinkParams{
		ID: id.New[id.EmailToken](), UserID: account.ID, Purpose: toNotify, TokenHash: hash[:], Network: in.network,
		Now: c.Now, ExpiresAt: c.Now.Add(LinkLife),
	}
	message := a.existsMail()
	if account.State == Unverified {
		link.Purpose, link.Name, link.PasswordHash = toVerify, in.name, in.hash
		message = a.verifyMail(plain, c.Now, edge.Info(ctx).ClientIP)
	}
	message.To = mail.Address{Email: account.Email}
	return writeLink(ctx, c.Tx, a, link, message)
}

// writeLink ends the earlier links of the same network only: a stranger's
// sign-up must not take away the link that the owner has asked for.
func writeLink(ctx context.Context, tx *db.Tx, a *Accounts, link queries.AddLinkParams, message mail.Message) error {
	q := queries.New(tx)
	err := q.EndLinksOfNetwork(ctx, queries.EndLinksOfNetworkParams{
		UserID: link.UserID, Purpose: link.Purpose, Network: link.Network, Now: &link.Now,
	})
	if err != nil {
		return fmt.Errorf("ending earlier links: %w", err)
	}
	if err := q.AddLink(ctx, link); err != nil {
		return fmt.Errorf("keeping a link: %w", err)
	}
	return a.Jobs.Mail(ctx, tx, message)
}
