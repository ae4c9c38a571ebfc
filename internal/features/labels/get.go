package labels

import "taskflow/internal/security/endpoint"

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*Label, error) { return in.label(), nil }
