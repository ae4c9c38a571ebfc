package provisioning

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/members"
	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// What became of somebody whom the provider has named.
const (
	waiting   = "waiting"   // he was invited
	member    = "member"    // he is one, or was until he went
	suspended = "suspended" // the provider has taken him out, and may bring him back
	off       = "off"       // he isn't to be one, and never agreed to be
)

// person is somebody whom the provider names, on his way to what it wants of him.
type person struct {
	*Provisioning
	c   *endpoint.Call
	own queries.GetRow
	row queries.UserRow
	to  mail.Address
}

// recognise looks whether somebody who hasn't come by an invitation of ours is a member of
// this workspace all the same. Of accounts elsewhere nothing is asked.
func (p *person) recognise(ctx context.Context) error {
	if !p.row.UserID.IsZero() {
		return nil
	}
	user, err := queries.New(p.c.Tx).MemberByEmail(ctx, queries.MemberByEmailParams{WorkspaceID: p.c.Grant.Workspace(), EmailKey: p.row.EmailKey})
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for a member of this address: %w", err)
	}
	p.row.UserID, p.row.State, p.row.Made = user, member, false
	return p.free(ctx)
}

// free makes sure that nobody else that the provider has named is the same.
func (p *person) free(ctx context.Context) error {
	taken, err := queries.New(p.c.Tx).Taken(ctx, queries.TakenParams{
		WorkspaceID: p.c.Grant.Workspace(), ID: p.row.ID, UserNameKey: nameKey(p.row), EmailKey: p.row.EmailKey, UserID: p.row.UserID,
	})
	if err != nil {
		return fmt.Errorf("looking for the same name: %w", err)
	}
	if taken > 0 {
		return errTaken()
	}
	return nil
}

func errTaken() error {
	return problem.SCIM(problem.Uniqueness, "Another User of the workspace has this userName or address.")
}

// bringIn makes somebody a member again whom the provider took out, has whoever is one be
// known as who he is, and asks everybody else.
func (p *person) bringIn(ctx context.Context) error {
	present, err := p.present(ctx)
	if err != nil || present {
		return err
	}
	role, err := roleOf(ctx, p.c.Tx, p.c.Grant.Workspace(), p.row, p.own.DefaultRole)
	if err != nil {
		return err
	}
	if p.row.State == suspended && !p.row.UserID.IsZero() {
		p.row.State = member
		return members.Begin(ctx, p.c, p.row.UserID, role)
	}
	// Whoever he was then, he went by himself: he is asked, under the address that he has now.
	p.row.UserID, p.row.Made = id.User{}, false
	made, err := p.makeAccount(ctx)
	if err != nil || made {
		return errors.Join(err, p.welcome(ctx, made, role))
	}
	p.row.State = waiting
	return p.Invite(ctx, p.c, p.to, role)
}

// present tells whether somebody is a member already, and then knows him as that.
func (p *person) present(ctx context.Context) (bool, error) {
	if err := p.recognise(ctx); err != nil || p.row.UserID.IsZero() {
		return false, err
	}
	role, err := members.RoleOf(ctx, p.c, p.row.UserID)
	if err == nil && role != authz.None {
		p.row.State = member
		return true, nil
	}
	return false, err
}

// makeAccount makes an account for somebody new, of a domain that is the workspace's. An
// account that is there is never touched.
func (p *person) makeAccount(ctx context.Context) (bool, error) {
	if !p.Given(p.c.Grant.Workspace(), p.to.Domain()) {
		return false, nil
	}
	present, err := accounts.CredentialOf(ctx, p.c.Tx, p.to)
	if err != nil || present.Active() || present.State == accounts.Disabled {
		return false, err
	}
	p.row.UserID, err = accounts.Vouched(ctx, p.c.Tx, p.to, p.accountName(), p.c.Now)
	p.row.State, p.row.Made = member, true
	return true, err
}

// accountName is what the account of somebody new is called.
func (p *person) accountName() string { return accounts.NameOf(p.row.DisplayName, p.to) }

// welcome tells somebody of the account that was made for him, in words that nobody else wrote.
func (p *person) welcome(ctx context.Context, made bool, role authz.Role) error {
	if !made {
		return nil
	}
	if err := members.Begin(ctx, p.c, p.row.UserID, role); err != nil {
		return err
	}
	return p.Mail(ctx, p.c.Tx, mail.Message{
		To: mail.Address{Email: p.to.Email}, Kind: "provisioned", Subject: "You have an account on TaskFlow",
		Text: "Your organisation has made an account for this address on TaskFlow, and you are a member of its workspace.\n\n" +
			"Open this page, and have a link sent to you to sign in or to set a password:\n\n" +
			p.BaseURL + "/forgot\n\n" +
			"If you don't know what this is about, do nothing.\n",
	})
}

// takeOut ends the membership, or what waits for one.
func (p *person) takeOut(ctx context.Context) error {
	if err := p.recognise(ctx); err != nil {
		return err
	}
	if err := p.Withdraw(ctx, p.c, p.row.EmailKey); err != nil {
		return err
	}
	if p.row.UserID.IsZero() {
		p.row.State = off
		return nil
	}
	role, err := members.RoleOf(ctx, p.c, p.row.UserID)
	if err != nil {
		return err
	}
	if role == authz.Owner && !p.own.Owners {
		return problem.Conflict("An owner's membership is ended in TaskFlow, unless an owner allows it to the provider.")
	}
	if role == authz.None {
		if p.row.State == member {
			p.row.State = off // he went by himself
		}
		return nil
	}
	if err := p.keepRole(ctx, role); err != nil {
		return err
	}
	p.row.State = suspended
	_, err = members.End(ctx, p.c, p.row.UserID)
	return err
}

// keepRole remembers the role that somebody comes back with: none that his groups have
// given him, which they may not give by then, and never an owner's.
func (p *person) keepRole(ctx context.Context, role authz.Role) error {
	given, err := ofGroups(ctx, p.c.Tx, p.c.Grant.Workspace(), p.row.ID)
	switch {
	case given != authz.None:
		role = authz.None
	case role == authz.Owner:
		role = authz.Admin
	}
	p.row.Role = string(role)
	return err
}
