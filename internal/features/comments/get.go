package comments

import "taskflow/internal/security/endpoint"

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*Comment, error) { return in.comment(), nil }
