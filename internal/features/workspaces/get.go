package workspaces

import "taskflow/internal/security/endpoint"

type getIn struct{ Path }

func show(c *endpoint.Call, in *getIn) (*Workspace, error) { return in.workspace(c), nil }
