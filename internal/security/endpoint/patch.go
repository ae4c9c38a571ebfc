package endpoint

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	strict "github.com/go-json-experiment/json"
)

// Optional is a member of a PATCH body that may be absent, null or a value: the
// three mean leave it, clear it, set it. In an answer it is an object or null.
type Optional[T any] struct {
	// Present tells that the member was there; Value is nil when it was null.
	Present bool
	Value   *T
}

// UnmarshalJSON is called only when the member is there.
func (o *Optional[T]) UnmarshalJSON(text []byte) error {
	o.Present = true
	return strict.Unmarshal(text, &o.Value, strict.RejectUnknownMembers(true))
}

// MarshalJSON writes the value or null; fingerprints need it.
func (o Optional[T]) MarshalJSON() ([]byte, error) { return strict.Marshal(o.Value) }

// Schema is the schema of T that also takes null.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "") // by the registry, which knows the form of ids
	if s.Ref != "" {
		s = *r.Schema(reflect.TypeFor[T](), false, "") // what is only named can't be null
	}
	s.Nullable = true
	return &s
}
