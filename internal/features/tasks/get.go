package tasks

import "taskflow/internal/security/endpoint"

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*Task, error) { return shown(&in.row), nil }
