package provisioning

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/features/provisioning/scim"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	scimGroups = scimBase + "/Groups"
	scimGroup  = scimGroups + "/{group_id}"

	largestGroup = 1 << 20
	mostInAll    = 1000 // groups of a workspace
	mostMoves    = 1000 // members who come and go in one request

	// wholeGroup bounds the change of a group. Where 20,000 people get another role by it, it
	// takes two seconds on PostgreSQL and four on SQLite, on a machine with nothing else to do.
	wholeGroup = 20 * time.Second
)

func (s *Provisioning) scimGroups() []endpoint.Definition {
	example := map[string]any{"schemas": []string{scim.GroupSchema}, "displayName": "Engineering", "members": []any{map[string]any{"value": id.New[id.ProvisionedUser]()}}}
	return []endpoint.Definition{
		endpoint.Endpoint[queryGroupsIn, scim.Response[scim.GroupResource]]{
			Name: "scim.list_groups", Method: http.MethodGet, Path: scimGroups, Summary: "Query Groups (RFC 7644 section 3.4.2)",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Handle: s.queryGroups,
		},
		endpoint.Endpoint[getGroupIn, scim.GroupResource]{
			Name: "scim.get_group", Method: http.MethodGet, Path: scimGroup, Summary: "Show a Group",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Target: loadGroup[getGroupIn], Handle: s.getGroup,
		},
		endpoint.Endpoint[createGroupIn, scim.GroupResource]{
			Name: "scim.create_group", Method: http.MethodPost, Path: scimGroups, Summary: "Make a Group",
			Description: "It stands for no role before an admin of the workspace says so.",
			Permission:  authz.SCIMWrite, Rate: ratelimit.Write, Audit: audit.Named("scim.group_created"), SCIM: true, NoReplay: noReplay,
			Upload: problem.SCIMContentType, MaxBody: largestGroup, Before: readGroup, Handle: s.createGroup, Timeout: wholeGroup,
			Success: http.StatusCreated, Example: example,
		},
		endpoint.Endpoint[replaceGroupIn, scim.GroupResource]{
			Name: "scim.replace_group", Method: http.MethodPut, Path: scimGroup, Summary: "Replace a Group",
			Permission: authz.SCIMWrite, Rate: ratelimit.Write, Audit: audit.Named("scim.group_replaced"), SCIM: true,
			Upload: problem.SCIMContentType, MaxBody: largestGroup, Before: readGroupReplacement, Target: loadGroup[replaceGroupIn], Handle: s.replaceGroup,
			Timeout: wholeGroup, Example: example,
		},
		endpoint.Endpoint[patchGroupIn, endpoint.Nothing]{
			Name: "scim.patch_group", Method: http.MethodPatch, Path: scimGroup, Summary: "Change a Group and who is in it",
			Permission: authz.SCIMWrite, Rate: ratelimit.Write, Audit: audit.Named("scim.group_patched"), SCIM: true,
			Upload: problem.SCIMContentType, MaxBody: largestGroup, Before: readGroupPatch, Target: loadGroup[patchGroupIn], Handle: s.patchGroup,
			Timeout: wholeGroup, Example: map[string]any{"schemas": []string{patchSchema}, "Operations": []any{
				map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": id.New[id.ProvisionedUser]()}}},
			}},
		},
		endpoint.Endpoint[deleteGroupIn, endpoint.Nothing]{
			Name: "scim.delete_group", Method: http.MethodDelete, Path: scimGroup, Summary: "Delete a Group",
			Description: "Who loses the last group that stood for a role falls back to the default role.",
			Permission:  authz.SCIMWrite, Rate: ratelimit.Write, Audit: audit.Named("scim.group_deleted"), SCIM: true,
			Target: loadGroup[deleteGroupIn], Handle: s.deleteGroup, Timeout: wholeGroup,
		},
	}
}

// groupResource is a group as it is shown, with its members or without.
func (s *Provisioning) groupResource(ctx context.Context, c *endpoint.Call, row queries.GroupRow, withMembers bool) (scim.GroupResource, error) {
	base := s.base(c.Grant.Workspace())
	g := scim.GroupResource{
		Schemas: []string{scim.GroupSchema}, ID: row.ID.String(), ExternalID: row.ExternalID, DisplayName: row.DisplayName, Revision: row.Version,
		Meta: scim.Meta{
			ResourceType: "Group", Created: row.CreatedAt, LastModified: row.UpdatedAt,
			Location: base + "/Groups/" + row.ID.String(), Version: endpoint.ETag(row.Version),
		},
	}
	if !withMembers {
		return g, nil
	}
	rows, err := queries.New(c.Tx).GroupMembers(ctx, queries.GroupMembersParams{WorkspaceID: c.Grant.Workspace(), GroupID: row.ID})
	if err != nil {
		return g, fmt.Errorf("listing a group's members: %w", err)
	}
	for _, m := range rows {
		g.Members = append(g.Members, scim.Member{Value: m.ID.String(), Ref: base + "/Users/" + m.ID.String(), Display: m.DisplayName})
	}
	return g, nil
}

