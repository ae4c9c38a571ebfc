package app

import (
	"slices"

	"taskflow/internal/features/workspaces"
	"taskflow/internal/security/endpoint"
)

// features is the list of everything that can be asked of TaskFlow.
func (a *App) features() []endpoint.Definition {
	return slices.Concat(
		a.system.Endpoints(),
		workspaces.Endpoints(),
	)
}
