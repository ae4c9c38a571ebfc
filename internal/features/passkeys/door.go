package passkeys

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// door is where passkeys are asked for.
type door struct {
	*Passkeys
	sessions *sessions.Sessions
}

func (d *door) endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[nothingIn, RequestOptions]{
			Name: "passkeys.challenge", Method: http.MethodGet, Path: auth + "/passkey/begin", Summary: "Get what navigator.credentials.get needs to sign in",
			Description: "Good for one answer, for five minutes. It is the same for everybody: the authenticator knows its accounts.",
			Permission:  authz.Anyone("whoever signs in has no credential yet"),
			Rate:        ratelimit.Public, Audit: audit.Skip("reads only"),
			Handle: d.ask,
		},
		endpoint.Endpoint[signInIn, sessions.SignedIn]{
			Name: "passkeys.sign_in", Method: http.MethodPost, Path: auth + "/passkey/finish", Summary: "Sign in with a passkey",
			Description: "A passkey is two factors: nothing else is asked for.",
			Permission:  authz.Anyone("whoever signs in has no credential yet"),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.login.success", "auth.login.failure"), NoReplay: "the answer is a credential",
			Before: d.parse, Handle: d.signIn, Example: signInBody{Assertion: `{"id":"…","type":"public-key"}`, Client: "token"},
		},
		endpoint.Endpoint[waitingIn, RequestOptions]{
			Name: "passkeys.challenge_mfa", Method: http.MethodPost, Path: auth + "/mfa/passkey", Summary: "Get what a passkey as second factor needs",
			Description: "What comes of it goes to /auth/mfa/verify as the assertion.",
			Permission:  authz.Anyone("the token of the waiting sign-in is the credential"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.passkey.asked"), NoReplay: "a challenge is answered once",
			Handle: d.askWaiting, Example: waitingBody{Token: "tfm_example"},
		},
		endpoint.Endpoint[nothingIn, RequestOptions]{
			Name: "passkeys.challenge_step_up", Method: http.MethodGet, Path: auth + "/step-up/passkey", Summary: "Get what a passkey needs to prove again who you are",
			Description: "What comes of it goes to /auth/step-up as the assertion.",
			Permission:  authz.Self("sessions:step_up", "one's own factors").WhenBound(),
			Rate:        ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: d.askAgain,
		},
	}
}

func (d *door) ask(_ context.Context, c *endpoint.Call, _ *nothingIn) (*RequestOptions, error) {
	return d.request(signingIn, c.Now, []Credential{})
}

type waitingIn struct{ Body waitingBody }

type waitingBody struct {
	Token string `json:"mfa_token" minLength:"1" maxLength:"200"`
}

func (d *door) askWaiting(ctx context.Context, c *endpoint.Call, in *waitingIn) (*RequestOptions, error) {
	waiting, user, err := sessions.Waiting(ctx, c.Tx, in.Body.Token, c.Now)
	if err != nil {
		return nil, err
	}
	c.Actor(user)
	c.Touched(user.String())
	return d.proof(ctx, c, user, waiting.String())
}

func (d *door) askAgain(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*RequestOptions, error) {
	return d.proof(ctx, c, c.Grant.User(), c.Principal.Session.String())
}

type signInIn struct {
	Body signInBody

	scope  authn.Scope
	answer *protocol.ParsedCredentialAssertionData
}

type signInBody struct {
	Assertion string `json:"assertion" minLength:"1" maxLength:"16384" doc:"The PublicKeyCredential as JSON text, as its toJSON writes it"`
	Client    string `json:"client" enum:"browser,token" doc:"browser gets a cookie, token an access token and a refresh token"`
	Scope     string `json:"scope,omitempty" maxLength:"1000" doc:"Permissions that the tokens are limited to, with spaces between; none is no limit"`
}

// parse reads the answer outside any transaction.
func (d *door) parse(_ context.Context, _ *endpoint.Call, in *signInIn) (err error) {
	if in.scope, err = d.sessions.ScopeOf(in.Body.Client, in.Body.Scope); err != nil {
		return err
	}
	if in.answer, err = protocol.ParseCredentialRequestResponseBytes([]byte(in.Body.Assertion)); err != nil {
		return problem.Unauthenticated(err)
	}
	return nil
}

// signIn is the same whatever is wrong: nobody learns which passkeys, accounts or
// handles there are, or that an account is disabled.
func (d *door) signIn(ctx context.Context, c *endpoint.Call, in *signInIn) (*sessions.SignedIn, error) {
	c.Detail("client", in.Body.Client)
	if err := d.answered(ctx, c, signingIn, in.answer.Response.CollectedClientData.Challenge, problemOf); err != nil {
		return nil, err
	}
	user, err := ownerOf(ctx, c.Tx, in.answer)
	if err != nil {
		return nil, err
	}
	c.Actor(user)
	c.Touched(user.String())
	who, err := accounts.Confirm(ctx, c.Tx, user)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problemOf(err)
	}
	if err != nil {
		return nil, err
	}
	if err := d.use(ctx, c, user, in.answer, problemOf); err != nil {
		return nil, err
	}
	return d.sessions.SignIn(ctx, c, sessions.Proof{Account: who, Ways: authn.Ways{authn.ByPasskey}, Client: in.Body.Client, Scope: in.scope})
}

func problemOf(cause error) error { return problem.Unauthenticated(cause) }

// ownerOf finds whose passkey answered. The answer must name its account.
func ownerOf(ctx context.Context, q db.Querier, answer *protocol.ParsedCredentialAssertionData) (id.User, error) {
	user, err := queries.New(q).OwnerOf(ctx, queries.OwnerOfParams{CredentialID: answer.RawID, Handle: answer.Response.UserHandle})
	if errors.Is(err, db.ErrNoRows) {
		return user, problemOf(errUnknown)
	}
	if err != nil {
		return user, fmt.Errorf("looking for whose a passkey is: %w", err)
	}
	return user, nil
}
