package apikeys

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"taskflow/internal/features/apikeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
)

// Life is the longest that a key lives.
const Life = 365 * 24 * time.Hour

// APIKey is a key as its person and the workspace's admins see it.
type APIKey struct {
	ID          id.APIKey      `json:"id"`
	WorkspaceID id.Workspace   `json:"workspace_id"`
	UserID      id.User        `json:"user_id" doc:"Whom it acts as"`
	Name        string         `json:"name"`
	Hint        string         `json:"hint" doc:"How the key begins"`
	Scopes      []string       `json:"scopes" maxItems:"100" doc:"The permissions that it is limited to; what its person may not do, it may not either"`
	Bound       bool           `json:"bound" doc:"It reaches the projects of project_ids only"`
	ProjectIDs  []id.Project   `json:"project_ids" maxItems:"20"`
	Networks    []netip.Prefix `json:"networks" maxItems:"20" doc:"Where it may be used from; none for anywhere"`
	CreatedAt   time.Time      `json:"created_at"`
	UpdatedAt   time.Time      `json:"updated_at"`
	ExpiresAt   time.Time      `json:"expires_at"`
	// LastUsedAt is exact to a few minutes.
	LastUsedAt   *time.Time `json:"last_used_at" doc:"Exact to a few minutes; null for never"`
	LastUsedFrom string     `json:"last_used_from" doc:"The same for the same address, as in the audit log"`
	Version      int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (k APIKey) EntityVersion() int64 { return k.Version }

// Created is a key with its secret, which nobody sees again.
type Created struct {
	APIKey APIKey `json:"api_key"`
	Secret string `json:"secret" doc:"Shown this once"`
}

func shown(r queries.GetRow) (*APIKey, error) {
	networks, err := authn.ParseNetworks(r.Networks)
	if err != nil {
		return nil, fmt.Errorf("reading the networks of %s: %w", r.ID, err)
	}
	projects, err := readProjects(r.Projects)
	if err != nil {
		return nil, fmt.Errorf("reading the projects of %s: %w", r.ID, err)
	}
	return &APIKey{
		ID: r.ID, WorkspaceID: r.WorkspaceID, UserID: r.UserID, Name: r.Name, Hint: r.Hint, Scopes: strings.Fields(r.Scope), Bound: r.Bound,
		ProjectIDs: projects, Networks: networks, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, ExpiresAt: r.ExpiresAt,
		LastUsedAt: r.LastUsedAt, LastUsedFrom: r.LastUsedFrom, Version: r.Version,
	}, nil
}

// readProjects reads ids that were put together as hex.
func readProjects(text string) (list []id.Project, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil {
		return nil, err
	}
	var one id.Project
	for ; len(raw) >= len(one); raw = raw[len(one):] {
		list = append(list, id.Project(raw[:len(one)]))
	}
	return list, nil
}

// ending is what is told of a key by mail.
type ending struct {
	Workspace id.Workspace `json:"workspace"`
	Key       id.APIKey    `json:"key"`
	Days      int64        `json:"days"`
}

// warnings are how many days before its end a key's person is told of it.
var warnings = []int64{7, 1}

// remind has the person told of the end of a key while there is time.
func (k *APIKeys) remind(ctx context.Context, tx db.Querier, key *APIKey, now time.Time) error {
	for _, days := range warnings {
		at := key.ExpiresAt.Add(-time.Duration(days) * 24 * time.Hour)
		if !at.After(now) {
			continue
		}
		if err := k.Jobs.Enqueue(ctx, tx, ExpiryJob, ending{Workspace: key.WorkspaceID, Key: key.ID, Days: days}, at); err != nil {
			return err
		}
	}
	return nil
}
