package main

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/rank"
)

// The texts of TaskFlow's own queries. Lists are put together in tasks; these
// are what comes out for the lists that are measured.
var (
	getTask = captured(func(q *queries.Queries) {
		_, _ = q.Get(context.Background(), queries.GetParams{})
	})
	destination = captured(func(q *queries.Queries) {
		_, _ = q.Destination(context.Background(), queries.DestinationParams{})
	})
	insertTask = captured(func(q *queries.Queries) {
		_ = q.Insert(context.Background(), queries.InsertParams{})
	})
	updateTask = captured(func(q *queries.Queries) {
		_ = q.Update(context.Background(), queries.UpdateParams{})
	})
)

const (
	listColumns = `SELECT t.id, t.project_id, t.column_id, t.rank, t.title, t.description, t.priority, t.due_at, t.due_all_day,
    t.assignee_id, t.created_by, t.completed_at, t.archived_at, t.created_at, t.updated_at, t.version, t.parent_id,
    t.repeat_rule, t.repeat_zone,
    (SELECT n.id FROM tasks n WHERE n.workspace_id = t.workspace_id AND n.id = t.next_id AND n.deleted_at IS NULL),
    COALESCE((SELECT string_agg(hex(l.label_id), '') FROM task_labels l
        WHERE l.workspace_id = t.workspace_id AND l.task_id = t.id), ''),
    (SELECT count(*) * 4294967296 + count(s.completed_at) FROM tasks s
        WHERE s.workspace_id = t.workspace_id AND s.parent_id = t.id AND s.deleted_at IS NULL)`
	hidden = ` AND t.deleted_at IS NULL AND t.project_id NOT IN (SELECT p.id FROM projects p WHERE p.workspace_id = $2 AND p.private AND NOT EXISTS (
        SELECT 1 FROM project_members m WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = $3)) AND t.archived_at IS NULL`
	listTasks = listColumns + ` FROM tasks t WHERE t.workspace_id = $1` + hidden + ` ORDER BY t.id DESC LIMIT 51`

	searchLite = listColumns + ` FROM tasks_fts CROSS JOIN task_documents d ON d.number = tasks_fts.rowid
    CROSS JOIN tasks t ON t.workspace_id = d.workspace_id AND t.id = d.task_id WHERE t.workspace_id = $1 AND tasks_fts MATCH $4` +
		hidden + ` ORDER BY tasks_fts.rowid DESC LIMIT 51`
	searchPostgres = listColumns + ` FROM tasks t WHERE t.workspace_id = $1 AND t.search @@ to_tsquery('pg_catalog.simple', $4)` +
		hidden + ` ORDER BY t.id DESC LIMIT 51`
)

// statements are what the bare handler runs.
func (w *world) statements() []string {
	search := searchLite
	if w.engine == db.PostgreSQL {
		search = searchPostgres
	}
	return []string{getTask, destination, insertTask, updateTask, listTasks, search}
}

func captured(ask func(*queries.Queries)) string {
	c := &capture{}
	ask(queries.New(c))
	return c.text
}

// bareTask is what the bare handlers answer: as many fields as TaskFlow's.
type bareTask struct {
	ID          id.Task    `json:"id"`
	ProjectID   id.Project `json:"project_id"`
	ColumnID    id.Column  `json:"column_id"`
	Rank        string     `json:"rank"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Priority    int64      `json:"priority"`
	DueAt       *time.Time `json:"due_at"`
	DueAllDay   bool       `json:"due_all_day"`
	AssigneeID  *id.User   `json:"assignee_id"`
	CreatedBy   id.User    `json:"created_by"`
	CompletedAt *time.Time `json:"completed_at"`
	ArchivedAt  *time.Time `json:"archived_at"`
	CreatedAt   time.Time  `json:"created_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
	Version     int64      `json:"version"`
	ParentID    *id.Task   `json:"parent_id"`
	Repeat      [2]string  `json:"repeat"` // the rule and its time zone
	NextID      id.Task    `json:"next_id"`
	Labels      []id.Label `json:"labels"`
	Subtasks    int64      `json:"subtasks"`
	Done        int64      `json:"subtasks_done"`
}

