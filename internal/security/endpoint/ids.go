package endpoint

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/platform/id"
)

// idText stands for an id type in the OpenAPI document.
type idText[T id.Any] struct{}

// Schema says what the id looks like. Parsing checks it: no pattern has to.
func (idText[T]) Schema(huma.Registry) *huma.Schema {
	var one T
	length := len(one.Prefix()) + 1 + 26
	return &huma.Schema{
		Type: huma.TypeString, Format: "id", MinLength: &length, MaxLength: &length,
		Description: "An id that starts with " + one.Prefix() + "_",
	}
}

// schemas is the registry in which every id type has its own form.
func schemas() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", schemaName)
	describe[id.User](r)
	describe[id.Workspace](r)
	describe[id.Project](r)
	describe[id.Column](r)
	describe[id.Task](r)
	describe[id.ChecklistItem](r)
	describe[id.Label](r)
	describe[id.Comment](r)
	describe[id.View](r)
	describe[id.Invitation](r)
	describe[id.Session](r)
	describe[id.Passkey](r)
	describe[id.APIKey](r)
	describe[id.ClientSecret](r)
	describe[id.Identity](r)
	describe[id.ProvisionedUser](r)
	describe[id.ProvisionedGroup](r)
	describe[id.ProvisioningToken](r)
	describe[id.Import](r)
	describe[id.Audit](r)
	describe[id.Event](r)
	describe[id.Request](r)
	return r
}

func describe[T id.Any](r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[T](), reflect.TypeFor[idText[T]]())
}
