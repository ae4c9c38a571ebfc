package provisioning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/features/provisioning/scim"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// mostListed is how many resources an answer has at most, and mostGroups how many groups
// with their members.
const (
	mostListed = 100
	mostGroups = 10
)

// Query is how clients ask for several resources (RFC 7644 section 3.4.2). What isn't
// offered, an order of their own, is taken and not followed.
type Query struct {
	Filter             string `query:"filter" maxLength:"1000"`
	StartIndex         int    `query:"startIndex" minimum:"-1000000000" maximum:"1000000000" default:"1"`
	Count              int    `query:"count" minimum:"-1000000000" maximum:"1000000000" default:"100"`
	Attributes         string `query:"attributes" maxLength:"1000"`
	ExcludedAttributes string `query:"excludedAttributes" maxLength:"1000"`
	SortBy             string `query:"sortBy" maxLength:"100"`
	SortOrder          string `query:"sortOrder" maxLength:"100"`
}

// page is how many resources to leave out and how many to show: what is below the range
// is its beginning (RFC 7644 section 3.4.2.4).
func (q Query) page(most int) (skipped, size int) {
	return max(q.StartIndex, 1) - 1, min(max(q.Count, 0), most)
}

// cut is a page of what a filter has found.
func cut[T any](q Query, most int, list []T) []T {
	skipped, size := q.page(most)
	from := min(skipped, len(list))
	return list[from:min(from+size, len(list))]
}

// leavesOut tells whether an attribute isn't asked for.
func (q Query) leavesOut(attribute string) bool {
	has := func(list string) bool {
		return slices.ContainsFunc(strings.Split(list, ","), func(name string) bool {
			name, _, _ = strings.Cut(strings.TrimSpace(name), ".")
			return strings.EqualFold(name, attribute)
		})
	}
	return has(q.ExcludedAttributes) || q.Attributes != "" && !has(q.Attributes)
}

type queryUsersIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Query
}

func (s *Provisioning) queryUsers(ctx context.Context, c *endpoint.Call, in *queryUsersIn) (*scim.Response[scim.UserResource], error) {
	if in.Filter == "" {
		return s.pageOfUsers(ctx, c, in)
	}
	filter, err := scim.ParseFilter(in.Filter)
	if err != nil {
		return nil, err
	}
	candidates, err := usersBy(ctx, c, filter)
	if err != nil {
		return nil, err
	}
	found := []scim.UserResource{}
	for _, row := range candidates {
		if filter.Matches(attributesOf(row)) {
			found = append(found, s.resource(c, row))
		}
	}
	return scim.Respond(len(found), max(in.StartIndex, 1), cut(in.Query, mostListed, found)), nil
}

func (s *Provisioning) pageOfUsers(ctx context.Context, c *endpoint.Call, in *queryUsersIn) (*scim.Response[scim.UserResource], error) {
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	total, err := q.CountUsers(ctx, workspace)
	if err != nil {
		return nil, fmt.Errorf("counting Users: %w", err)
	}
	skipped, size := in.page(mostListed)
	rows, err := q.UsersPage(ctx, queries.UsersPageParams{WorkspaceID: workspace, PageSize: int64(size), Skipped: int64(skipped)})
	if err != nil {
		return nil, fmt.Errorf("listing Users: %w", err)
	}
	page := make([]scim.UserResource, len(rows))
	for i, row := range rows {
		page[i] = s.resource(c, queries.UserRow(row))
	}
	return scim.Respond(int(total), skipped+1, page), nil
}

func attributesOf(row queries.UserRow) scim.Attributes {
	return scim.Attributes{
		"id": {row.ID.String()}, "externalid": texts(row.ExternalID), "username": {row.UserName}, "displayname": texts(row.DisplayName),
		"active": {row.Active}, "emails.value": {row.Email},
	}
}

func texts(one string) []any {
	if one == "" {
		return nil
	}
	return []any{one}
}

func needsIndex(names string) error {
	return problem.SCIM(problem.InvalidFilter, "The filter must ask for one of "+names+" with eq.")
}

// usersBy are those whom a filter can mean, found by an index: no question walks through
// all Users of a workspace.
func usersBy(ctx context.Context, c *endpoint.Call, filter *scim.Filter) ([]queries.UserRow, error) {
	by := queries.UsersByParams{WorkspaceID: c.Grant.Workspace()}
	if text, asked := filter.Equals("id"); asked {
		return userByID(ctx, c, text)
	}
	name, byName := filter.Equals("username")
	external, byExternal := filter.Equals("externalid")
	email, byEmail := filter.Equals("emails.value")
	switch {
	case byName:
		by.UserNameKey = scim.Key(name)
	case byExternal:
		by.ExternalID = external
	case byEmail:
		if to, err := mail.ParseAddress(email); err == nil {
			by.EmailKey = to.Canonical()
		}
	default:
		return nil, needsIndex("id, userName, externalId and emails.value")
	}
	rows, err := queries.New(c.Tx.Last()).UsersBy(ctx, by)
	if err != nil {
		return nil, fmt.Errorf("looking for Users: %w", err)
	}
	list := make([]queries.UserRow, len(rows))
	for i, row := range rows {
		list[i] = queries.UserRow(row)
	}
	return list, nil
}

