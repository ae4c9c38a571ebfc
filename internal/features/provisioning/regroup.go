package provisioning

import (
	"context"
	"fmt"

	"taskflow/internal/features/members"
	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// meaning is what a group stands for from now on for one of those in it, and whether that
// has changed for him.
type meaning func(who id.ProvisionedUser) (role string, changed bool)

func forAll(role string) meaning {
	return func(id.ProvisionedUser) (string, bool) { return role, true }
}

// regroup gives those in a group the roles that all of their groups stand for now. Who has
// lost the last falls back to the default role, and who is no member yet gets his when he
// comes. It asks once, however many they are, so they leave the group only afterwards.
func regroup(ctx context.Context, c *endpoint.Call, group id.ProvisionedGroup, means meaning) error {
	in, err := lookInto(ctx, c, group)
	if err != nil {
		return err
	}
	for _, row := range in.people {
		role, changed := means(row.PersonID)
		if !changed {
			continue
		}
		was := members.Standing{UserID: row.UserID, Role: authz.Role(row.Role), Version: row.Version}
		if err := members.Give(ctx, c, was, in.given(row.PersonID, authz.Role(role))); err != nil {
			return err
		}
	}
	return nil
}

// within is who is in a group and what else decides about their roles.
type within struct {
	people []queries.StandingsRow
	// elsewhere is the highest that others of somebody's groups stand for.
	elsewhere map[id.ProvisionedUser]authz.Role
	otherwise authz.Role
}

// given is the role of somebody for whom the group itself stands for one.
func (w *within) given(who id.ProvisionedUser, role authz.Role) authz.Role {
	if role = higher(role, w.elsewhere[who]); role == authz.None {
		return w.otherwise
	}
	return role
}

func lookInto(ctx context.Context, c *endpoint.Call, group id.ProvisionedGroup) (*within, error) {
	w, workspace := &within{elsewhere: map[id.ProvisionedUser]authz.Role{}}, c.Grant.Workspace()
	err := c.Tx.Together(ctx, func(ctx context.Context, q db.Querier) error {
		own, err := queries.New(q).Get(ctx, workspace)
		w.otherwise = authz.Role(own.DefaultRole)
		return err
	}, func(ctx context.Context, q db.Querier) (err error) {
		w.people, err = queries.New(q).Standings(ctx, queries.StandingsParams{WorkspaceID: workspace, GroupID: group})
		return err
	}, func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).RolesElsewhere(ctx, queries.RolesElsewhereParams{WorkspaceID: workspace, GroupID: group})
		for _, row := range rows {
			w.elsewhere[row.PersonID] = higher(w.elsewhere[row.PersonID], authz.Role(row.Role))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("looking how those of a group stand: %w", err)
	}
	return w, nil
}
