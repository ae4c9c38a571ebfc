package checklists

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	Task
	Body createBody
}

type createBody struct {
	Text      string `json:"text" minLength:"1" maxLength:"500"`
	Checklist string `json:"checklist,omitempty" maxLength:"100" doc:"The name of the checklist, for tasks with several"`
}

// create puts an item below the others.
func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Item, error) {
	if err := said(in.Body.Text); err != nil {
		return nil, err
	}
	place, err := rank.BetweenJittered(rank.Rank(in.task.LastRank), "", rank.Crowd{})
	if errors.Is(err, rank.ErrExhausted) {
		return nil, problem.Conflict("The checklist is full.")
	}
	if err != nil {
		return nil, fmt.Errorf("placing an item: %w", err)
	}
	item := &Item{
		ID: id.New[id.ChecklistItem](), TaskID: in.task.ID, Checklist: in.Body.Checklist, Text: in.Body.Text, Rank: string(place),
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	err = queries.New(c.Tx).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: item.ID, TaskID: item.TaskID, Checklist: item.Checklist, Text: item.Text,
		Rank: item.Rank, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	c.Detail("item", item.ID.String())
	c.Emit(events.Event{Kind: "checklist.created", Project: in.task.ProjectID, Task: item.TaskID, Data: item})
	return item, nil
}
