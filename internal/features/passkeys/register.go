package passkeys

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

func (p *Passkeys) begin(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*CreationOptions, error) {
	party, err := p.available()
	if err != nil {
		return nil, err
	}
	user := c.Grant.User()
	c.Touched(user.String())
	who, err := accounts.CredentialByID(ctx, c.Tx, user)
	if err != nil {
		return nil, err
	}
	fresh := make([]byte, randomBytes)
	_, _ = rand.Read(fresh) // never fails: crypto/rand stops the program instead
	handle, err := queries.New(c.Tx).Handle(ctx, queries.HandleParams{UserID: user, Handle: fresh, Now: c.Now})
	if err != nil {
		return nil, fmt.Errorf("keeping a handle: %w", err)
	}
	held, err := credentialsOf(ctx, c.Tx, user)
	if err != nil {
		return nil, err
	}
	challenge, err := p.challenge(registering(user, c.Principal.Session), c.Now)
	return creation(party, Holder{ID: base64url.EncodeToString(handle), Name: who.Email, DisplayName: who.Name}, challenge, held), err
}

func creation(by *party, of Holder, challenge string, held []Credential) *CreationOptions {
	options := &CreationOptions{
		RP: Party{ID: by.id, Name: partyName}, User: of, Challenge: challenge, Timeout: ChallengeLife.Milliseconds(), ExcludeCredentials: held,
		AuthenticatorSelection: Selection{ResidentKey: required, RequireResidentKey: true, UserVerification: required},
		Attestation:            string(protocol.PreferNoAttestation),
	}
	for _, algorithm := range algorithms {
		options.PubKeyCredParams = append(options.PubKeyCredParams, Algorithm{Type: publicKey, Alg: int64(algorithm)})
	}
	return options
}

type createIn struct {
	Body createBody

	answer *protocol.ParsedCredentialCreationData
}

type createBody struct {
	Name       string `json:"name" minLength:"1" maxLength:"100"`
	Credential string `json:"credential" minLength:"1" maxLength:"16384" doc:"The PublicKeyCredential as JSON text, as its toJSON writes it"`
}

// Added is a passkey that was added.
type Added struct {
	Passkey       Passkey  `json:"passkey"`
	RecoveryCodes []string `json:"recovery_codes" doc:"Each works once in place of a second factor; empty when you have some already" maxItems:"10"`
}

// wrongCredential is the one answer to registrations that aren't right, whatever the reason.
func wrongCredential(error) error {
	return problem.InvalidField("body.credential", "is not right, or answers a challenge that was used already or is too old")
}

// parseCreation reads the answer outside any transaction.
func parseCreation(_ context.Context, _ *endpoint.Call, in *createIn) (err error) {
	if in.answer, err = protocol.ParseCredentialCreationResponseBytes([]byte(in.Body.Credential)); err != nil {
		return wrongCredential(err)
	}
	return nil
}

func (p *Passkeys) create(ctx context.Context, c *endpoint.Call, in *createIn) (*Added, error) {
	name, err := trimmed(in.Body.Name)
	if err != nil {
		return nil, err
	}
	made, err := p.verify(ctx, c, in.answer)
	if err != nil {
		return nil, err
	}
	kept, err := p.keep(ctx, c, name, made)
	if err != nil {
		return nil, err
	}
	c.Touched(kept.ID.String())
	c.Detail("added", string(authn.ByPasskey))
	if err := p.tell(ctx, c, c.Grant.User(), "A passkey was added to your account: it can be used to sign in."); err != nil {
		return nil, err
	}
	codes, err := p.Codes(ctx, c)
	return &Added{Passkey: *kept, RecoveryCodes: codes}, err
}

// verify holds an answer against the challenge of this session.
func (p *Passkeys) verify(ctx context.Context, c *endpoint.Call, answer *protocol.ParsedCredentialCreationData) (*webauthn.Credential, error) {
	party, err := p.available()
	if err != nil {
		return nil, err
	}
	challenge, user := answer.Response.CollectedClientData.Challenge, c.Grant.User()
	if err := p.answered(ctx, c, registering(user, c.Principal.Session), challenge, wrongCredential); err != nil {
		return nil, err
	}
	handle, err := handleOf(ctx, c.Tx, user)
	if err != nil {
		return nil, err
	}
	made, err := party.registered(challenge, handle, answer)
	if err != nil {
		return nil, wrongCredential(err)
	}
	return made, nil
}

// keep adds a passkey to its account, which it locks: two at once don't exceed the bound.
func (p *Passkeys) keep(ctx context.Context, c *endpoint.Call, name string, made *webauthn.Credential) (*Passkey, error) {
	user := c.Grant.User()
	if err := lock(ctx, c, user); err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	n, err := q.CountOf(ctx, user)
	if err != nil {
		return nil, fmt.Errorf("counting passkeys: %w", err)
	}
	if n >= Most {
		return nil, problem.Conflict("You have as many passkeys as an account can have. Remove one first.")
	}
	row := queries.AddParams{
		ID: id.New[id.Passkey](), UserID: user, CredentialID: made.ID, PublicKey: made.PublicKey, SignCount: int64(made.Authenticator.SignCount),
		BackupEligible: made.Flags.BackupEligible, BackedUp: made.Flags.BackupState, Transports: kept(made.Transport),
		Aaguid: made.Authenticator.AAGUID, Name: name, Now: c.Now,
	}
	once := queries.New(c.Tx.One(problem.Conflict("This passkey was added already.")))
	if err := once.Add(ctx, row); err != nil {
		return nil, err
	}
	return &Passkey{
		ID: row.ID, Name: name, CredentialID: base64url.EncodeToString(made.ID), Syncs: row.BackupEligible, BackedUp: row.BackedUp,
		Transports: transportsOf(row.Transports), CreatedAt: c.Now,
	}, nil
}

// lock holds the account until the transaction ends.
func lock(ctx context.Context, c *endpoint.Call, user id.User) error {
	_, err := accounts.Confirm(ctx, c.Tx, user)
	if errors.Is(err, accounts.ErrChanged) {
		return problem.Unauthenticated(err)
	}
	return err
}

// trimmed is a name as it is kept.
func trimmed(name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}
