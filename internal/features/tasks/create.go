package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody

	to queries.DestinationRow
}

type createBody struct {
	ID          id.Task                    `json:"id,omitempty" doc:"An id of your own (UUIDv7), to show the task before it is made; one that is taken by another answers 409"`
	ProjectID   id.Project                 `json:"project_id"`
	ColumnID    id.Column                  `json:"column_id,omitempty" doc:"The board's first column when nothing is said"`
	Title       string                     `json:"title" maxLength:"2000" doc:"1 to 500 characters after trimming"`
	Description string                     `json:"description,omitempty" maxLength:"10000" doc:"Markdown"`
	Priority    Priority                   `json:"priority,omitempty" enum:"low,medium,high,urgent" default:"medium"`
	Due         endpoint.Optional[string]  `json:"due,omitzero" maxLength:"40" doc:"A day or a moment (RFC 3339)"`
	Repeat      endpoint.Optional[Repeat]  `json:"repeat,omitzero" doc:"Needs a due date"`
	AssigneeID  endpoint.Optional[id.User] `json:"assignee_id,omitzero" maxLength:"40" doc:"A member who reaches the project"`
	Labels      []id.Label                 `json:"labels,omitempty" maxItems:"50"`
	ParentID    id.Task                    `json:"parent_id,omitempty" doc:"The task of the project that this one is a subtask of; before and after are then its siblings"`
	Spot
}

// destine loads the project that the task is made in: the decision is about it.
func destine(ctx context.Context, q db.Querier, l authz.Lookup, in *createIn) (authz.Resource, error) {
	var err error
	in.to, err = queries.New(q).Destination(ctx, queries.DestinationParams{
		WorkspaceID: l.Workspace(), UserID: l.User(), ProjectID: in.Body.ProjectID, ColumnID: in.Body.ColumnID,
		AssigneeID: deref(in.Body.AssigneeID.Value),
	})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the project: %w", err)
	}
	return authz.Resource{
		Kind: authz.OfProject, ID: in.to.ProjectID.String(), Project: in.to.ProjectID, Private: in.to.Private, Reached: in.to.Reached,
	}, nil
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Task, error) {
	row, err := in.checked(c)
	if err != nil {
		return nil, err
	}
	labels := sorted(in.Body.Labels)
	if there, err := in.made(ctx, c, row, labels); there != nil || err != nil {
		return there, err
	}
	if row.Rank, err = in.place(ctx, c, row); err != nil {
		return nil, err
	}
	if err := hold(ctx, c, row.AssigneeID, row.ProjectID, in.to.Private); err != nil {
		return nil, err
	}
	if err := insert(ctx, c, row); err != nil {
		return nil, err
	}
	if err := label(ctx, c, row.ID, nil, labels); err != nil {
		return nil, err
	}
	task := shown(row)
	task.Labels = labels
	c.Touched(task.ID.String())
	c.Emit(events.Event{Kind: "task.created", Project: task.ProjectID, Task: task.ID, Data: task})
	return task, nil
}

// made is the task that the same request has made before.
func (in *createIn) made(ctx context.Context, c *endpoint.Call, row *queries.GetRow, labels []id.Label) (*Task, error) {
	if in.Body.ID.IsZero() {
		return nil, nil
	}
	there, err := queries.New(c.Tx).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), TaskID: row.ID, UserID: c.Grant.User()})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking for the task: %w", err)
	case !in.asks(&there, row, labels):
		return nil, errTaken
	}
	return shown(&there), nil
}

// asks tells whether a task is what the request asks for.
func (in *createIn) asks(there, row *queries.GetRow, labels []id.Label) bool {
	return there.ProjectID == row.ProjectID && (in.Body.ColumnID.IsZero() || there.ColumnID == row.ColumnID) && there.ParentID == row.ParentID &&
		there.Title == row.Title && there.Description == row.Description && there.Priority == row.Priority && there.CreatedBy == row.CreatedBy &&
		there.AssigneeID == row.AssigneeID && deref(dueText(there.DueAt, there.DueAllDay)) == deref(dueText(row.DueAt, row.DueAllDay)) &&
		there.RepeatRule == row.RepeatRule && there.RepeatZone == row.RepeatZone &&
		slices.Equal(labelsOf(there.Labels), labels)
}

// place finds the rank of the task to be, in its column or below its parent.
func (in *createIn) place(ctx context.Context, c *endpoint.Call, row *queries.GetRow) (string, error) {
	at := column{
		workspace: c.Grant.Workspace(), id: in.to.ColumnID, project: in.to.ProjectID, moved: row.ID,
		first: rank.Rank(in.to.FirstRank), last: rank.Rank(in.to.LastRank),
	}
	if row.ParentID.IsZero() {
		return place(ctx, c, at, in.Body.Spot)
	}
	if err := lockTree(ctx, c, row.ProjectID); err != nil {
		return "", err
	}
	return below(ctx, c, row.ParentID, at, in.Body.Spot, 1)
}

// checked is the row to be, but for its rank.
func (in *createIn) checked(c *endpoint.Call) (*queries.GetRow, error) {
	b := &in.Body
	title, err := trimmedTitle(b.Title)
	if err != nil {
		return nil, err
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	row := &queries.GetRow{
		ProjectID: in.to.ProjectID, ColumnID: in.to.ColumnID, Title: title, Description: b.Description,
		Priority: defaultPriority.number(), AssigneeID: deref(b.AssigneeID.Value), CreatedBy: c.Grant.User(), ParentID: b.ParentID,
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	if b.Priority != "" {
		row.Priority = b.Priority.number()
	}
	if b.Due.Value != nil {
		when, err := parseDue("body.due", *b.Due.Value)
		if err != nil {
			return nil, err
		}
		row.DueAt, row.DueAllDay = when.at, when.allDay
	}
	if err := repeating(row, b.Repeat); err != nil {
		return nil, err
	}
	if row.ID, err = endpoint.OwnID(b.ID); err != nil {
		return nil, err
	}
	return row, in.possible(row)
}

// possible checks what was asked for against what the project has.
func (in *createIn) possible(row *queries.GetRow) error {
	switch {
	case row.ColumnID.IsZero() && in.Body.ColumnID.IsZero():
		return problem.Conflict("The project has no column yet.")
	case row.ColumnID.IsZero():
		return problem.NotFound(errNoColumn)
	case !row.AssigneeID.IsZero() && !in.to.Assignable:
		return notAssignable()
	}
	return nil
}

var errTaken = problem.Conflict("There is a task with this id already.")

func insert(ctx context.Context, c *endpoint.Call, r *queries.GetRow) error {
	return queries.New(c.Tx.One(errTaken)).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: r.ID, ProjectID: r.ProjectID, ColumnID: r.ColumnID, Rank: r.Rank, Title: r.Title,
		Description: r.Description, Priority: r.Priority, DueAt: r.DueAt, DueAllDay: r.DueAllDay, AssigneeID: r.AssigneeID,
		CreatedBy: r.CreatedBy, ParentID: r.ParentID, RepeatRule: r.RepeatRule, RepeatZone: r.RepeatZone, Now: c.Now,
	})
}
