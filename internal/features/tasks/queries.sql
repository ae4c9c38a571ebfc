-- name: Get :one
-- The task, its labels, and what is decided on: one question. The subtasks are two numbers in one, all of them in the
-- high half and those that are done in the low one, so that they are counted in one pass.
SELECT t.id, t.project_id, t.column_id, t.rank, t.title, t.description, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.archived_at, t.created_at, t.updated_at, t.version, t.parent_id,
    CAST(COALESCE((SELECT string_agg(hex(l.label_id), '') FROM task_labels l
        WHERE l.workspace_id = t.workspace_id AND l.task_id = t.id), '') AS TEXT) AS labels,
    CAST((SELECT count(*) * 4294967296 + count(s.completed_at) FROM tasks s
        WHERE s.workspace_id = t.workspace_id AND s.parent_id = t.id AND s.deleted_at IS NULL) AS BIGINT) AS subtasks,
    p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached,
    EXISTS (SELECT 1 FROM members a
        WHERE a.workspace_id = t.workspace_id AND a.user_id = sqlc.arg(assignee_id) AND (NOT p.private OR EXISTS (
            SELECT 1 FROM project_members r
            WHERE r.workspace_id = t.workspace_id AND r.project_id = t.project_id AND r.user_id = a.user_id))) AS assignable
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND t.deleted_at IS NULL;

-- name: Destination :one
-- Where a task is about to go: the column (the board's first one without column_id) and its ends.
SELECT p.id AS project_id, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)) AS reached,
    EXISTS (SELECT 1 FROM members a
        WHERE a.workspace_id = p.workspace_id AND a.user_id = sqlc.arg(assignee_id) AND (NOT p.private OR EXISTS (
            SELECT 1 FROM project_members r
            WHERE r.workspace_id = p.workspace_id AND r.project_id = p.id AND r.user_id = a.user_id))) AS assignable,
    c.id AS column_id,
    CAST(COALESCE((SELECT f.rank FROM tasks f WHERE f.workspace_id = p.workspace_id AND f.column_id = c.id
        ORDER BY f.rank, f.id LIMIT 1), '') AS TEXT) AS first_rank,
    CAST(COALESCE((SELECT z.rank FROM tasks z WHERE z.workspace_id = p.workspace_id AND z.column_id = c.id
        ORDER BY z.rank DESC, z.id DESC LIMIT 1), '') AS TEXT) AS last_rank
FROM projects p LEFT JOIN columns c ON c.workspace_id = p.workspace_id AND c.project_id = p.id AND c.id = COALESCE(
    sqlc.narg(column_id), (SELECT b.id FROM columns b WHERE b.workspace_id = p.workspace_id AND b.project_id = p.id
        ORDER BY b.rank, b.id LIMIT 1))
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id);

-- name: Insert :exec
INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, due_at, due_all_day,
    assignee_id, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(project_id), sqlc.arg(column_id), sqlc.arg(rank), sqlc.arg(title),
    sqlc.arg(description), sqlc.arg(priority), sqlc.narg(due_at), sqlc.arg(due_all_day), sqlc.arg(assignee_id),
    sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: AddLabel :exec
-- Changes no row when the workspace has no such label.
INSERT INTO task_labels (workspace_id, task_id, label_id)
SELECT t.workspace_id, t.id, l.id FROM tasks t JOIN labels l ON l.workspace_id = t.workspace_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND l.id = sqlc.arg(label_id);

-- name: RemoveLabel :exec
DELETE FROM task_labels
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND label_id = sqlc.arg(label_id);

-- name: Update :exec
UPDATE tasks SET title = sqlc.arg(title), description = sqlc.arg(description), priority = sqlc.arg(priority),
    due_at = sqlc.narg(due_at), due_all_day = sqlc.arg(due_all_day), assignee_id = sqlc.arg(assignee_id),
    archived_at = sqlc.narg(archived_at), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: SetCompleted :exec
