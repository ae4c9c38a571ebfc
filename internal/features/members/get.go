package members

import "taskflow/internal/security/endpoint"

type getIn struct{ Path }

func show(c *endpoint.Call, in *getIn) (*Member, error) {
	m := shown(c, in.row)
	return &m, nil
}