// bareHandler serves without any of the path.
type bareHandler struct {
	*store
	w *world
}

func (w *world) bare() http.Handler {
	h := &bareHandler{store: w.store, w: w}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/workspaces/{workspace_id}/tasks/{task_id}", answering(h.get))
	mux.HandleFunc("GET /api/v1/workspaces/{workspace_id}/tasks", answering(h.list))
	mux.HandleFunc("POST /api/v1/workspaces/{workspace_id}/tasks", answering(h.create))
	mux.HandleFunc("PATCH /api/v1/workspaces/{workspace_id}/tasks/{task_id}", answering(h.update))
	return mux
}

func answering(f func(r *http.Request) (int, any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, body, err := f(r)
		switch {
		case errors.Is(err, sql.ErrNoRows), errors.Is(err, pgx.ErrNoRows):
			http.Error(w, "not found", http.StatusNotFound)
		case err != nil:
			http.Error(w, "error", http.StatusInternalServerError)
		default:
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(body)
		}
	}
}

func (h *bareHandler) get(r *http.Request) (int, any, error) {
	workspace, task, err := ids(r)
	if err != nil {
		return 0, nil, err
	}
	t, err := h.load(r.Context(), workspace, task)
	return http.StatusOK, t, err
}

func ids(r *http.Request) (id.Workspace, id.Task, error) {
	workspace, err := id.Parse[id.Workspace](r.PathValue("workspace_id"))
	if err != nil {
		return workspace, id.Task{}, err
	}
	task, err := id.Parse[id.Task](r.PathValue("task_id"))
	return workspace, task, err
}

func (h *bareHandler) load(ctx context.Context, workspace id.Workspace, task id.Task) (*bareTask, error) {
	t := &bareTask{}
	found := false
	err := h.many(ctx, getTask, []any{h.w.user, id.User{}, workspace, task}, func(scan scanner) error {
		found = true
		var private, reached, assignable bool
		return h.scan(scan, t, &private, &reached, &assignable)
	})
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return t, err
}

func (h *bareHandler) list(r *http.Request) (int, any, error) {
	workspace, err := id.Parse[id.Workspace](r.PathValue("workspace_id"))
	if err != nil {
		return 0, nil, err
	}
	text, args := listTasks, []any{workspace, workspace, h.w.user}
	if word := r.URL.Query().Get("text"); word != "" {
		text, args = searchLite, []any{workspace, workspace, h.w.user, `"` + word + `" *`}
		if h.w.engine == db.PostgreSQL {
			text, args[3] = searchPostgres, `'`+word+`':*`
		}
	}
	answer := struct {
		Items []*bareTask `json:"items"`
	}{Items: []*bareTask{}}
	err = h.many(r.Context(), text, args, func(scan scanner) error {
		t := &bareTask{}
		answer.Items = append(answer.Items, t)
		return h.scan(scan, t)
	})
	answer.Items = answer.Items[:min(len(answer.Items), 50)]
	return http.StatusOK, answer, err
}