func userByID(ctx context.Context, c *endpoint.Call, text string) ([]queries.UserRow, error) {
	who, unreadable := id.Parse[id.ProvisionedUser](text)
	if unreadable != nil {
		return nil, nil
	}
	row, err := queries.New(c.Tx.Last()).User(ctx, queries.UserParams{WorkspaceID: c.Grant.Workspace(), ID: who})
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for a User: %w", err)
	}
	return []queries.UserRow{row}, nil
}

type queryGroupsIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Query
}

func (s *Provisioning) queryGroups(ctx context.Context, c *endpoint.Call, in *queryGroupsIn) (*scim.Response[scim.GroupResource], error) {
	rows, total, err := groupsOf(ctx, c, in)
	if err != nil {
		return nil, err
	}
	page := make([]scim.GroupResource, len(rows))
	for i, row := range rows {
		if page[i], err = s.groupResource(ctx, c, row, !in.leavesOut("members")); err != nil {
			return nil, err
		}
	}
	return scim.Respond(total, max(in.StartIndex, 1), page), nil
}

// most is how many groups an answer has: fewer with their members, who may be many.
func (in *queryGroupsIn) most() int {
	if in.leavesOut("members") {
		return mostListed
	}
	return mostGroups
}

func groupsOf(ctx context.Context, c *endpoint.Call, in *queryGroupsIn) (page []queries.GroupRow, total int, err error) {
	if in.Filter != "" {
		found, err := groupsBy(ctx, c, in.Filter)
		return cut(in.Query, in.most(), found), len(found), err
	}
	n, err := queries.New(c.Tx).CountGroups(ctx, c.Grant.Workspace())
	if err != nil {
		return nil, 0, fmt.Errorf("counting groups: %w", err)
	}
	skipped, size := in.page(in.most())
	rows, err := queries.New(c.Tx).GroupsPage(ctx, queries.GroupsPageParams{WorkspaceID: c.Grant.Workspace(), PageSize: int64(size), Skipped: int64(skipped)})
	if err != nil {
		return nil, 0, fmt.Errorf("listing groups: %w", err)
	}
	for _, row := range rows {
		page = append(page, queries.GroupRow(row))
	}
	return page, int(n), nil
}

func groupsBy(ctx context.Context, c *endpoint.Call, text string) ([]queries.GroupRow, error) {
	filter, err := scim.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	candidates, err := groupCandidates(ctx, c, filter)
	if err != nil {
		return nil, err
	}
	var found []queries.GroupRow
	for _, row := range candidates {
		a := scim.Attributes{"id": {row.ID.String()}, "externalid": texts(row.ExternalID), "displayname": {row.DisplayName}}
		if who, asked := filter.Equals("members.value"); asked { // which is what it was found by
			a["members.value"] = []any{who}
		}
		if filter.Matches(a) {
			found = append(found, row)
		}
	}
	return found, nil
}

func groupCandidates(ctx context.Context, c *endpoint.Call, filter *scim.Filter) ([]queries.GroupRow, error) {
	by := queries.GroupsByParams{WorkspaceID: c.Grant.Workspace()}
	if who, asked := filter.Equals("members.value"); asked {
		by.PersonID, _ = id.Parse[id.ProvisionedUser](who) // who can't be read is in no group
	} else if one, asked := filter.Equals("id"); asked {
		return groupByID(ctx, c, one)
	} else if name, asked := filter.Equals("displayname"); asked {
		by.DisplayKey = scim.Key(name)
	} else if external, asked := filter.Equals("externalid"); asked {
		by.ExternalID = external
	} else {
		return nil, needsIndex("id, displayName, externalId and members.value")
	}
	rows, err := queries.New(c.Tx).GroupsBy(ctx, by)
	if err != nil {
		return nil, fmt.Errorf("looking for groups: %w", err)
	}
	list := make([]queries.GroupRow, len(rows))
	for i, row := range rows {
		list[i] = queries.GroupRow(row)
	}
	return list, nil
}

func groupByID(ctx context.Context, c *endpoint.Call, text string) ([]queries.GroupRow, error) {
	which, unreadable := id.Parse[id.ProvisionedGroup](text)
	if unreadable != nil {
		return nil, nil
	}
	row, err := queries.New(c.Tx).Group(ctx, queries.GroupParams{WorkspaceID: c.Grant.Workspace(), ID: which})
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for a group: %w", err)
	}
	return []queries.GroupRow{row}, nil
}
