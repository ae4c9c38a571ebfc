package labels

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/labels/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// mostLabels bounds a workspace's labels, so that pickers can hold them all.
const mostLabels = 1000

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody
}

type createBody struct {
	ID    id.Label `json:"id,omitempty" doc:"An id of your own (UUIDv7); one that is taken by another answers 409"`
	Name  string   `json:"name" minLength:"1" maxLength:"50"`
	Color string   `json:"color" enum:"gray,red,orange,amber,yellow,lime,green,teal,cyan,blue,purple,pink"`
}

// made is the label that the same request has made before.
func (in *createIn) made(ctx context.Context, c *endpoint.Call, name string) (*Label, error) {
	if in.Body.ID.IsZero() {
		return nil, nil
	}
	r, err := queries.New(c.Tx).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), ID: in.Body.ID})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking for the label: %w", err)
	case r.Name != name || r.Color != in.Body.Color:
		return nil, problem.Conflict("There is a label with this id already.")
	}
	return (&Path{row: r}).label(), nil
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Label, error) {
	name, key, err := named(in.Body.Name)
	if err != nil {
		return nil, err
	}
	own, err := endpoint.OwnID(in.Body.ID)
	if err != nil {
		return nil, err
	}
	if there, err := in.made(ctx, c, name); there != nil || err != nil {
		return there, err
	}
	count, err := queries.New(c.Tx).Count(ctx, c.Grant.Workspace())
	if err != nil {
		return nil, fmt.Errorf("counting labels: %w", err)
	}
	if count >= mostLabels {
		return nil, problem.Conflict("A workspace has at most 1000 labels.")
	}
	label := &Label{ID: own, Name: name, Color: in.Body.Color, CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1}
	c.Touched(label.ID.String())
	c.Emit(events.Event{Kind: "label.created", Data: label})
	return label, queries.New(c.Tx.One(errTaken)).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: label.ID, Name: name, NameKey: key, Color: label.Color, Now: c.Now,
	})
}
