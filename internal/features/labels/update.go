package labels

import (
	"context"
	"fmt"

	"taskflow/internal/features/labels/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Name  *string `json:"name,omitempty" minLength:"1" maxLength:"50"`
	Color *string `json:"color,omitempty" enum:"gray,red,orange,amber,yellow,lime,green,teal,cyan,blue,purple,pink"`
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Label, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	changed := in.row
	if in.Body.Color != nil {
		changed.Color = *in.Body.Color
	}
	if in.Body.Name != nil {
		var err error
		if changed.Name, changed.NameKey, err = named(*in.Body.Name); err != nil {
			return nil, err
		}
		if err := unused(ctx, c, changed); err != nil {
			return nil, err
		}
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.LabelID, Version: in.row.Version, Now: c.Now,
		Name: changed.Name, NameKey: changed.NameKey, Color: changed.Color,
	})
	changed.UpdatedAt, changed.Version = c.Now, changed.Version+1
	in.row = changed
	c.Emit(events.Event{Kind: "label.updated", Data: in.label()})
	return in.label(), err
}

// unused refuses a name that another label has. Two that take the same new name
// at once are told apart by the database's own constraint.
func unused(ctx context.Context, c *endpoint.Call, row queries.GetRow) error {
	others, err := queries.New(c.Tx).Others(ctx, queries.OthersParams{
		WorkspaceID: c.Grant.Workspace(), NameKey: row.NameKey, ID: row.ID,
	})
	if err != nil {
		return fmt.Errorf("looking for labels of the same name: %w", err)
	}
	if others > 0 {
		return errTaken
	}
	return nil
}
