package views

import (
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

// gone is what is told of a view that isn't there any more, or not for others.
type gone struct {
	ID id.View `json:"id"`
}

// tell tells those who may see the view: of a shared one everybody who sees its
// project, of another one its maker.
func tell(c *endpoint.Call, kind string, v *View) {
	e := events.Event{Kind: kind, Project: v.ProjectID, Data: v}
	if !v.Shared {
		e.Reader = v.CreatedBy
	}
	c.Emit(e)
}

// tellEnd tells the same people that it isn't there any more.
func tellEnd(c *endpoint.Call, v *View) {
	e := events.Event{Kind: "view.deleted", Project: v.ProjectID, Data: gone{v.ID}}
	if !v.Shared {
		e.Reader = v.CreatedBy
	}
	c.Emit(e)
}
