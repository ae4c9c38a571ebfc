package secondfactors

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/secondfactors/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

const (
	secretBytes = 20               // RFC 4226 section 4 R6 recommends 160 bits
	period      = 30 * time.Second // RFC 6238 section 4.1
	purpose     = "totp:"          // binds a sealed secret to whose it is
	// skew is how many steps a phone's clock may be off to either side (RFC 6238 section 5.2).
	skew = 1
)

// App is whether there is an authenticator app.
type App struct {
	Enabled     bool       `json:"enabled"`
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty"`
	LastUsedAt  *time.Time `json:"last_used_at,omitempty"`
}

// Secret is what an authenticator app is told, once.
type Secret struct {
	Secret string `json:"secret" doc:"To be typed into an app that can't see the picture"`
	URL    string `json:"url" doc:"otpauth://…"`
	QR     QR     `json:"qr" doc:"The URL as a picture"`
}

func showApp(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*App, error) {
	row, err := queries.New(c.Tx).TOTP(ctx, c.Grant.User())
	if errors.Is(err, db.ErrNoRows) || err == nil && row.ConfirmedAt == nil {
		return &App{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for an authenticator app: %w", err)
	}
	return &App{Enabled: true, ConfirmedAt: row.ConfirmedAt, LastUsedAt: row.LastUsedAt}, nil
}

func (f *SecondFactors) begin(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*Secret, error) {
	user := c.Grant.User()
	who, err := accounts.CredentialByID(ctx, c.Tx, user)
	if err != nil {
		return nil, err
	}
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails: crypto/rand stops the program instead
	key, err := totp.Generate(totp.GenerateOpts{Issuer: f.Issuer, AccountName: who.Email, Secret: random, Digits: otp.DigitsSix})
	if err != nil {
		return nil, fmt.Errorf("making a secret: %w", err)
	}
	sealed, err := f.Sealer.Seal(purpose+user.String(), random)
	if err != nil {
		return nil, fmt.Errorf("sealing a secret: %w", err)
	}
	picture, err := qrOf(key.URL())
	if err != nil {
		return nil, err
	}
	c.Touched(user.String())
	once := queries.New(c.Tx.One(problem.Conflict("You have an authenticator app already. Turn it off first.")))
	err = once.BeginTOTP(ctx, queries.BeginTOTPParams{UserID: user, SealedSecret: sealed, Now: c.Now})
	return &Secret{Secret: key.Secret(), URL: key.URL(), QR: picture}, err
}

type confirmIn struct{ Body confirmBody }

type confirmBody struct {
	Code string `json:"code" minLength:"6" maxLength:"16" doc:"What the app shows"`
}

func (f *SecondFactors) confirm(ctx context.Context, c *endpoint.Call, in *confirmIn) (*Codes, error) {
	user := c.Grant.User()
	row, err := queries.New(c.Tx).TOTP(ctx, user)
	if errors.Is(err, db.ErrNoRows) || err == nil && row.ConfirmedAt != nil {
		return nil, problem.Conflict("There is no authenticator app that waits for its first code.")
	}
	if err != nil {
		return nil, fmt.Errorf("looking for an authenticator app: %w", err)
	}
	step, err := f.stepOf(user, row.SealedSecret, in.Body.Code, c.Now)
	if err != nil {
		return nil, err
	}
	once := queries.New(c.Tx.One(problem.Conflict("The secret was changed in the meantime.")))
	err = once.ConfirmTOTP(ctx, queries.ConfirmTOTPParams{UserID: user, Step: step, Now: &c.Now, SealedSecret: row.SealedSecret})
	if err != nil {
		return nil, err
	}
	c.Touched(user.String())
	c.Detail("added", string(authn.ByTOTP))
	if err := f.tell(ctx, c, "An authenticator app was added to your account: signing in now asks for its code."); err != nil {
		return nil, err
	}
	return IssueFirst(ctx, c)
}

func (f *SecondFactors) removeApp(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*endpoint.Nothing, error) {
	user := c.Grant.User()
	c.Touched(user.String())
	c.Detail("removed", string(authn.ByTOTP))
	if _, err := accounts.Confirm(ctx, c.Tx, user); err != nil { // of two factors that go at once the second sees the first gone
		return nil, err
	}
	q := queries.New(c.Tx.One(problem.NotFound(nil)))
	if err := q.RemoveTOTP(ctx, user); err != nil {
		return nil, err
	}
	if err := f.MayStandAlone(ctx, c.Tx, user); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, f.tell(ctx, c, "The authenticator app of your account was turned off.")
}

// app is the authenticator app as a sign-in asks for it.
type app struct{ *SecondFactors }

// Way is the app's name.
func (app) Way() authn.Way { return authn.ByTOTP }

// Held tells whether there is an app that has shown a code.
func (app) Held(ctx context.Context, q db.Querier, user id.User) (bool, error) {
	return queries.New(q).TOTPHeld(ctx, user)
}

// Check uses up the time step of the code.
func (a app) Check(ctx context.Context, c *endpoint.Call, user id.User, answer sessions.Answer) error {
	row, err := queries.New(c.Tx).TOTP(ctx, user)
	if err != nil {
		return fmt.Errorf("looking for an authenticator app: %w", err)
	}
	step, err := a.stepOf(user, row.SealedSecret, answer.Code, c.Now)
	if err != nil {
		return err
	}
	once := queries.New(c.Tx.One(wrongCode()))
	return once.UseStep(ctx, queries.UseStepParams{UserID: user, Step: step, Now: &c.Now})
}

// wrongCode is the one answer to codes that don't work, whatever the reason.
func wrongCode() error {
	return problem.InvalidField("body.code", "is not right, or was used already")
}

// stepOf returns the time step that a code is of.
func (f *SecondFactors) stepOf(user id.User, sealed, code string, now time.Time) (int64, error) {
	random, err := f.Sealer.Open(purpose+user.String(), sealed)
	if err != nil {
		return 0, fmt.Errorf("opening a secret: %w", err)
	}
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random)
	at := now.Unix() / int64(period/time.Second)
	for step := at - skew; step <= at+skew; step++ {
		//nolint:gosec // steps count from 1970 and are never negative
		ok, err := hotp.ValidateCustom(digits(code), uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix})
		if err != nil {
			return 0, wrongCode() // another length than six digits
		}
		if ok {
			return step, nil
		}
	}
	return 0, wrongCode()
}
