package serviceaccounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
)

// The states of an account.
const (
	active   = "active"
	disabled = "disabled"
)

// ServiceAccount is a member that is a machine.
type ServiceAccount struct {
	UserID    id.User    `json:"user_id" doc:"Its client_id, and the subject of its tokens"`
	Name      string     `json:"name"`
	Role      authz.Role `json:"role" enum:"admin,member,guest"`
	Scopes    []string   `json:"scopes" maxItems:"100" doc:"The most that its tokens may be for"`
	Disabled  bool       `json:"disabled"`
	Secrets   []Secret   `json:"secrets" maxItems:"5" doc:"Those that are good now; left out in lists"`
	CreatedBy id.User    `json:"created_by"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	Version   int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (a ServiceAccount) EntityVersion() int64 { return a.Version }

// Secret is a secret as it is listed.
type Secret struct {
	ID           id.ClientSecret `json:"id"`
	Hint         string          `json:"hint" doc:"How it begins"`
	CreatedBy    id.User         `json:"created_by"`
	CreatedAt    time.Time       `json:"created_at"`
	LastUsedAt   *time.Time      `json:"last_used_at"`
	LastUsedFrom string          `json:"last_used_from" doc:"The same for the same address, as in the audit log"`
	ExpiresAt    time.Time       `json:"expires_at"`
}

var errAbove = errors.New("a role above one's own, or an owner's")

func shown(r queries.GetRow) *ServiceAccount {
	return &ServiceAccount{
		UserID: r.UserID, Name: r.Name, Role: authz.Role(r.Role), Scopes: strings.Fields(r.Scope), Disabled: r.State != active, Secrets: []Secret{},
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
}

// secretsOf are the secrets of an account that are good now.
func secretsOf(ctx context.Context, q db.Querier, workspace id.Workspace, account id.User, now time.Time) ([]Secret, error) {
	rows, err := queries.New(q).Secrets(ctx, queries.SecretsParams{WorkspaceID: workspace, UserID: account, Now: now})
	if err != nil {
		return nil, fmt.Errorf("listing secrets: %w", err)
	}
	list := make([]Secret, len(rows))
	for i, r := range rows {
		list[i] = Secret(r)
	}
	return list, nil
}

func named(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}

// mayHave refuses a role that the asking person may not give, and an owner's to anybody.
func mayHave(mine, role authz.Role) error {
	if role == authz.Owner || !mine.MayGrant(role) {
		return problem.Forbidden(errAbove)
	}
	return nil
}
