package tasks

import (
	"context"
	"slices"
	"strings"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Title       *string                    `json:"title,omitempty" maxLength:"2000" doc:"1 to 500 characters after trimming"`
	Description *string                    `json:"description,omitempty" maxLength:"10000" doc:"Markdown"`
	Priority    *Priority                  `json:"priority,omitempty" enum:"low,medium,high,urgent"`
	Due         endpoint.Optional[string]  `json:"due,omitzero" maxLength:"40" doc:"A day or a moment (RFC 3339); null clears it"`
	Repeat      endpoint.Optional[Repeat]  `json:"repeat,omitzero" doc:"Completing the task makes the next one. Needs a due date, and goes with it; null ends it"`
	AssigneeID  endpoint.Optional[id.User] `json:"assignee_id,omitzero" maxLength:"40" doc:"A member who reaches the project; null clears it"`
	Labels      *[]id.Label                `json:"labels,omitempty" maxItems:"50" doc:"All labels that the task is to have"`
	Archived    *bool                      `json:"archived,omitempty"`
}

func (in *updateIn) newAssignee() id.User { return deref(in.Body.AssigneeID.Value) }

// change is what a request does to a row: the new values by the name of the
// field, and those before, by which it can be taken back.
type change struct {
	row    queries.GetRow
	labels []id.Label
	fields map[string]any
	was    map[string]any
}

func (ch *change) set(field string, differs bool, was, value any) {
	if differs {
		ch.fields[field], ch.was[field] = value, was
	}
}

// update writes nothing when the task already is as it is asked to be.
func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Task, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	ch, err := in.change(c)
	if err != nil {
		return nil, err
	}
	if len(ch.fields) == 0 {
		return shown(&in.row), nil
	}
	if ch.row.AssigneeID != in.row.AssigneeID {
		if err := hold(ctx, c, ch.row.AssigneeID, in.row.ProjectID, in.row.Private); err != nil {
			return nil, err
		}
	}
	if err := write(ctx, c, &ch.row); err != nil {
		return nil, err
	}
	if err := label(ctx, c, in.row.ID, labelsOf(in.row.Labels), ch.labels); err != nil {
		return nil, err
	}
	in.row = ch.row
	task := in.changedBy(c)
	task.Labels = ch.labels
	tell(c, task, ch)
	return task, nil
}

// tell emits the changed fields, and names them in the audit entry.
func tell(c *endpoint.Call, task *Task, ch *change) {
	names := []string{}
	for name := range ch.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	c.Detail("fields", strings.Join(names, ","))
	fields := ch.fields
	fields["id"], fields["version"], fields["updated_at"], fields["was"] = task.ID, task.Version, task.UpdatedAt, ch.was
	c.Emit(events.Event{Kind: "task.updated", Project: task.ProjectID, Task: task.ID, Data: fields})
}

func (in *updateIn) change(c *endpoint.Call) (*change, error) {
	ch := &change{row: in.row, labels: labelsOf(in.row.Labels), fields: map[string]any{}, was: map[string]any{}}
	b := &in.Body
	if b.Title != nil {
		title, err := trimmedTitle(*b.Title)
		if err != nil {
			return nil, err
		}
		ch.set("title", title != in.row.Title, in.row.Title, title)
		ch.row.Title = title
	}
	if b.Description != nil {
		ch.set("description", *b.Description != in.row.Description, in.row.Description, *b.Description)
		ch.row.Description = *b.Description
	}
	if b.Priority != nil {
		ch.set("priority", b.Priority.number() != in.row.Priority, ranked[in.row.Priority], *b.Priority)
		ch.row.Priority = b.Priority.number()
	}
	if b.Labels != nil {
		to := sorted(*b.Labels)
		ch.set("labels", !slices.Equal(to, ch.labels), ch.labels, to)
		ch.labels = to
	}
	in.archive(c, ch)
	if err := in.reassign(ch); err != nil {
		return nil, err
	}
	if err := in.redate(ch); err != nil {
		return nil, err
	}
	return ch, in.repeat(ch)
}

func (in *updateIn) repeat(ch *change) error {
	if err := repeating(&ch.row, in.Body.Repeat); err != nil {
		return err
	}
	before, after := repeatOf(&in.row), repeatOf(&ch.row)
	ch.set("repeat", deref(before) != deref(after), before, after)
	return nil
}

func (in *updateIn) archive(c *endpoint.Call, ch *change) {
	if in.Body.Archived == nil || *in.Body.Archived == (in.row.ArchivedAt != nil) {
		return
	}
	ch.row.ArchivedAt = nil
	if *in.Body.Archived {
		ch.row.ArchivedAt = &c.Now
	}
	ch.set("archived", true, in.row.ArchivedAt != nil, *in.Body.Archived)
	ch.fields["archived_at"] = ch.row.ArchivedAt
}

func (in *updateIn) reassign(ch *change) error {
	if !in.Body.AssigneeID.Present || in.newAssignee() == in.row.AssigneeID {
		return nil
	}
	if in.Body.AssigneeID.Value != nil && !in.row.Assignable {
		return notAssignable()
	}
	ch.row.AssigneeID = in.newAssignee()
	ch.set("assignee_id", true, orNull(in.row.AssigneeID), in.Body.AssigneeID.Value)
	return nil
}

func (in *updateIn) redate(ch *change) error {
	if !in.Body.Due.Present {
		return nil
	}
	var when due
	if in.Body.Due.Value != nil {
		var err error
		if when, err = parseDue("body.due", *in.Body.Due.Value); err != nil {
			return err
		}
	}
	before, after := dueText(in.row.DueAt, in.row.DueAllDay), dueText(when.at, when.allDay)
	ch.set("due", deref(before) != deref(after), before, after)
	ch.row.DueAt, ch.row.DueAllDay = when.at, when.allDay
	return nil
}

func write(ctx context.Context, c *endpoint.Call, r *queries.GetRow) error {
	return queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), ID: r.ID, Version: r.Version, Title: r.Title, Description: r.Description,
		Priority: r.Priority, DueAt: r.DueAt, DueAllDay: r.DueAllDay, AssigneeID: r.AssigneeID, ArchivedAt: r.ArchivedAt,
		RepeatRule: r.RepeatRule, RepeatZone: r.RepeatZone, Now: c.Now,
	})
}
