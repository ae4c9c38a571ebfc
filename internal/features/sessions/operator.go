package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
)

// Person is an account as the operator sees it.
type Person struct {
	ID id.User
	// Email is the id of a service account, which has no address.
	Email, Name, State string
	CreatedAt          time.Time
	// Live counts the credentials that it is known by.
	Live int64
}

// Known is a credential as the operator sees it: a session, or what a machine holds.
type Known struct {
	Session
	// Credential is sign-in, api-key or client.
	Credential string
}

// PeoplePerPage is how many accounts are read at once.
const PeoplePerPage = 500

// People calls each with every account, in the order of their addresses.
func People(ctx context.Context, database *db.DB, now time.Time, each func(Person) error) error {
	for after := ""; ; {
		var rows []queries.PeopleRow
		err := database.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) (err error) {
			rows, err = queries.New(q).People(ctx, queries.PeopleParams{Now: now, After: after, PageSize: PeoplePerPage})
			return err
		})
		if err != nil {
			return fmt.Errorf("listing the accounts: %w", err)
		}
		for _, r := range rows {
			if err := each(Person{ID: r.ID, Email: named(r.Email, r.EmailKey), Name: r.Name, State: r.State, CreatedAt: r.CreatedAt, Live: r.Live}); err != nil {
				return err
			}
		}
		if len(rows) < PeoplePerPage {
			return nil
		}
		after = rows[len(rows)-1].EmailKey
	}
}

// named is what the operator calls an account.
func named(email, key string) string {
	if email == "" {
		return key
	}
	return email
}

// Of returns an account, by accounts.Key, and all that it is known by.
func Of(ctx context.Context, database *db.DB, key string, now time.Time) (who Person, list []Known, err error) {
	err = database.View(ctx, db.Scope{}, func(tx *db.Tx) error {
		q := queries.New(tx)
		row, err := q.Person(ctx, key)
		if errors.Is(err, db.ErrNoRows) {
			return accounts.ErrNoSuchAccount
		}
		if err != nil {
			return fmt.Errorf("looking for the account: %w", err)
		}
		rows, err := q.Credentials(ctx, queries.CredentialsParams{UserID: row.ID, Now: now, PageSize: PeoplePerPage})
		if err != nil {
			return fmt.Errorf("listing credentials: %w", err)
		}
		who = Person{ID: row.ID, Email: named(row.Email, row.EmailKey), Name: row.Name, State: row.State, CreatedAt: row.CreatedAt, Live: int64(len(rows))}
		for _, r := range rows {
			list = append(list, Known{Credential: r.Credential, Session: shown(queries.ListLiveRow{
				ID: r.ID, Kind: r.Kind, Scope: r.Scope, UserAgent: r.UserAgent, Address: r.Address,
				CreatedAt: r.CreatedAt, LastSeenAt: r.LastSeenAt, ExpiresAt: r.ExpiresAt, Ways: r.Ways,
			})})
		}
		return nil
	})
	return who, list, err
}

func shown(r queries.ListLiveRow) Session {
	return Session{
		ID: r.ID, Kind: r.Kind, Scope: r.Scope, UserAgent: r.UserAgent, Device: deviceOf(r.UserAgent), Address: r.Address, Ways: authn.ParseWays(r.Ways),
		CreatedAt: r.CreatedAt, LastSeenAt: r.LastSeenAt, ExpiresAt: r.ExpiresAt,
	}
}

// ErrNoSession is for a session that has ended or never was.
var ErrNoSession = errors.New("no such session, or it has ended")

// Revoke ends one session in the transaction, for the operator.
func Revoke(ctx context.Context, tx *db.Tx, log *audit.Log, session id.Session, now time.Time) error {
	_, err := queries.New(tx).EndOnce(ctx, queries.EndOnceParams{ID: session, Now: &now, Reason: endedByOperator})
	if errors.Is(err, db.ErrNoRows) {
		return ErrNoSession
	}
	if err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return log.Write(ctx, tx, audit.Entry{
		At: now, Name: "auth.session.ended", Outcome: audit.Success, Target: session.String(), Details: map[string]string{"by": "operator"},
	})
}