func (h *bareHandler) create(r *http.Request) (int, any, error) {
	workspace, err := id.Parse[id.Workspace](r.PathValue("workspace_id"))
	if err != nil {
		return 0, nil, err
	}
	var in struct {
		ProjectID id.Project `json:"project_id"`
		Title     string     `json:"title"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return 0, nil, err
	}
	now := clock.System().Now()
	place, err := h.place(r.Context(), workspace, in.ProjectID)
	if err != nil {
		return 0, nil, err
	}
	t := &bareTask{
		ID: id.New[id.Task](), ProjectID: in.ProjectID, ColumnID: place.ColumnID, Rank: place.LastRank, Title: in.Title, Priority: 1, CreatedBy: h.w.user,
		CreatedAt: now, UpdatedAt: now, Version: 1, Labels: []id.Label{},
	}
	err = h.exec(r.Context(), insertTask, workspace, t.ID, t.ProjectID, t.ColumnID, t.Rank, t.Title, "", t.Priority, h.moment(nil), false,
		id.User{}, t.CreatedBy, h.moment(&now), id.Task{}, "", "")
	return http.StatusCreated, t, err
}

// place is where a new task goes: below the last one, or just anywhere for a
// bare insert, which is what the case insert is compared with.
func (h *bareHandler) place(ctx context.Context, workspace id.Workspace, project id.Project) (p queries.DestinationRow, err error) {
	if h.w.insertOnly.Load() {
		return queries.DestinationRow{ColumnID: h.w.column, LastRank: "a0"}, nil
	}
	err = h.many(ctx, destination, []any{h.w.user, id.User{}, nil, workspace, project}, func(scan scanner) error {
		return scan(&p.ProjectID, &p.Private, &p.Reached, &p.Assignable, &p.ColumnID, &p.FirstRank, &p.LastRank)
	})
	if err != nil {
		return p, err
	}
	last, err := rank.Between(rank.Rank(p.LastRank), "")
	p.LastRank = string(last)
	return p, err
}

func (h *bareHandler) update(r *http.Request) (int, any, error) {
	workspace, task, err := ids(r)
	if err != nil {
		return 0, nil, err
	}
	var in struct {
		Title string `json:"title"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return 0, nil, err
	}
	t, err := h.load(r.Context(), workspace, task)
	if err != nil {
		return 0, nil, err
	}
	now := clock.System().Now()
	err = h.exec(r.Context(), updateTask, in.Title, t.Description, t.Priority, h.moment(t.DueAt), t.DueAllDay, assignee(t), h.moment(t.ArchivedAt),
		t.Repeat[0], t.Repeat[1], h.moment(&now), workspace, task, t.Version)
	t.Title, t.UpdatedAt, t.Version = in.Title, now, t.Version+1
	return http.StatusOK, t, err
}

func assignee(t *bareTask) id.User {
	if t.AssigneeID == nil {
		return id.User{}
	}
	return *t.AssigneeID
}

// moment is a time as the engine stores it.
func (h *bareHandler) moment(t *time.Time) any {
	switch {
	case t == nil:
		return nil
	case h.pool != nil:
		return *t
	}
	return t.UnixMicro()
}

func (h *bareHandler) scan(scan scanner, t *bareTask, more ...any) error {
	var who id.User
	var parent id.Task
	var labels string
	var subtasks int64
	var due, completed, archived, created, updated any = &t.DueAt, &t.CompletedAt, &t.ArchivedAt, &t.CreatedAt, &t.UpdatedAt
	var micros [5]sql.NullInt64
	if h.pool == nil {
		due, completed, archived, created, updated = &micros[0], &micros[1], &micros[2], &micros[3], &micros[4]
	}
	err := scan(append([]any{
		&t.ID, &t.ProjectID, &t.ColumnID, &t.Rank, &t.Title, &t.Description, &t.Priority, due, &t.DueAllDay, &who, &t.CreatedBy,
		completed, archived, created, updated, &t.Version, &parent,
		&t.Repeat[0], &t.Repeat[1], &t.NextID, &labels, &subtasks,
	}, more...)...)
	if err != nil {
		return err
	}
	if h.pool == nil {
		t.DueAt, t.CompletedAt, t.ArchivedAt = micro(micros[0]), micro(micros[1]), micro(micros[2])
		t.CreatedAt, t.UpdatedAt = *micro(micros[3]), *micro(micros[4])
	}
	if !who.IsZero() {
		t.AssigneeID = &who
	}
	t.Subtasks, t.Done = subtasks>>32, subtasks&0xffffffff
	if !parent.IsZero() {
		t.ParentID = &parent
	}
	t.Labels = []id.Label{}
	for ; len(labels) >= 32; labels = labels[32:] {
		raw, err := hex.DecodeString(labels[:32])
		if err != nil {
			return err
		}
		t.Labels = append(t.Labels, id.Label(raw))
	}
	return nil
}

func micro(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := time.UnixMicro(n.Int64).UTC()
	return &t
}
