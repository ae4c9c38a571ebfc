package tasks

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// This is the one place where SQL is put together while TaskFlow runs.
//
// Why: filters and orders of a list combine freely, and a database finds an
// index range only where the condition stands in the text. One text with
// "$1 IS NULL OR …" for each filter would have to be planned for all of them at
// once: a scan of the workspace. A query for each combination would be thousands.
//
// What keeps it safe: every fragment is a constant of this file, and every
// value, the tenant included, is a numbered argument. Both engines run the same
// text; only the search for words has two bodies.

const listColumns = `SELECT t.id, t.project_id, t.column_id, t.rank, t.title, t.description, t.priority, t.due_at, t.due_all_day,
    t.assignee_id, t.created_by, t.completed_at, t.archived_at, t.created_at, t.updated_at, t.version, t.parent_id,
    t.repeat_rule, t.repeat_zone,
    (SELECT n.id FROM tasks n WHERE n.workspace_id = t.workspace_id AND n.id = t.next_id AND n.deleted_at IS NULL),
    COALESCE((SELECT string_agg(hex(l.label_id), '') FROM task_labels l
        WHERE l.workspace_id = t.workspace_id AND l.task_id = t.id), ''),
    (SELECT count(*) * 4294967296 + count(s.completed_at) FROM tasks s
        WHERE s.workspace_id = t.workspace_id AND s.parent_id = t.id AND s.deleted_at IS NULL)`

const (
	fromTasks = `, CAST(0 AS BIGINT) FROM tasks t WHERE t.workspace_id = ?`
	// CROSS JOIN makes SQLite walk the matches in their order, from the newest,
	// and stop when the page is full.
	fromWordsLite = `, d.number FROM tasks_fts CROSS JOIN task_documents d ON d.number = tasks_fts.rowid
    CROSS JOIN tasks t ON t.workspace_id = d.workspace_id AND t.id = d.task_id WHERE t.workspace_id = ?`

	// PostgreSQL looks through the newest tasks, and asks the index of words only
	// when too few of them match: what isn't needed isn't begun. OFFSET 0 keeps the
	// planner from reading tasks in another way than by that index, and a policy
	// that is no condition of an index (migration 14) leaves it no other.
	searchPostgres = `WITH asked AS MATERIALIZED (SELECT to_tsquery('pg_catalog.simple', ?) AS words
        WHERE TRUE` + ofMember + `),
    hidden AS MATERIALIZED (SELECT p.id FROM projects p WHERE p.workspace_id = ? AND p.private AND NOT EXISTS (
        SELECT 1 FROM project_members m WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = ?)),
    newest AS MATERIALIZED (SELECT t.id FROM (
        SELECT * FROM tasks n WHERE n.workspace_id = ? AND n.id < ? ORDER BY n.id DESC LIMIT `
	amongNewest = `) t WHERE (SELECT words FROM asked) IS NOT NULL AND t.search @@ (SELECT words FROM asked)`
	byWords     = `),
    everywhere AS (SELECT t.id FROM (SELECT * FROM tasks s WHERE s.search @@ (SELECT words FROM asked) OFFSET 0) t
        WHERE t.workspace_id = ? AND t.id < ?`
	notInHidden = ` AND t.deleted_at IS NULL AND t.project_id NOT IN (SELECT id FROM hidden)`
	newestFirst = ` ORDER BY t.id DESC`
	searchEnd   = `)
    ` + listColumns + `, CAST((SELECT count(*) FROM newest) AS BIGINT) FROM tasks t WHERE t.workspace_id = ? AND t.id = ANY (CAST((SELECT CASE
        WHEN (SELECT count(*) FROM newest) >= CAST(? AS BIGINT) THEN ARRAY(SELECT id FROM newest)
        ELSE ARRAY(SELECT id FROM everywhere) END) AS uuid[])) ORDER BY t.id DESC`

	// A list is asked for before it is decided about: for outsiders there is nothing
	// to find, and nothing is looked at.
	ofMember = ` AND EXISTS (SELECT 1 FROM members me WHERE me.workspace_id = ? AND me.user_id = ?)`

	// Computed once per question, and from it alone: the plan stays that of the order.
	notHidden = ` AND t.deleted_at IS NULL AND t.project_id NOT IN (SELECT p.id FROM projects p WHERE p.workspace_id = ? AND p.private AND NOT EXISTS (
        SELECT 1 FROM project_members m WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = ?)`
	hiddenOfOne = ` AND p.id = ?`
	hiddenEnd   = `)`
)

// order is one way to sort. The last of its columns is the id, so that it is total.
type order struct {
	by         string
	descending bool
	// keys are the columns; each order has an index that begins with what filters it.
	keys []string
}

var orders = map[string][]string{
	"rank":     {"t.rank", "t.id"},
	"created":  {"t.id"},
	"updated":  {"t.updated_at", "t.id"},
	"due":      {"t.due_at", "t.id"},
	"priority": {"t.priority", "t.id"},
}

// position is where a page ends: what a cursor holds.
type position struct {
	ID       id.Task   `json:"i"`
	Rank     string    `json:"r,omitempty"`
	Time     time.Time `json:"t,omitzero"`
	Priority int64     `json:"p,omitempty"`
	// Undated: the page ended among the tasks without a due date, which come last.
	Undated bool `json:"u,omitempty"`
	// Number is the place among the matches of a search on SQLite.
	Number int64 `json:"n,omitempty"`
}

// found is a row of a list.
type found struct {
	queries.GetRow
	// number is a match's place on SQLite; on PostgreSQL, how many the look
	// through the newest tasks has found.
	number int64
}

