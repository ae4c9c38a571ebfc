package sessions

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/secret"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

// answerLost is how long after its use a refresh token may be shown again by a client
// that didn't get the answer. RFC 9700 section 4.14.2 knows no other second use.
const answerLost = 10 * time.Second

// successor is the refresh token that another is exchanged for.
type successor struct {
	id    id.RefreshToken
	plain secret.Secret
	hash  token.Hash
}

func newSuccessor() successor {
	plain, hash := token.New(token.Refresh)
	return successor{id: id.New[id.RefreshToken](), plain: plain, hash: hash}
}

// sealPurpose binds a successor to what it is kept for.
const sealPurpose = "refresh successor"

// sealed is the successor as only the token before can open it, which is kept nowhere.
func (n successor) sealed(before string) (string, error) {
	sealer, err := token.NewSealer([]byte(before))
	if err != nil {
		return "", fmt.Errorf("preparing to seal a refresh token: %w", err)
	}
	return sealer.Seal(sealPurpose, []byte(n.plain.Reveal()))
}

// clientOf is who asks, as far as can be seen.
func clientOf(ctx context.Context) []byte {
	from := edge.Info(ctx)
	sum := sha256.Sum256([]byte(from.ClientIP.String() + "\n" + from.UserAgent))
	return sum[:]
}

// again answers a token that was used before: to a client whose answer was lost
// with the same successor, as long as nobody has used that; else the token was copied.
func (s *Sessions) again(ctx context.Context, c *endpoint.Call, before string, hash token.Hash) (*SignedIn, error) {
	since := c.Now.Add(-answerLost)
	lost, err := queries.New(c.Tx).LostAnswer(ctx, queries.LostAnswerParams{TokenHash: hash[:], UsedBy: clientOf(ctx), Since: &since})
	if errors.Is(err, db.ErrNoRows) {
		return nil, s.refusedRefresh(ctx, c, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("looking for an answer that was lost: %w", err)
	}
	sealer, err := token.NewSealer([]byte(before))
	if err != nil {
		return nil, fmt.Errorf("preparing to open a refresh token: %w", err)
	}
	plain, err := sealer.Open(sealPurpose, lost.SealedSuccessor)
	if err != nil {
		return nil, s.refusedRefresh(ctx, c, hash)
	}
	f, err := familyOf(ctx, c, lost.SessionID)
	if err != nil {
		return nil, err
	}
	c.Detail("answer", "repeated")
	return s.told(f, secret.New(string(plain)))
}
