package passkeys

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

const (
	// ChallengeLife is how long a challenge may be answered.
	ChallengeLife = 5 * time.Minute

	randomBytes  = 32
	payloadBytes = randomBytes + 8
)

// purpose is what a challenge may be used for. It is sealed into the challenge.
type purpose string

// signingIn is the purpose while nobody is known.
const signingIn purpose = "passkey challenge:sign-in"

// registering binds to the session that registers.
func registering(user id.User, session id.Session) purpose {
	return purpose("passkey challenge:registration " + user.String() + " " + session.String())
}

// proving binds to what is proven: a sign-in that waits, or a session that steps
// up. Their ids never look alike.
func proving(user id.User, what string) purpose {
	return purpose("passkey challenge:proof " + user.String() + " " + what)
}

var (
	errChallenge = errors.New("the challenge is none of ours, or of another purpose")
	errTooOld    = errors.New("the challenge is too old")
	errAnswered  = errors.New("the challenge was answered before")
)

// challenge makes one that only this installation can have made, for one purpose
// and a while. It holds all that is known of it, so nothing is kept of those who
// look at the sign-in page and go away.
func (p *Passkeys) challenge(what purpose, now time.Time) (string, error) {
	payload := make([]byte, randomBytes, payloadBytes)
	_, _ = rand.Read(payload) // never fails: crypto/rand stops the program instead
	payload = binary.BigEndian.AppendUint64(payload, uint64(now.Add(ChallengeLife).UnixMicro()))
	sealed, err := p.Sealer.Seal(string(what), payload)
	if err != nil {
		return "", fmt.Errorf("sealing a challenge: %w", err)
	}
	return sealed, nil
}

// answered uses a challenge up: in the call's transaction, and also when the call
// is refused in the end, since a wrong answer is one too.
func (p *Passkeys) answered(ctx context.Context, c *endpoint.Call, what purpose, text string, refused refusal) error {
	payload, err := p.Sealer.Open(string(what), text)
	if err != nil || len(payload) != payloadBytes {
		return refused(errChallenge)
	}
	expires := time.UnixMicro(int64(binary.BigEndian.Uint64(payload[randomBytes:]))).UTC() //nolint:gosec // it was sealed here
	if !c.Now.Before(expires) {
		return refused(errTooOld)
	}
	hash := sha256.Sum256([]byte(text))
	use := queries.AnswerParams{ChallengeHash: hash[:], ExpiresAt: expires}
	c.Keep(func(ctx context.Context, q db.Querier) error { return queries.New(q).Answer(ctx, use) })
	return queries.New(c.Tx.One(refused(errAnswered))).Answer(ctx, use)
}

// ForgetAnswered drops what is known of challenges that expired before a time.
func ForgetAnswered(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error { return queries.New(tx).ForgetAnswered(ctx, before) })
}
