package checklists

import (
	"context"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Text *string `json:"text,omitempty" minLength:"1" maxLength:"500"`
	Done *bool   `json:"done,omitempty"`
	Rank *string `json:"rank,omitempty" maxLength:"100" doc:"The item's new place: a rank between those of two items, or one that it had"`
}

// update writes nothing when the item already is as it is asked to be.
func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Item, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	changed := in.row
	if in.Body.Text != nil {
		if err := said(*in.Body.Text); err != nil {
			return nil, err
		}
		changed.Text = *in.Body.Text
	}
	if in.Body.Done != nil {
		changed.Done = *in.Body.Done
	}
	if in.Body.Rank != nil {
		if err := checkRank(*in.Body.Rank); err != nil {
			return nil, err
		}
		changed.Rank = *in.Body.Rank
	}
	c.Detail("item", in.row.ID.String())
	if changed.Text == in.row.Text && changed.Done == in.row.Done && changed.Rank == in.row.Rank {
		return in.item(), nil
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.row.TaskID, ID: in.row.ID, Version: in.row.Version,
		Text: changed.Text, Done: changed.Done, Rank: changed.Rank, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	in.row, in.row.UpdatedAt, in.row.Version = changed, c.Now, changed.Version+1
	item := in.item()
	c.Emit(events.Event{Kind: "checklist.updated", Project: in.row.ProjectID, Task: item.TaskID, Data: item})
	return item, nil
}