type getGroupIn struct {
	GroupPath
	Attributes         string `query:"attributes" maxLength:"1000"`
	ExcludedAttributes string `query:"excludedAttributes" maxLength:"1000"`
}

func (s *Provisioning) getGroup(ctx context.Context, c *endpoint.Call, in *getGroupIn) (*scim.GroupResource, error) {
	asked := Query{Attributes: in.Attributes, ExcludedAttributes: in.ExcludedAttributes}
	g, err := s.groupResource(ctx, c, in.row, !asked.leavesOut("members"))
	return &g, err
}

type createGroupIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`

	group scim.Group
}

func readGroup(_ context.Context, c *endpoint.Call, in *createGroupIn) error {
	body, err := read(c)
	if err == nil {
		in.group, err = scim.ParseGroup(body)
	}
	return err
}

func (s *Provisioning) createGroup(ctx context.Context, c *endpoint.Call, in *createGroupIn) (*scim.GroupResource, error) {
	if _, err := s.begin(ctx, c); err != nil {
		return nil, err
	}
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	n, err := q.CountGroups(ctx, workspace)
	if err != nil {
		return nil, fmt.Errorf("counting groups: %w", err)
	}
	if n >= mostInAll {
		return nil, problem.Conflict("There are 1,000 Groups in this workspace already.")
	}
	row := queries.GroupRow{
		ID: id.New[id.ProvisionedGroup](), DisplayName: in.group.DisplayName, ExternalID: in.group.ExternalID, CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	c.Touched(row.ID.String())
	if err := groupFree(ctx, c, row); err != nil {
		return nil, err
	}
	err = queries.New(c.Tx.One(errGroupTaken())).AddGroup(ctx, queries.AddGroupParams{
		WorkspaceID: workspace, ID: row.ID, DisplayName: row.DisplayName, DisplayKey: scim.Key(row.DisplayName), ExternalID: row.ExternalID, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	if err := move(ctx, c, row, scim.Members{}, in.group.Members); err != nil {
		return nil, err
	}
	g, err := s.groupResource(ctx, c, row, true)
	return &g, err
}

func errGroupTaken() error {
	return problem.SCIM(problem.Uniqueness, "Another Group of the workspace has this displayName.")
}

func groupFree(ctx context.Context, c *endpoint.Call, row queries.GroupRow) error {
	taken, err := queries.New(c.Tx).GroupTaken(ctx, queries.GroupTakenParams{WorkspaceID: c.Grant.Workspace(), ID: row.ID, DisplayKey: scim.Key(row.DisplayName)})
	if err != nil {
		return fmt.Errorf("looking for the same name: %w", err)
	}
	if taken > 0 {
		return errGroupTaken()
	}
	return nil
}

type replaceGroupIn struct {
	GroupPath

	group scim.Group
}

func readGroupReplacement(_ context.Context, c *endpoint.Call, in *replaceGroupIn) error {
	body, err := read(c)
	if err == nil {
		in.group, err = scim.ParseGroup(body)
	}
	return err
}

func (s *Provisioning) replaceGroup(ctx context.Context, c *endpoint.Call, in *replaceGroupIn) (*scim.GroupResource, error) {
	if _, err := s.begin(ctx, c); err != nil {
		return nil, err
	}
	present, err := membersOf(ctx, c, in.GroupID)
	if err != nil {
		return nil, err
	}
	row, err := saveGroup(ctx, c, in.row, present, in.group)
	if err != nil {
		return nil, err
	}
	g, err := s.groupResource(ctx, c, row, true)
	return &g, err
}

type patchGroupIn struct {
	GroupPath

	changes []scim.Change
}

func readGroupPatch(_ context.Context, c *endpoint.Call, in *patchGroupIn) error {
	body, err := read(c)
	if err == nil {
		in.changes, err = scim.ParsePatch(body)
	}
	return err
}

// patchGroup answers nothing: the members may be many, and clients ask for none.
func (s *Provisioning) patchGroup(ctx context.Context, c *endpoint.Call, in *patchGroupIn) (*endpoint.Nothing, error) {
	if _, err := s.begin(ctx, c); err != nil {
		return nil, err
	}
	present, err := membersOf(ctx, c, in.GroupID)
	if err != nil {
		return nil, err
	}
	said := scim.Group{DisplayName: in.row.DisplayName, ExternalID: in.row.ExternalID, Members: maps.Clone(present)}
	if err := said.Patch(in.changes); err != nil {
		return nil, err
	}
	_, err = saveGroup(ctx, c, in.row, present, said)
	return &endpoint.Nothing{}, err
}

func membersOf(ctx context.Context, c *endpoint.Call, group id.ProvisionedGroup) (scim.Members, error) {
	list, err := inGroup(ctx, c, group)
	present := make(scim.Members, len(list))
	for _, who := range list {
		present[who] = true
	}
	return present, err
}

func saveGroup(ctx context.Context, c *endpoint.Call, was queries.GroupRow, present scim.Members, said scim.Group) (queries.GroupRow, error) {
	row := was
	if err := c.MatchVersion(was.Version); err != nil {
		return row, err
	}
	row.DisplayName, row.ExternalID, row.UpdatedAt, row.Version = said.DisplayName, said.ExternalID, c.Now, was.Version+1
	if err := groupFree(ctx, c, row); err != nil {
		return row, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).SaveGroup(ctx, queries.SaveGroupParams{
		WorkspaceID: c.Grant.Workspace(), ID: row.ID, DisplayName: row.DisplayName, DisplayKey: scim.Key(row.DisplayName),
		ExternalID: row.ExternalID, Version: was.Version, Now: c.Now,
	})
	if err != nil {
		return row, err
	}
	return row, move(ctx, c, row, present, said.Members)
}

// move has people come into a group and go, and gives them the roles that follow.
func move(ctx context.Context, c *endpoint.Call, group queries.GroupRow, present, wanted scim.Members) error {
	come, gone := without(wanted, present), without(present, wanted)
	if len(come)+len(gone) > mostMoves {
		return problem.SCIM(problem.TooMany, "At most 1,000 members come and go in one request.")
	}
	c.Detail("added", fmt.Sprint(len(come)))
	c.Detail("removed", fmt.Sprint(len(gone)))
	if err := join(ctx, c, group.ID, come); err != nil {
		return err
	}
	if group.Role != "" {
		if err := regroup(ctx, c, group.ID, movedTo(group.Role, come, gone)); err != nil {
			return err
		}
	}
	return leave(ctx, c, group.ID, gone)
}

// movedTo is what a group stands for when some have come into it and some go.
func movedTo(role string, come, gone []id.ProvisionedUser) meaning {
	now := map[id.ProvisionedUser]string{}
	for _, who := range come {
		now[who] = role
	}
	for _, who := range gone {
		now[who] = ""
	}
	return func(who id.ProvisionedUser) (string, bool) {
		role, changed := now[who]
		return role, changed
	}
}

// join and leave wait for no answer, so that many people cost no more round trips than one.
func join(ctx context.Context, c *endpoint.Call, group id.ProvisionedGroup, come []id.ProvisionedUser) error {
	q := queries.New(c.Tx.One(scim.NoMember(nil)))
	for _, who := range come {
		if err := q.AddToGroup(ctx, queries.AddToGroupParams{WorkspaceID: c.Grant.Workspace(), GroupID: group, PersonID: who}); err != nil {
			return err
		}
	}
	return nil
}

func leave(ctx context.Context, c *endpoint.Call, group id.ProvisionedGroup, gone []id.ProvisionedUser) error {
	q := queries.New(c.Tx)
	for _, who := range gone {
		if err := q.TakeFromGroup(ctx, queries.TakeFromGroupParams{WorkspaceID: c.Grant.Workspace(), GroupID: group, PersonID: who}); err != nil {
			return err
		}
	}
	return nil
}

// without are the people of the one who aren't of the other, in one order.
func without(these, those scim.Members) (list []id.ProvisionedUser) {
	for who := range these {
		if !those[who] {
			list = append(list, who)
		}
	}
	slices.SortFunc(list, func(a, b id.ProvisionedUser) int { return bytes.Compare(a[:], b[:]) })
	return list
}

type deleteGroupIn struct{ GroupPath }

func (s *Provisioning) deleteGroup(ctx context.Context, c *endpoint.Call, in *deleteGroupIn) (*endpoint.Nothing, error) {
	if _, err := s.begin(ctx, c); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.row.Role != "" {
		if err := regroup(ctx, c, in.GroupID, forAll("")); err != nil {
			return nil, err
		}
	}
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.EditConflict())).DropGroup(ctx, queries.DropGroupParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.GroupID, Version: in.row.Version,
	})
}
