package sessions

import (
	"context"
	"fmt"
	"slices"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// Factor is a second way to prove who one is. Its feature owns what is stored of it.
type Factor interface {
	// Way is its name.
	Way() authn.Way
	// Held tells whether the account has it.
	Held(ctx context.Context, q db.Querier, user id.User) (bool, error)
	// Check uses the answer up in the call's transaction. A wrong one is a
	// problem of the field that it stands in.
	Check(ctx context.Context, c *endpoint.Call, user id.User, answer Answer) error
}

// Answer is what somebody gives to be checked.
type Answer struct {
	Way  authn.Way
	Code string
	// For is what the answer is for: the id of the sign-in that waits, or of the
	// session that steps up. A question is asked for one of them and no other.
	For string
	// Assertion is a PublicKeyCredential as the browser's toJSON writes it
	// (WebAuthn Level 3 section 5.1).
	Assertion string
}

// methodsOf are the second factors of an account.
func (s *Sessions) methodsOf(ctx context.Context, q db.Querier, user id.User) (ways []authn.Way, err error) {
	for _, factor := range s.Factors {
		held, err := factor.Held(ctx, q, user)
		if err != nil {
			return nil, fmt.Errorf("looking for a second factor: %w", err)
		}
		if held {
			ways = append(ways, factor.Way())
		}
	}
	if slices.Equal(ways, []authn.Way{authn.ByRecoveryCode}) {
		return nil, nil // they stand in for another factor, and are none by themselves
	}
	return ways, nil
}

// check has the factor of the answer's kind look at it.
func (s *Sessions) check(ctx context.Context, c *endpoint.Call, user id.User, answer Answer) error {
	for _, factor := range s.Factors {
		if factor.Way() != answer.Way {
			continue
		}
		held, err := factor.Held(ctx, c.Tx, user)
		if err != nil {
			return fmt.Errorf("looking for a second factor: %w", err)
		}
		if held {
			return factor.Check(ctx, c, user, answer)
		}
	}
	return problem.InvalidField("body.method", "is none that your account has")
}

// HasSecondFactor tells whether signing in to the account asks for a second factor.
func (s *Sessions) HasSecondFactor(ctx context.Context, q db.Querier, user id.User) (bool, error) {
	ways, err := s.methodsOf(ctx, q, user)
	return len(ways) > 0, err
}

// MayStandAlone refuses to leave a password alone that is too short for that. It is asked
// after a second factor was taken away, in the same transaction, with the account locked.
func (s *Sessions) MayStandAlone(ctx context.Context, q db.Querier, user id.User) error {
	left, err := s.HasSecondFactor(ctx, q, user)
	if err != nil || left {
		return err
	}
	alone, err := accounts.PasswordStandsAlone(ctx, q, user)
	if err == nil && !alone {
		return problem.Conflict("Your password is too short to be all that signs you in. Choose one of at least 15 characters first.")
	}
	return err
}
