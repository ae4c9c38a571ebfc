package emailchange

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/emailchange/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

type linkIn struct{ Body linkBody }

type linkBody struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"What stands after the # of the link"`
}

// Answer is what came of a link.
type Answer struct {
	Changed bool   `json:"changed" doc:"Both links were used: the account has the new address"`
	Status  string `json:"status" doc:"What to do next"`
}

// linkGone is the one answer for links that don't work, whatever the reason.
func linkGone() error {
	return problem.Gone("This link was used, has expired, or was never sent. Ask for the change again.")
}

// link is one that was shown, of an account that is active and locked until the transaction
// ends. It isn't used yet.
type link struct {
	queries.ByLinkRow

	hash token.Hash
	who  accounts.Confirmed
}

func open(ctx context.Context, c *endpoint.Call, text string) (link, error) {
	hash, err := token.Parse(token.EmailChange, text)
	if err != nil {
		return link{}, linkGone()
	}
	found, err := queries.New(c.Tx).ByLink(ctx, queries.ByLinkParams{TokenHash: hash[:], Now: c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return link{}, linkGone()
	}
	if err != nil {
		return link{}, fmt.Errorf("looking for a link: %w", err)
	}
	who, err := accounts.Confirm(ctx, c.Tx, found.UserID)
	if errors.Is(err, accounts.ErrChanged) {
		return link{}, linkGone()
	}
	if err != nil {
		return link{}, err
	}
	c.Actor(who.ID)
	c.Touched(who.ID.String())
	return link{ByLinkRow: found, hash: hash, who: who}, nil
}

// use is what of many requests with one link only one gets through, by one statement.
func (l link) use(ctx context.Context, c *endpoint.Call) (used queries.UseOldRow, err error) {
	q := queries.New(c.Tx)
	if l.Old {
		used, err = q.UseOld(ctx, queries.UseOldParams{ID: l.ID, TokenHash: l.hash[:], Now: &c.Now})
	} else {
		var row queries.UseNewRow
		row, err = q.UseNew(ctx, queries.UseNewParams{ID: l.ID, TokenHash: l.hash[:], Now: &c.Now})
		used = queries.UseOldRow(row)
	}
	if errors.Is(err, db.ErrNoRows) || err == nil && used.TokenVersion != l.who.TokenVersion {
		return used, linkGone()
	}
	if err != nil {
		return used, fmt.Errorf("using a link: %w", err)
	}
	return used, nil
}

func (e *EmailChange) confirm(ctx context.Context, c *endpoint.Call, in *linkIn) (*Answer, error) {
	l, err := open(ctx, c, in.Body.Token)
	if err != nil {
		return nil, err
	}
	used, err := l.use(ctx, c)
	if err != nil {
		return nil, err
	}
	if l.Old {
		c.Detail("mailbox", "old")
	} else {
		c.Detail("mailbox", "new")
	}
	if !used.OtherUsed {
		return &Answer{Status: "Thank you. The address changes once the link in the other mailbox is used too."}, nil
	}
	return e.change(ctx, c, l.who, used)
}

// change is done by whichever link is used last.
func (e *EmailChange) change(ctx context.Context, c *endpoint.Call, who accounts.Confirmed, used queries.UseOldRow) (*Answer, error) {
	to, err := mail.ParseAddress(used.Email)
	if err != nil {
		return nil, fmt.Errorf("the address of a change: %w", err)
	}
	end := queries.EndWaitingParams{UserID: who.ID, Now: &c.Now}
	fresh, err := accounts.ChangeEmail(ctx, c.Tx, who, to, c.Now)
	if errors.Is(err, accounts.ErrTaken) {
		c.Keep(func(ctx context.Context, q db.Querier) error { return queries.New(q).EndWaiting(ctx, end) })
		return nil, problem.Conflict("Another account has this address by now. Yours keeps the one that it has.")
	}
	if err != nil {
		return nil, err
	}
	if err := queries.New(c.Tx).EndWaiting(ctx, end); err != nil {
		return nil, fmt.Errorf("ending a change of address: %w", err)
	}
	if err := sessions.AddressChanged(ctx, c.Tx, who.ID, used.SessionID, c.Now); err != nil {
		return nil, err
	}
	c.Happened("auth.email_change")
	c.Detail("email", e.Audit.PseudonymOf(to.Canonical()))
	for _, notice := range e.changedMails(who.Account, fresh.Account) {
		if err := e.Jobs.Mail(ctx, c.Tx, notice); err != nil {
			return nil, err
		}
	}
	return &Answer{Changed: true, Status: "The address is changed. Sign in with it from now on."}, nil
}
