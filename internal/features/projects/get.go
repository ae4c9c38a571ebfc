package projects

import "taskflow/internal/security/endpoint"

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*Project, error) { return in.facts.project(), nil }