func (o order) position(f *found) position {
	p := position{ID: f.ID, Number: f.number}
	switch o.by {
	case "rank":
		p.Rank = f.Rank
	case "updated":
		p.Time = f.UpdatedAt
	case "priority":
		p.Priority = f.Priority
	case "due":
		p.Undated = f.DueAt == nil
		p.Time = deref(f.DueAt)
	}
	return p
}

// listQuery is a question that grows.
type listQuery struct {
	text strings.Builder
	args []any
}

// add appends a fragment, whose question marks stand for args.
func (q *listQuery) add(fragment string, args ...any) {
	for part := range strings.SplitSeq(fragment, "?") {
		q.text.WriteString(part)
		if len(args) > 0 {
			q.args = append(q.args, args[0])
			args = args[1:]
			q.text.WriteString("$" + strconv.Itoa(len(q.args)))
		}
	}
}

// tasksOf begins a question for what a person reaches in a workspace.
func (q *listQuery) tasksOf(workspace id.Workspace, user id.User, project id.Project) {
	q.add(listColumns+fromTasks, workspace)
	q.reach(workspace, user, project)
}

func (q *listQuery) reach(workspace id.Workspace, user id.User, project id.Project) {
	q.add(ofMember, workspace, user)
	q.add(notHidden, workspace, user)
	if !project.IsZero() {
		q.add(hiddenOfOne, project)
	}
	q.add(hiddenEnd)
}

// within narrows the question to some projects, perhaps to none.
func (q *listQuery) within(projects []id.Project) {
	if len(projects) == 0 {
		q.add(` AND FALSE`)
		return
	}
	q.add(` AND t.project_id IN (?`, projects[0])
	for _, p := range projects[1:] {
		q.add(`, ?`, p)
	}
	q.add(`)`)
}

// matchingLite begins SQLite's question for the tasks that hold all the words.
func (q *listQuery) matchingLite(workspace id.Workspace, words []string) {
	q.add(listColumns+fromWordsLite, workspace)
	q.add(` AND tasks_fts MATCH ?`, matchFTS5(words))
}

// look is how a search on PostgreSQL begins: through how many of the newest
// tasks it looks, and from how many matches on it doesn't ask the index.
type look struct {
	through string
	enough  int64
}

// matching is PostgreSQL's question for the newest tasks before one that hold
// all the words, as far as a person reaches them. narrow adds what else is
// asked of each.
func (q *listQuery) matching(l look, workspace id.Workspace, user id.User, words []string, before id.Task, most int64, narrow func() error) error {
	q.add(searchPostgres, matchTSQuery(words), workspace, user, workspace, user, workspace, before)
	q.add(l.through + amongNewest + notInHidden)
	if err := narrow(); err != nil {
		return err
	}
	q.add(newestFirst + limitOf(most))
	q.add(byWords+notInHidden, workspace, before)
	if err := narrow(); err != nil {
		return err
	}
	q.add(newestFirst + limitOf(most))
	q.add(searchEnd, workspace, l.enough)
	return nil
}

// after continues where a page ended.
func (q *listQuery) after(o order, p position) {
	beyond := " > "
	if o.descending {
		beyond = " < "
	}
	switch {
	case o.by == "created" || p.Undated:
		q.add(" AND t.id"+beyond+"?", p.ID)
	case o.by == "rank":
		q.add(" AND (t.rank, t.id)"+beyond+"(?, ?)", p.Rank, p.ID)
	case o.by == "priority":
		q.add(" AND (t.priority, t.id)"+beyond+"(?, ?)", p.Priority, p.ID)
	case o.by == "updated":
		q.add(" AND (t.updated_at, t.id)"+beyond+"(?, ?)", p.Time, p.ID)
	default:
		q.add(" AND (t.due_at, t.id)"+beyond+"(?, ?)", p.Time, p.ID)
	}
}

// sort ends the question.
func (q *listQuery) sort(o order, most int64) {
	direction := ""
	if o.descending {
		direction = " DESC"
	}
	q.add(" ORDER BY " + strings.Join(o.keys, direction+", ") + direction + limitOf(most))
}

// limitOf stands in the text, because a planner that doesn't know how little is
// asked for sorts the whole workspace. It is rounded up, so that there are few
// texts to prepare; ask drops what is too much.
func limitOf(most int64) string {
	switch {
	case most <= 11:
		return " LIMIT 11"
	case most <= 51:
		return " LIMIT 51"
	}
	return " LIMIT 101"
}

// newestLite ends a search on SQLite, from the newest match on.
func (q *listQuery) newestLite(before, most int64) {
	q.add(" AND tasks_fts.rowid < ? ORDER BY tasks_fts.rowid DESC LIMIT CAST(? AS BIGINT)", before, most)
}

// ask runs the question for at most so many rows.
func (q *listQuery) ask(ctx context.Context, on db.Querier, most int64) ([]found, error) {
	rows, err := on.Query(ctx, q.text.String(), q.args...)
	if err != nil {
		return nil, fmt.Errorf("listing tasks: %w", err)
	}
	defer rows.Close()
	var list []found
	for rows.Next() {
		var f found
		err := rows.Scan(&f.ID, &f.ProjectID, &f.ColumnID, &f.Rank, &f.Title, &f.Description, &f.Priority, &f.DueAt, &f.DueAllDay,
			&f.AssigneeID, &f.CreatedBy, &f.CompletedAt, &f.ArchivedAt, &f.CreatedAt, &f.UpdatedAt, &f.Version, &f.ParentID,
			&f.RepeatRule, &f.RepeatZone, &f.NextID, &f.Labels,
			&f.Subtasks, &f.number)
		if err != nil {
			return nil, fmt.Errorf("reading a task: %w", err)
		}
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("listing tasks: %w", err)
	}
	return list[:min(int64(len(list)), most)], nil
}
