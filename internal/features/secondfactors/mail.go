package secondfactors

import (
	"context"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/mail"
	"taskflow/internal/security/endpoint"
)

// tell has the person told by mail of a change of factors (ASVS 5.0 6.3.7).
func (f *SecondFactors) tell(ctx context.Context, c *endpoint.Call, what string) error {
	who, err := accounts.CredentialByID(ctx, c.Tx, c.Grant.User())
	if err != nil {
		return err
	}
	return f.Jobs.Mail(ctx, c.Tx, mail.Message{
		To: mail.Address{Name: who.Name, Email: who.Email}, Kind: "auth.mfa-changed", Subject: "How you sign in to TaskFlow was changed",
		Text: what + "\n\nIf it wasn't you, sign in, end all other sessions, and tell the people who run your TaskFlow at once.\n",
	})
}
