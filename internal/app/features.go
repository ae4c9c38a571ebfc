package app

import (
	"slices"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/activity"
	"taskflow/internal/features/auditlog"
	"taskflow/internal/features/checklists"
	"taskflow/internal/features/comments"
	"taskflow/internal/features/identities"
	"taskflow/internal/features/imports"
	"taskflow/internal/features/labels"
	"taskflow/internal/features/members"
	"taskflow/internal/features/projects"
	"taskflow/internal/features/saml"
	"taskflow/internal/features/sessions"
	"taskflow/internal/features/tasks"
	"taskflow/internal/features/views"
	"taskflow/internal/features/workspaces"
	"taskflow/internal/platform/events"
	"taskflow/internal/security/endpoint"
)

// features is the list of everything that can be asked of TaskFlow.
func (a *App) features() []endpoint.Definition {
	return slices.Concat(
		a.system.Endpoints(),
		accounts.New(a.accountDeps()).Endpoints(),
		sessions.New(a.sessionDeps()).Endpoints(),
		a.secondFactors().Endpoints(),
		a.passkeys.Endpoints(sessions.New(a.sessionDeps())),
		a.apiKeys().Endpoints(),
		a.serviceAccounts().Endpoints(),
		identities.New(a.identityDeps()).Endpoints(),
		saml.New(a.samlDeps()).Endpoints(),
		a.recovery().Endpoints(),
		a.emailChange().Endpoints(),
		workspaces.Endpoints(),
		members.Endpoints(),
		a.invitations().Endpoints(),
		a.provisioning().Endpoints(),
		projects.Endpoints(),
		labels.Endpoints(),
		tasks.New(a.taskDeps()).Endpoints(),
		comments.New(a.emptyLater).Endpoints(),
		checklists.Endpoints(),
		views.Endpoints(),
		imports.New().Endpoints(),
		activity.New(a.Hub, events.NewReader(a.DB.Engine()), events.NewMarks(a.sealer)).Endpoints(),
		auditlog.Endpoints(),
	)
}
