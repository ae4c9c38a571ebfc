package endpoint

import (
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// OwnID is the id of what a request makes: the one that the client has given it
// in its body, to show it before it is made, or else a new one. The input stays
// as it is: a retry is known by it.
func OwnID[K id.Kind](given id.ID[K]) (id.ID[K], error) {
	switch {
	case given.IsZero():
		return id.New[id.ID[K]](), nil
	case !given.IsV7():
		return given, problem.InvalidField("body.id", "must be a UUID of version 7")
	}
	return given, nil
}
