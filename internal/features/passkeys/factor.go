package passkeys

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// Factor is a passkey as a sign-in that waits or a step-up asks for it.
func (p *Passkeys) Factor() sessions.Factor { return factor{p} }

type factor struct{ *Passkeys }

// Way is its name.
func (factor) Way() authn.Way { return authn.ByPasskey }

// Held tells whether the account has one.
func (factor) Held(ctx context.Context, q db.Querier, user id.User) (bool, error) {
	return queries.New(q).Held(ctx, user)
}

// Check uses up the challenge that was made for what is proven.
func (f factor) Check(ctx context.Context, c *endpoint.Call, user id.User, answer sessions.Answer) error {
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer.Assertion))
	if err != nil {
		return wrongAssertion(err)
	}
	if err := f.answered(ctx, c, proving(user, answer.For), parsed.Response.CollectedClientData.Challenge, wrongAssertion); err != nil {
		return err
	}
	return f.use(ctx, c, user, parsed, wrongAssertion)
}

// wrongAssertion is the one answer to passkeys that don't work, whatever the reason.
func wrongAssertion(error) error {
	return problem.InvalidField("body.assertion", "is not right, or answers a challenge that was used already or is too old")
}

var (
	errUnknown = errors.New("no such passkey, or another account's")
	errRemoved = errors.New("the passkey was removed in the meantime")
)

// use holds an answer against the passkey of a locked account, and notes its use.
func (p *Passkeys) use(ctx context.Context, c *endpoint.Call, user id.User, answer *protocol.ParsedCredentialAssertionData, refused refusal) error {
	party, err := p.available()
	if err != nil {
		return err
	}
	row, err := find(ctx, c.Tx, user, answer.RawID, refused)
	if err != nil {
		return err
	}
	handle, err := handleOf(ctx, c.Tx, user)
	if err != nil {
		return err
	}
	if err := party.asserted(answer.Response.CollectedClientData.Challenge, handle, recordOf(row, answer.RawID), answer); err != nil {
		return refused(err)
	}
	c.Detail("passkey", row.ID.String())
	now := answer.Response.AuthenticatorData
	if err := p.watch(ctx, c, user, row, now.Counter); err != nil {
		return err
	}
	return queries.New(c.Tx.One(refused(errRemoved))).Used(ctx, queries.UsedParams{
		ID: row.ID, SignCount: int64(now.Counter), BackedUp: now.Flags.HasBackupState(), Now: &c.Now,
	})
}

// find loads the passkey of an account that a browser names.
func find(ctx context.Context, q db.Querier, user id.User, credential []byte, refused refusal) (queries.FindRow, error) {
	row, err := queries.New(q).Find(ctx, queries.FindParams{CredentialID: credential, UserID: user})
	if errors.Is(err, db.ErrNoRows) {
		return row, refused(errUnknown)
	}
	if err != nil {
		return row, fmt.Errorf("looking for a passkey: %w", err)
	}
	return row, nil
}

// recordOf is a passkey as the library verifies with it. Its flags say what never changes.
func recordOf(row queries.FindRow, credential []byte) webauthn.Credential {
	var flags protocol.AuthenticatorFlags
	if row.BackupEligible {
		flags |= protocol.FlagBackupEligible
	}
	return webauthn.Credential{
		ID: credential, PublicKey: row.PublicKey, Flags: webauthn.NewCredentialFlags(flags), Authenticator: webauthn.Authenticator{AAGUID: row.Aaguid},
	}
}