UPDATE tasks SET completed_at = sqlc.narg(completed_at), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Move :exec
-- Two who move one task at once don't disturb each other: unless a version was
-- asked for (matched is not 0), it only has to be where it was decided about.
UPDATE tasks SET project_id = sqlc.arg(project_id), column_id = sqlc.arg(column_id), rank = sqlc.arg(rank),
    assignee_id = CASE WHEN CAST(sqlc.arg(unassign) AS BOOLEAN) THEN NULL ELSE assignee_id END,
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND project_id = sqlc.arg(from_project)
    AND (CAST(sqlc.arg(matched) AS BIGINT) = 0 OR version = sqlc.arg(matched));

-- name: Delete :exec
DELETE FROM tasks WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: AtOrBefore :many
-- The nearest tasks of a column from a place upwards.
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id) AND id <> sqlc.arg(moved)
    AND rank <= sqlc.arg(rank) AND (rank < sqlc.arg(rank) OR id <= sqlc.arg(id))
ORDER BY rank DESC, id DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: After :many
-- The nearest tasks of a column from a place downwards.
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id) AND id <> sqlc.arg(moved)
    AND rank >= sqlc.arg(rank) AND (rank > sqlc.arg(rank) OR id > sqlc.arg(id))
ORDER BY rank, id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Place :one
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id) AND id = sqlc.arg(id);

-- name: Rerank :exec
UPDATE tasks SET rank = sqlc.arg(rank), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND column_id = sqlc.arg(column_id);

-- name: BoardColumns :many
SELECT id, name, rank, wip_limit, version FROM columns
WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id)
ORDER BY rank, id;

-- name: BoardOpen :many
-- The open cards of a board. What they have is counted for all of them at once, in
-- the questions below: looking it up card by card takes ten times as long.
SELECT t.id, t.column_id, t.rank, t.title, t.description <> '' AS described, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.version
FROM tasks t
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.project_id = sqlc.arg(project_id)
    AND t.parent_id IS NULL AND t.deleted_at IS NULL AND t.archived_at IS NULL AND t.completed_at IS NULL
ORDER BY t.rank, t.id LIMIT CAST(sqlc.arg(most) AS BIGINT);

-- name: BoardDone :many
-- The cards that were completed lately.
SELECT t.id, t.column_id, t.rank, t.title, t.description <> '' AS described, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.version
FROM tasks t
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.project_id = sqlc.arg(project_id) AND t.completed_at > sqlc.arg(since)
    AND t.parent_id IS NULL AND t.deleted_at IS NULL AND t.archived_at IS NULL
ORDER BY t.completed_at DESC LIMIT CAST(sqlc.arg(most) AS BIGINT);

-- name: BoardLabels :many
SELECT l.task_id, l.label_id FROM tasks t JOIN task_labels l ON l.workspace_id = t.workspace_id AND l.task_id = t.id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.project_id = sqlc.arg(project_id)
    AND t.parent_id IS NULL AND t.deleted_at IS NULL AND t.archived_at IS NULL AND (t.completed_at IS NULL OR t.completed_at > sqlc.arg(since));

-- name: BoardComments :many
SELECT c.task_id, count(*) AS comments FROM tasks t JOIN comments c ON c.workspace_id = t.workspace_id AND c.task_id = t.id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.project_id = sqlc.arg(project_id)
    AND t.parent_id IS NULL AND t.deleted_at IS NULL AND t.archived_at IS NULL AND (t.completed_at IS NULL OR t.completed_at > sqlc.arg(since))
GROUP BY c.task_id;

-- name: BoardItems :many
SELECT i.task_id, count(*) AS items, count(CASE WHEN i.done THEN 1 END) AS items_done
FROM tasks t JOIN checklist_items i ON i.workspace_id = t.workspace_id AND i.task_id = t.id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.project_id = sqlc.arg(project_id)
    AND t.parent_id IS NULL AND t.deleted_at IS NULL AND t.archived_at IS NULL AND (t.completed_at IS NULL OR t.completed_at > sqlc.arg(since))
GROUP BY i.task_id;

-- name: BoardSubtasks :many
SELECT s.parent_id, count(*) AS subtasks, count(s.completed_at) AS subtasks_done
FROM tasks s
WHERE s.workspace_id = sqlc.arg(workspace_id) AND s.project_id = sqlc.arg(project_id) AND s.parent_id IS NOT NULL AND s.deleted_at IS NULL
GROUP BY s.parent_id;

-- name: BoardProject :one
SELECT p.id, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM projects p WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id);
