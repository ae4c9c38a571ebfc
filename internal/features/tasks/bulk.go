package tasks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type bulkIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        bulkBody
}

type bulkBody struct {
	Tasks   []bulkTask   `json:"tasks" minItems:"1" maxItems:"200" doc:"Each task once"`
	Changes *bulkChanges `json:"changes,omitempty" doc:"What becomes of each of them"`
}

type bulkTask struct {
	ID      id.Task      `json:"id"`
	Version int64        `json:"version,omitempty" minimum:"0" maximum:"9007199254740991" doc:"The version that the change was made for; any when nothing is said"`
	Changes *bulkChanges `json:"changes,omitempty" doc:"What becomes of this one instead"`
}

type bulkChanges struct {
	Priority     *Priority                  `json:"priority,omitempty" enum:"low,medium,high,urgent"`
	Due          endpoint.Optional[string]  `json:"due,omitzero" maxLength:"40" doc:"A day or a moment (RFC 3339); null clears it"`
	Repeat       endpoint.Optional[Repeat]  `json:"repeat,omitzero" doc:"Needs a due date, and goes with it; null ends it. Not together with completing"`
	AssigneeID   endpoint.Optional[id.User] `json:"assignee_id,omitzero" maxLength:"40" doc:"A member who reaches the project; null clears it"`
	Archived     *bool                      `json:"archived,omitempty"`
	AddLabels    []id.Label                 `json:"add_labels,omitempty" maxItems:"50"`
	RemoveLabels []id.Label                 `json:"remove_labels,omitempty" maxItems:"50"`
	Completed    *bool                      `json:"completed,omitempty"`
	Move         *moveBody                  `json:"move,omitempty" doc:"To one place, in the order of the list"`
	Deleted      *bool                      `json:"deleted,omitempty" doc:"true moves to the trash, false restores; nothing else goes with it"`
}

// edits tells whether it changes fields as tasks.update does.
func (ch *bulkChanges) edits() bool {
	return ch.Priority != nil || ch.Due.Present || ch.Repeat.Present || ch.AssigneeID.Present || ch.Archived != nil || len(ch.AddLabels)+len(ch.RemoveLabels) > 0
}

func (ch *bulkChanges) moves() bool     { return ch.Move != nil }
func (ch *bulkChanges) reopens() bool   { return ch.Completed != nil && !*ch.Completed }
func (ch *bulkChanges) completes() bool { return ch.Completed != nil && *ch.Completed }
func (ch *bulkChanges) restores() bool  { return ch.Deleted != nil && !*ch.Deleted }

func (ch *bulkChanges) check(field string) error {
	others := ch.edits() || ch.Completed != nil || ch.moves()
	switch {
	case ch.Deleted == nil && !others:
		return problem.InvalidField(field, "says nothing")
	case ch.Deleted != nil && others:
		return problem.InvalidField(field+".deleted", "goes alone")
	case ch.Repeat.Present && ch.completes():
		return problem.InvalidField(field+".repeat", "doesn't go with completing")
	}
	return nil
}

// bulk is one change of many tasks on its way.
type bulk struct {
	*Tasks
	c    *endpoint.Call
	list []bulkItem
	// followers are tasks below those that went to another project, as they were.
	followers []queries.AnywhereRow
}

type bulkItem struct {
	bulkTask

	before queries.AnywhereRow
}

// BulkResult is what became of many tasks.
type BulkResult struct {
	Tasks []*Task   `json:"tasks" maxItems:"200" doc:"Those that aren't in the trash now, as they are, in the order of the request"`
	Undo  *bulkBody `json:"undo,omitempty" doc:"The body of a request that takes it all back, unless somebody changes one of the tasks before; left out when nothing changed, or more than 200 tasks went along. A task that is completed again has a new time of completion"`
}

// bulkEdit changes all the tasks or none. They are locked before they are
// looked at, so that what is decided about is what is changed.
func (f *Tasks) bulkEdit(ctx context.Context, c *endpoint.Call, in *bulkIn) (*BulkResult, error) {
	b := &bulk{Tasks: f, c: c}
	if err := b.take(&in.Body); err != nil {
		return nil, err
	}
	if err := b.load(ctx); err != nil {
		return nil, err
	}
	if err := b.lock(ctx); err != nil {
		return nil, err
	}
	if err := b.load(ctx); err != nil {
		return nil, err
	}
	if err := b.permit(); err != nil {
		return nil, err
	}
	if err := b.applyAll(ctx); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(b.list, func(i bulkItem) bool { return i.Changes.Deleted != nil && *i.Changes.Deleted }) {
		if err := f.later(ctx, c); err != nil {
			return nil, err
		}
	}
	c.Detail("tasks", fmt.Sprint(len(b.list)))
	return b.result(ctx)
}

// take reads what is asked for each task.
func (b *bulk) take(body *bulkBody) error {
	seen := map[id.Task]bool{}
	for i, t := range body.Tasks {
		at := fmt.Sprintf("body.tasks[%d]", i)
		if seen[t.ID] {
			return problem.InvalidField(at+".id", "stands twice")
		}
		seen[t.ID] = true
		field := at + ".changes"
		if t.Changes == nil {
			t.Changes, field = body.Changes, "body.changes"
		}
		if t.Changes == nil {
			return problem.InvalidField(field, "says nothing")
		}
		if err := t.Changes.check(field); err != nil {
			return err
		}
		b.list = append(b.list, bulkItem{bulkTask: t})
	}
	return nil
}

var errNotThere = errors.New("a task of the list isn't there")

