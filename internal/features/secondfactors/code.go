package secondfactors

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"

	"taskflow/internal/features/secondfactors/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

const (
	howMany = 10
	// Of 26 letters of rand.Text, each worth five bits, in groups that can be copied by hand.
	group = 5
)

// Codes are recovery codes, shown once.
type Codes struct {
	Codes []string `json:"codes" doc:"Each works once in place of the second factor; empty when you have some already" maxItems:"10"`
}

// CodesLeft is how many there are.
type CodesLeft struct {
	Left int64 `json:"left"`
}

func left(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*CodesLeft, error) {
	n, err := queries.New(c.Tx).CodesLeft(ctx, c.Grant.User())
	return &CodesLeft{Left: n}, err
}

func (f *SecondFactors) renew(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*Codes, error) {
	c.Touched(c.Grant.User().String())
	c.Detail("renewed", string(authn.ByRecoveryCode))
	if err := f.tell(ctx, c, "New recovery codes were made for your account; the old ones don't work any more."); err != nil {
		return nil, err
	}
	return issue(ctx, c)
}

// IssueFirst gives recovery codes to who asks and has none: with a first factor that
// can be lost. The audit entry goes on being about what was asked for.
func IssueFirst(ctx context.Context, c *endpoint.Call) (*Codes, error) {
	held, err := queries.New(c.Tx).CodesLeft(ctx, c.Grant.User())
	if err != nil || held > 0 {
		return &Codes{Codes: []string{}}, err
	}
	return issue(ctx, c)
}

// issue replaces the recovery codes of who asks.
func issue(ctx context.Context, c *endpoint.Call) (*Codes, error) {
	user := c.Grant.User()
	q := queries.New(c.Tx)
	if err := q.DropCodes(ctx, user); err != nil {
		return nil, fmt.Errorf("ending the recovery codes: %w", err)
	}
	made := &Codes{}
	for range howMany {
		code := rand.Text()
		hash := hashOf(code)
		if err := q.AddCode(ctx, queries.AddCodeParams{UserID: user, CodeHash: hash[:], Now: c.Now}); err != nil {
			return nil, fmt.Errorf("keeping a recovery code: %w", err)
		}
		made.Codes = append(made.Codes, grouped(code))
	}
	return made, nil
}

// grouped writes a code for people.
func grouped(code string) string {
	var out strings.Builder
	for i, letter := range code {
		if i > 0 && i%group == 0 && i < len(code)-1 {
			out.WriteByte('-')
		}
		out.WriteRune(letter)
	}
	return out.String()
}

// hashOf is what is stored: 130 random bits need no slow hash (ASVS 5.0 6.5.2).
func hashOf(code string) [sha256.Size]byte {
	plain := strings.NewReplacer("-", "", " ", "").Replace(code)
	return sha256.Sum256([]byte("recovery code " + strings.ToUpper(plain)))
}

// digits are a code without the space that apps put in the middle.
func digits(code string) string { return strings.ReplaceAll(code, " ", "") }

// recovery are the codes as a sign-in asks for them.
type recovery struct{}

// Way is their name.
func (recovery) Way() authn.Way { return authn.ByRecoveryCode }

// Held tells whether there is one left.
func (recovery) Held(ctx context.Context, q db.Querier, user id.User) (bool, error) {
	n, err := queries.New(q).CodesLeft(ctx, user)
	return n > 0, err
}

// Check uses up a code.
func (recovery) Check(ctx context.Context, c *endpoint.Call, user id.User, answer sessions.Answer) error {
	hash := hashOf(answer.Code)
	once := queries.New(c.Tx.One(wrongCode()))
	return once.UseCode(ctx, queries.UseCodeParams{UserID: user, CodeHash: hash[:], Now: &c.Now})
}
