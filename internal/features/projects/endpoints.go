package projects

import (
	"net/http"
	"slices"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all       = "/api/v1/workspaces/{workspace_id}/projects"
	one       = all + "/{project_id}"
	members   = one + "/members"
	member    = members + "/{user_id}"
	columns   = one + "/columns"
	oneColumn = columns + "/{column_id}"
)

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return slices.Concat(projectEndpoints(), memberEndpoints(), columnEndpoints())
}

func projectEndpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Project]{
			Name: "projects.create", Method: http.MethodPost, Path: all, Summary: "Make a project with its columns",
			Permission: authz.ProjectsCreate, Rate: ratelimit.Write, Audit: audit.Named("project.created"),
			Handle: create, Success: http.StatusCreated,
			Example: createBody{Name: "Website", Columns: []columnSeed{{Name: "To do"}, {Name: "Done"}}},
		},
		endpoint.Endpoint[listIn, endpoint.List[Project]]{
			Name: "projects.list", Method: http.MethodGet, Path: all, Summary: "List the projects you can see",
			Permission: authz.ProjectsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			ByProject: true,
			Handle:    list,
		},
		endpoint.Endpoint[getIn, Project]{
			Name: "projects.get", Method: http.MethodGet, Path: one, Summary: "Show a project",
			Permission: authz.ProjectsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: Load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, Project]{
			Name: "projects.update", Method: http.MethodPatch, Path: one, Summary: "Change, archive or hide a project",
			Permission: authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("project.updated"),
			Target: Load[updateIn], Handle: update, Example: updateBody{Name: new("Website 2027"), Private: new(true)},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "projects.delete", Method: http.MethodDelete, Path: one, Summary: "Delete a project and all that is in it",
			Permission: authz.ProjectsManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("project.deleted"),
			Target: Load[deleteIn], Handle: remove,
		},
	}
}

func memberEndpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[listMembersIn, endpoint.List[Member]]{
			Name: "projects.list_members", Method: http.MethodGet, Path: members, Summary: "List who reaches a private project",
			Permission: authz.ProjectsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: Load[listMembersIn], Handle: listMembers,
		},
		endpoint.Endpoint[memberIn, endpoint.Nothing]{
			Name: "projects.add_member", Method: http.MethodPut, Path: member, Summary: "Let a member of the workspace into a project",
			Permission: authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("project.member_added"),
			Target: Load[memberIn], Handle: putMember,
		},
		endpoint.Endpoint[removeMemberIn, endpoint.Nothing]{
			Name: "projects.remove_member", Method: http.MethodDelete, Path: member, Summary: "Take somebody, or yourself, out of a project",
			Description: "Everybody may take himself out. A private project keeps a member, and somebody who can manage it (409).",
			Permission:  authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("project.member_removed"),
			Target: loadMembership, Handle: removeMember,
		},
	}
}

func columnEndpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createColumnIn, Column]{
			Name: "columns.create", Method: http.MethodPost, Path: columns, Summary: "Add a column at the end of the board",
			Permission: authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("column.created"),
			Target: Load[createColumnIn], Handle: createColumn, Success: http.StatusCreated,
			Example: createColumnBody{Name: "Review", WIPLimit: new(int64(5))},
		},
		endpoint.Endpoint[listColumnsIn, endpoint.List[Column]]{
			Name: "columns.list", Method: http.MethodGet, Path: columns, Summary: "List all columns of a board in their order",
			Permission: authz.ProjectsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Compress: "whoever names a column reads all of them",
			Target:   Load[listColumnsIn], Handle: listColumns,
		},
		endpoint.Endpoint[updateColumnIn, Column]{
			Name: "columns.update", Method: http.MethodPatch, Path: oneColumn, Summary: "Rename a column or set its WIP limit",
			Permission: authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("column.updated"),
			Target: loadColumn[updateColumnIn], Handle: updateColumn, Example: updateColumnBody{Name: new("In review")},
		},
		endpoint.Endpoint[deleteColumnIn, endpoint.Nothing]{
			Name: "columns.delete", Method: http.MethodDelete, Path: oneColumn, Summary: "Delete a column",
			Description: "A column that holds tasks, archived ones and those in the trash included, is refused (409) unless `move_to` names " +
				"another column of the project. Then they go there, in their order, below those that are there. Streams are told by one " +
				"`column.deleted` event whose data has `move_to`: a client appends the one column's tasks to the other's. " +
				"Their rank and version are new.",
			Permission: authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("column.deleted"),
			Target: loadColumn[deleteColumnIn], Handle: removeColumn,
		},
		endpoint.Endpoint[moveColumnIn, Column]{
			Name: "columns.move", Method: http.MethodPost, Path: oneColumn + "/move", Summary: "Move a column within its board",
			Permission: authz.ProjectsManage, Rate: ratelimit.Write, Audit: audit.Named("column.moved"),
			Target: loadColumn[moveColumnIn], Handle: moveColumn, Example: moveColumnBody{After: new(id.New[id.Column]())},
		},
	}
}