// load reads the tasks; those that aren't there are named, those out of reach
// among them: which of the two they are is nobody's to know.
func (b *bulk) load(ctx context.Context) error {
	loaders := make([]db.Loader, len(b.list))
	there := make([]bool, len(b.list))
	for i := range b.list {
		item := &b.list[i]
		loaders[i] = func(ctx context.Context, q db.Querier) (err error) {
			item.before, err = queries.New(q).Anywhere(ctx, queries.AnywhereParams{
				WorkspaceID: b.c.Grant.Workspace(), UserID: b.c.Grant.User(), TaskID: item.ID, AssigneeID: deref(item.Changes.AssigneeID.Value),
			})
			r := &item.before
			there[i] = err == nil && (item.Changes.restores() || r.DeletedAt == nil) && (!r.Private || r.Reached) && b.c.Principal.Reaches(r.ProjectID)
			if errors.Is(err, db.ErrNoRows) {
				return nil
			}
			return err
		}
	}
	if err := b.c.Tx.Together(ctx, loaders...); err != nil {
		return fmt.Errorf("reading the tasks: %w", err)
	}
	return b.naming(problem.NotFound(errNotThere), func(i int) bool { return !there[i] }, "isn't there")
}

// naming is a problem with the tasks it is about; none when there are none.
func (b *bulk) naming(p *problem.Problem, about func(i int) bool, reason string) error {
	const most = 100
	for i := range b.list {
		if about(i) && len(p.Fields) < most {
			p.Fields = append(p.Fields, problem.Field{Field: fmt.Sprintf("body.tasks[%d]", i), Reason: b.list[i].ID.String() + " " + reason})
		}
	}
	if len(p.Fields) == 0 {
		return nil
	}
	return p
}

// lock takes the rows in the order in which everybody takes them: trees, then
// whoever is to be assigned, then tasks by their ids.
func (b *bulk) lock(ctx context.Context) error {
	var trees []id.Project
	for i := range b.list {
		item := &b.list[i]
		series := item.Changes.Completed != nil && (item.before.RepeatRule != "" || !item.before.NextID.IsZero())
		if item.Changes.Deleted == nil && item.Changes.Move == nil && !series {
			continue
		}
		trees = append(trees, item.before.ProjectID)
		if to := item.Changes.Move; to != nil && !to.ProjectID.IsZero() {
			trees = append(trees, to.ProjectID)
		}
	}
	if err := lockTree(ctx, b.c, trees...); err != nil {
		return err
	}
	if err := b.holdAll(ctx); err != nil {
		return err
	}
	ids := make([]id.Task, len(b.list))
	for i := range b.list {
		ids[i] = b.list[i].ID
	}
	slices.SortFunc(ids, func(x, y id.Task) int { return bytes.Compare(x[:], y[:]) })
	for _, task := range ids {
		if err := queries.New(b.c.Tx).Lock(ctx, queries.LockParams{WorkspaceID: b.c.Grant.Workspace(), ID: task}); err != nil {
			return err
		}
	}
	return nil
}

// holdAll holds those who are to be assigned, where they may be.
func (b *bulk) holdAll(ctx context.Context) error {
	type place struct {
		user    id.User
		project id.Project
	}
	held := map[place]bool{}
	for i := range b.list {
		r := &b.list[i].before
		at := place{deref(b.list[i].Changes.AssigneeID.Value), r.ProjectID}
		if held[at] || !r.Assignable {
			continue
		}
		held[at] = true
		if err := hold(ctx, b.c, at.user, at.project, r.Private); err != nil {
			return err
		}
	}
	return nil
}

// permit decides about each task as the endpoint for one would, and then
// compares versions. Each refusal names its tasks.
func (b *bulk) permit() error {
	var refusal *problem.Problem
	refused := map[int]bool{}
	for i := range b.list {
		err := b.list[i].permit(b.c)
		if err == nil {
			continue
		}
		p := problem.From(err)
		if p.Code != problem.CodeForbidden {
			return err // nothing to be told about: it is hidden, or we failed
		}
		refusal, refused[i] = p, true
	}
	if refusal != nil {
		return b.naming(refusal, func(i int) bool { return refused[i] }, "isn't yours to change like that")
	}
	return b.naming(problem.EditConflict(), func(i int) bool {
		return b.list[i].Version != 0 && b.list[i].Version != b.list[i].before.Version
	}, "has another version")
}

func (item *bulkItem) permit(c *endpoint.Call) error {
	about, ch := resourceOf(&item.before), item.Changes
	if ch.Deleted != nil {
		needed := authz.TasksDelete
		if ch.restores() {
			needed = authz.TasksRestore
		}
		return c.Allow(needed, about)
	}
	if ch.reopens() {
		if err := c.Allow(authz.TasksReopen, about); err != nil {
			return err
		}
		about.CompletedAt = nil // it is open by the time it is edited
	}
	if !ch.edits() && !ch.moves() && !ch.completes() {
		return nil
	}
	return c.Allow(authz.TasksUpdate, about)
}

// inTurn is the order in which the tasks are changed: each goes right below the
// one before or to the top, so those that do are taken from the last one on.
// What is restored follows what is above it.
func (b *bulk) inTurn() []*bulkItem {
	var turn []*bulkItem
	for i := range b.list {
		turn = append(turn, &b.list[i])
	}
	if to := turn[0].Changes.Move; to != nil && (to.Position == "top" || !to.After.IsZero()) {
		slices.Reverse(turn)
	}
	if !turn[0].Changes.restores() {
		return turn
	}
	rows := make([]*queries.AnywhereRow, len(turn))
	for i, item := range turn {
		rows[i] = &item.before
	}
	var above []*bulkItem
	for _, i := range fromAbove(rows) {
		above = append(above, turn[i])
	}
	return above
}
