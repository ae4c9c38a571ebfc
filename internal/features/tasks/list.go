package tasks

import (
	"context"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
	Project   id.Project `query:"project" doc:"Only tasks of this project"`
	Status    id.Column  `query:"status" doc:"Only tasks in this column"`
	Assignee  string     `query:"assignee" maxLength:"40" doc:"A person's id, none, or me"`
	Label     id.Label   `query:"label" doc:"Only tasks with this label"`
	Priority  Priority   `query:"priority" enum:"low,medium,high,urgent"`
	DueBefore string     `query:"due_before" maxLength:"40" doc:"Due before this day or moment (RFC 3339)"`
	DueAfter  string     `query:"due_after" maxLength:"40" doc:"Due at this day or moment (RFC 3339), or after it"`
	Overdue   bool       `query:"overdue" doc:"Only open tasks whose due date has passed"`
	Completed string     `query:"completed" enum:"true,false" doc:"Only completed tasks, or only open ones"`
	Parent    string     `query:"parent" maxLength:"40" doc:"A task's id for its subtasks, or none for tasks that are no subtasks"`
	Archived  bool       `query:"archived" doc:"Archived tasks instead of the others"`
	Text      string     `query:"text" maxLength:"200" doc:"Only tasks that hold all these words, the last one perhaps unfinished; newest first"`
	Sort      string     `query:"sort" enum:"rank,created,updated,due,priority" doc:"created when nothing is said; rank needs project, status or parent; tasks without a due date come last by due"`
	Order     string     `query:"order" enum:"asc,desc" doc:"When nothing is said: asc for rank and due, desc for the others"`
	sorted    order
	within    *authn.Binding
	rows      []found
}

// ask costs one question, and one more where a list by due date comes to the
// tasks that have none.
func (f *Tasks) ask(ctx context.Context, q db.Querier, c *endpoint.Call, in *listIn) (err error) {
	if in.sorted, err = in.order(); err != nil {
		return err
	}
	var from position
	again, err := in.Position(c, &from)
	if err != nil {
		return err
	}
	if c.Principal.BoundToProjects() {
		in.within = c.Principal.Binding
	}
	l := lister{Querier: q, engine: f.engine, in: in, user: c.Principal.User, now: c.Now, order: in.sorted}
	if again {
		l.from = &from
	}
	in.rows, err = l.rows(ctx)
	return err
}

func list(c *endpoint.Call, in *listIn) (*endpoint.List[*Task], error) {
	page, err := endpoint.Paged(c, in.Page, in.rows, func(f found) any { return in.sorted.position(&f) })
	if err != nil {
		return nil, err
	}
	items := make([]*Task, len(page.Items))
	for i := range page.Items {
		items[i] = shown(&page.Items[i].GetRow)
	}
	return &endpoint.List[*Task]{Items: items, NextCursor: page.NextCursor}, nil
}

// order is how the list is sorted.
func (in *listIn) order() (order, error) {
	by := in.Sort
	if by == "" {
		by = "created"
	}
	if in.Text != "" && (by != "created" || in.Order == "asc") {
		return order{}, problem.InvalidField("query.sort", "a search answers the newest first")
	}
	if by == "rank" && in.Project.IsZero() && in.Status.IsZero() && (in.Parent == "" || in.Parent == "none") {
		return order{}, problem.InvalidField("query.sort", "rank needs project, status or parent")
	}
	o := order{by: by, keys: orders[by], descending: by != "rank" && by != "due"}
	if in.Order != "" {
		o.descending = in.Order == "desc"
	}
	return o, nil
}

// lister is one list on its way.
type lister struct {
	db.Querier
	engine db.Engine
	in     *listIn
	user   id.User
	now    time.Time
	order  order
	from   *position
}

func (l lister) rows(ctx context.Context) ([]found, error) {
	words := wordsOf(l.in.Text)
	switch {
	case l.in.Text != "" && len(words) == 0:
		return nil, nil // no task holds what isn't a word
	case l.in.Text != "":
		return l.search(ctx, words)
	case l.order.by == "due":
		return l.byDue(ctx)
	}
	q, err := l.begin("")
	if err != nil {
		return nil, err
	}
	q.sort(l.order, l.in.Fetch())
	return q.ask(ctx, l, l.in.Fetch())
}

