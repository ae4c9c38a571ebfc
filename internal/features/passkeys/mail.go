package passkeys

import (
	"context"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

const ifNotYou = "\n\nIf it wasn't you, sign in, end all other sessions, and tell the people who run your TaskFlow at once.\n"

// tell has the person told by mail of a change of factors (ASVS 5.0 6.3.7). What a
// passkey is called stays out of it.
func (p *Passkeys) tell(ctx context.Context, c *endpoint.Call, user id.User, what string) error {
	return p.mail(ctx, c, user, mail.Message{Kind: "auth.mfa-changed", Subject: "How you sign in to TaskFlow was changed", Text: what + ifNotYou})
}

func (p *Passkeys) mail(ctx context.Context, c *endpoint.Call, user id.User, m mail.Message) error {
	who, err := accounts.CredentialByID(ctx, c.Tx, user)
	if err != nil {
		return err
	}
	m.To = mail.Address{Name: who.Name, Email: who.Email}
	return p.Jobs.Mail(ctx, c.Tx, m)
}

// watch looks at a passkey's counter. One that doesn't go up may mean a copy of it; it
// is a signal and no reason to lock somebody out, since passkeys that are on several
// devices have none and always say 0 (WebAuthn Level 3 section 6.1.1).
func (p *Passkeys) watch(ctx context.Context, c *endpoint.Call, user id.User, row queries.FindRow, count uint32) error {
	if int64(count) > row.SignCount || count == 0 && row.SignCount == 0 {
		return nil
	}
	from := edge.Info(ctx)
	err := p.Audit.Write(ctx, c.Tx, audit.Entry{
		At: c.Now, Name: "auth.passkey.counter", Outcome: audit.Success, Actor: user, Session: c.Principal.Session, Target: row.ID.String(),
		Address: from.ClientIP, UserAgent: from.UserAgent, Request: from.RequestID,
	})
	if err != nil {
		return err
	}
	return p.mail(ctx, c, user, mail.Message{
		Kind: "auth.passkey-counter", Subject: "A passkey of your TaskFlow account may have been copied",
		Text: "A passkey of your account was used, and it counts its uses in an order that a single device wouldn't count in. " +
			"Somebody may have a copy of it, or its device was set back.\n\n" +
			"If you don't know why, remove the passkey in your settings and add a new one." + ifNotYou,
	})
}
