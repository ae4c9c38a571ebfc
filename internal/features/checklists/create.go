package checklists

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/db"
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
	ID        id.ChecklistItem `json:"id,omitempty" doc:"An id of your own (UUIDv7); one that is taken by another answers 409"`
	Done      bool             `json:"done,omitempty"`
	Rank      string           `json:"rank,omitempty" maxLength:"100" doc:"The item's place, as it had it before or made by you; below the others when nothing is said"`
	Text      string           `json:"text" minLength:"1" maxLength:"500"`
	Checklist string           `json:"checklist,omitempty" maxLength:"100" doc:"The name of the checklist, for tasks with several"`
}

var errTaken = problem.Conflict("There is an item with this id already.")

func (in *createIn) place() (string, error) {
	if in.Body.Rank != "" {
		return in.Body.Rank, checkRank(in.Body.Rank)
	}
	place, err := rank.BetweenJittered(rank.Rank(in.task.LastRank), "", rank.Crowd{})
	if errors.Is(err, rank.ErrExhausted) {
		return "", problem.Conflict("The checklist is full.")
	}
	if err != nil {
		return "", fmt.Errorf("placing an item: %w", err)
	}
	return string(place), nil
}

func checkRank(text string) error {
	if !rank.Valid(text) {
		return problem.InvalidField("body.rank", "must be a rank")
	}
	return nil
}

// made is the item that the same request has made before.
func (in *createIn) made(ctx context.Context, c *endpoint.Call) (*Item, error) {
	if in.Body.ID.IsZero() {
		return nil, nil
	}
	r, err := queries.New(c.Tx).Get(ctx, queries.GetParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.task.ID, ItemID: in.Body.ID, UserID: c.Grant.User(),
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking for the item: %w", err)
	case r.Text != in.Body.Text || r.Checklist != in.Body.Checklist || r.Done != in.Body.Done || in.Body.Rank != "" && r.Rank != in.Body.Rank:
		return nil, errTaken
	}
	return (&Path{row: r}).item(), nil
}

// create puts an item below the others.
func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Item, error) {
	if err := said(in.Body.Text); err != nil {
		return nil, err
	}
	place, err := in.place()
	if err != nil {
		return nil, err
	}
	own, err := endpoint.OwnID(in.Body.ID)
	if err != nil {
		return nil, err
	}
	if there, err := in.made(ctx, c); there != nil || err != nil {
		return there, err
	}
	item := &Item{
		ID: own, TaskID: in.task.ID, Checklist: in.Body.Checklist, Text: in.Body.Text, Done: in.Body.Done, Rank: place,
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	err = queries.New(c.Tx.One(errTaken)).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: item.ID, TaskID: item.TaskID, Checklist: item.Checklist, Text: item.Text, Done: item.Done,
		Rank: item.Rank, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	c.Detail("item", item.ID.String())
	c.Emit(events.Event{Kind: "checklist.created", Project: in.task.ProjectID, Task: item.TaskID, Data: item})
	return item, nil
}