// byDue lists the dated tasks and then the others: each half is an index range,
// which "NULLS LAST" over both would not be on both engines.
func (l lister) byDue(ctx context.Context) ([]found, error) {
	var dated []found
	if l.from == nil || !l.from.Undated {
		q, err := l.begin(" AND t.due_at IS NOT NULL")
		if err != nil {
			return nil, err
		}
		q.sort(l.order, l.in.Fetch())
		if dated, err = q.ask(ctx, l, l.in.Fetch()); err != nil || int64(len(dated)) == l.in.Fetch() {
			return dated, err
		}
		l.from = nil
	}
	q, err := l.begin(" AND t.due_at IS NULL")
	if err != nil {
		return nil, err
	}
	rest := l.in.Fetch() - int64(len(dated))
	q.sort(l.order, rest)
	undated, err := q.ask(ctx, l, rest)
	return append(dated, undated...), err
}

func (l lister) begin(half string) (*listQuery, error) {
	q := &listQuery{}
	q.tasksOf(l.in.WorkspaceID, l.user, l.in.Project)
	if err := l.in.filter(q, l.user, l.now); err != nil {
		return nil, err
	}
	q.add(half)
	if l.from != nil {
		q.after(l.order, *l.from)
	}
	return q, nil
}

// filter adds the conditions that were asked for.
func (in *listIn) filter(q *listQuery, me id.User, now time.Time) error {
	if in.within != nil {
		q.within(in.within.Projects)
	}
	switch {
	case !in.Status.IsZero() && !in.Project.IsZero():
		// A column has one project: only the column is looked up, in its own order.
		q.add(` AND t.column_id = ? AND EXISTS (SELECT 1 FROM columns c WHERE c.workspace_id = ? AND c.id = ? AND c.project_id = ?)`,
			in.Status, in.WorkspaceID, in.Status, in.Project)
	case !in.Status.IsZero():
		q.add(` AND t.column_id = ?`, in.Status)
	case !in.Project.IsZero():
		q.add(` AND t.project_id = ?`, in.Project)
	}
	if !in.Label.IsZero() {
		q.add(` AND t.id IN (SELECT l.task_id FROM task_labels l WHERE l.workspace_id = ? AND l.label_id = ?)`, in.WorkspaceID, in.Label)
	}
	if in.Priority != "" {
		q.add(` AND t.priority = ?`, in.Priority.number())
	}
	switch in.Completed {
	case "true":
		q.add(` AND t.completed_at IS NOT NULL`)
	case "false":
		q.add(` AND t.completed_at IS NULL`)
	}
	if in.Archived {
		q.add(` AND t.archived_at IS NOT NULL`)
	} else {
		q.add(` AND t.archived_at IS NULL`)
	}
	if err := in.filterParent(q); err != nil {
		return err
	}
	if err := in.filterDue(q, now); err != nil {
		return err
	}
	return in.filterAssignee(q, me)
}

func (in *listIn) filterParent(q *listQuery) error {
	switch in.Parent {
	case "":
	case "none":
		q.add(` AND t.parent_id IS NULL`)
	default:
		parent, err := id.Parse[id.Task](in.Parent)
		if err != nil {
			return problem.InvalidField("query.parent", "must be a task's id, or none")
		}
		q.add(` AND t.parent_id = ?`, parent)
	}
	return nil
}

func (in *listIn) filterDue(q *listQuery, now time.Time) error {
	if in.DueBefore != "" {
		when, err := parseDue("query.due_before", in.DueBefore)
		if err != nil {
			return err
		}
		q.add(` AND t.due_at < ?`, *when.at)
	}
	if in.DueAfter != "" {
		when, err := parseDue("query.due_after", in.DueAfter)
		if err != nil {
			return err
		}
		q.add(` AND t.due_at >= ?`, *when.at)
	}
	if in.Overdue { // a day has passed when its last moment has
		q.add(` AND t.completed_at IS NULL AND t.due_at < ? AND (NOT t.due_all_day OR t.due_at <= ?)`, now, now.Add(-24*time.Hour))
	}
	return nil
}

func (in *listIn) filterAssignee(q *listQuery, me id.User) error {
	switch in.Assignee {
	case "":
	case "none":
		q.add(` AND t.assignee_id IS NULL`)
	case "me":
		q.add(` AND t.assignee_id = ?`, me)
	default:
		who, err := id.Parse[id.User](in.Assignee)
		if err != nil {
			return problem.InvalidField("query.assignee", "must be a person's id, none, or me")
		}
		q.add(` AND t.assignee_id = ?`, who)
	}
	return nil
}
