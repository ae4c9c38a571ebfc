-- name: Get :one
-- The task, its labels, and what is decided on: one question. The subtasks are two numbers in one, all of them in the
-- high half and those that are done in the low one, so that they are counted in one pass.
SELECT t.id, t.project_id, t.column_id, t.rank, t.title, t.description, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.archived_at, t.created_at, t.updated_at, t.version, t.parent_id, t.repeat_rule, t.repeat_zone,
    (SELECT n.id FROM tasks n WHERE n.workspace_id = t.workspace_id AND n.id = t.next_id AND n.deleted_at IS NULL) AS next_id,
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
        AND f.parent_id IS NULL AND f.deleted_at IS NULL
        ORDER BY f.rank, f.id LIMIT 1), '') AS TEXT) AS first_rank,
    CAST(COALESCE((SELECT z.rank FROM tasks z WHERE z.workspace_id = p.workspace_id AND z.column_id = c.id
        AND z.parent_id IS NULL AND z.deleted_at IS NULL
        ORDER BY z.rank DESC, z.id DESC LIMIT 1), '') AS TEXT) AS last_rank
FROM projects p LEFT JOIN columns c ON c.workspace_id = p.workspace_id AND c.project_id = p.id AND c.id = COALESCE(
    sqlc.narg(column_id), (SELECT b.id FROM columns b WHERE b.workspace_id = p.workspace_id AND b.project_id = p.id
        ORDER BY b.rank, b.id LIMIT 1))
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id);

-- name: Insert :exec
INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, due_at, due_all_day,
    assignee_id, created_by, created_at, updated_at, parent_id, repeat_rule, repeat_zone)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(project_id), sqlc.arg(column_id), sqlc.arg(rank), sqlc.arg(title),
    sqlc.arg(description), sqlc.arg(priority), sqlc.narg(due_at), sqlc.arg(due_all_day), sqlc.arg(assignee_id),
    sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now), sqlc.arg(parent_id), sqlc.arg(repeat_rule), sqlc.arg(repeat_zone))
ON CONFLICT DO NOTHING;

-- name: AddLabel :exec
-- Changes no row when the workspace has no such label.
INSERT INTO task_labels (workspace_id, task_id, label_id)
SELECT t.workspace_id, t.id, l.id FROM tasks t JOIN labels l ON l.workspace_id = t.workspace_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND l.id = sqlc.arg(label_id)
    AND t.deleted_at IS NULL;

-- name: RemoveLabel :exec
DELETE FROM task_labels
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND label_id = sqlc.arg(label_id);

-- name: Update :exec
UPDATE tasks SET title = sqlc.arg(title), description = sqlc.arg(description), priority = sqlc.arg(priority),
    due_at = sqlc.narg(due_at), due_all_day = sqlc.arg(due_all_day), assignee_id = sqlc.arg(assignee_id),
    archived_at = sqlc.narg(archived_at), repeat_rule = sqlc.arg(repeat_rule), repeat_zone = sqlc.arg(repeat_zone),
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version) AND deleted_at IS NULL;

-- name: SetCompleted :exec
UPDATE tasks SET completed_at = sqlc.narg(completed_at), repeat_rule = sqlc.arg(repeat_rule), repeat_zone = sqlc.arg(repeat_zone),
    next_id = sqlc.arg(next_id), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version) AND deleted_at IS NULL;

-- name: Copy :exec
-- A task once more, open, at another place; whoever doesn't reach the project any more isn't assigned.
INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, due_at, due_all_day,
    assignee_id, created_by, created_at, updated_at, parent_id, repeat_rule, repeat_zone)
SELECT o.workspace_id, sqlc.arg(id), o.project_id, sqlc.arg(column_id), sqlc.arg(rank), o.title, o.description, o.priority,
    sqlc.narg(due_at), o.due_all_day,
    CASE WHEN EXISTS (SELECT 1 FROM members a JOIN projects p ON p.workspace_id = a.workspace_id AND p.id = o.project_id
        WHERE a.workspace_id = o.workspace_id AND a.user_id = o.assignee_id AND (NOT p.private OR EXISTS (
            SELECT 1 FROM project_members r WHERE r.workspace_id = p.workspace_id AND r.project_id = p.id AND r.user_id = a.user_id)))
        THEN o.assignee_id END,
    o.created_by, sqlc.arg(now), sqlc.arg(now), sqlc.arg(parent_id), sqlc.arg(repeat_rule), sqlc.arg(repeat_zone)
FROM tasks o WHERE o.workspace_id = sqlc.arg(workspace_id) AND o.id = sqlc.arg(from_task) AND o.deleted_at IS NULL;

-- name: CopyLabels :exec
INSERT INTO task_labels (workspace_id, task_id, label_id)
SELECT l.workspace_id, sqlc.arg(id), l.label_id FROM task_labels l
WHERE l.workspace_id = sqlc.arg(workspace_id) AND l.task_id = sqlc.arg(from_task);

-- name: LastColumn :one
SELECT id FROM columns WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id)
ORDER BY rank DESC, id DESC LIMIT 1;

-- name: Move :exec
-- Two who move one task at once don't disturb each other: unless a version was
-- asked for (matched is not 0), it only has to be where it was decided about.
UPDATE tasks SET project_id = sqlc.arg(project_id), column_id = sqlc.arg(column_id), rank = sqlc.arg(rank), parent_id = sqlc.arg(parent_id),
    assignee_id = CASE WHEN CAST(sqlc.arg(unassign) AS BOOLEAN) THEN NULL ELSE assignee_id END,
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND project_id = sqlc.arg(from_project)
    AND deleted_at IS NULL AND (CAST(sqlc.arg(matched) AS BIGINT) = 0 OR version = sqlc.arg(matched));

-- name: AtOrBefore :many
-- The nearest tasks of a column from a place upwards.
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id) AND id <> sqlc.arg(moved)
    AND parent_id IS NULL AND deleted_at IS NULL
    AND rank <= sqlc.arg(rank) AND (rank < sqlc.arg(rank) OR id <= sqlc.arg(id))
ORDER BY rank DESC, id DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: After :many
-- The nearest tasks of a column from a place downwards.
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id) AND id <> sqlc.arg(moved)
    AND parent_id IS NULL AND deleted_at IS NULL
    AND rank >= sqlc.arg(rank) AND (rank > sqlc.arg(rank) OR id > sqlc.arg(id))
ORDER BY rank, id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Place :one
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id) AND id = sqlc.arg(id)
    AND parent_id IS NULL AND deleted_at IS NULL;

-- name: Rerank :exec
UPDATE tasks SET rank = sqlc.arg(rank), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND deleted_at IS NULL;

-- name: BoardColumns :many
SELECT id, name, rank, wip_limit, version FROM columns
WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id)
ORDER BY rank, id;

-- name: BoardOpen :many
-- The open cards of a board. What they have is counted for all of them at once, in
-- the questions below: looking it up card by card takes ten times as long.
SELECT t.id, t.column_id, t.rank, t.title, t.description <> '' AS described, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.created_at, t.updated_at, t.version, t.repeat_rule, t.repeat_zone
FROM tasks t
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.project_id = sqlc.arg(project_id)
    AND t.parent_id IS NULL AND t.deleted_at IS NULL AND t.archived_at IS NULL AND t.completed_at IS NULL
ORDER BY t.rank, t.id LIMIT CAST(sqlc.arg(most) AS BIGINT);

-- name: BoardDone :many
-- The cards that were completed lately.
SELECT t.id, t.column_id, t.rank, t.title, t.description <> '' AS described, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.created_at, t.updated_at, t.version, t.repeat_rule, t.repeat_zone
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

-- name: LockTree :exec
-- What changes who is below whom in a project happens one after the other, on both engines.
UPDATE projects SET updated_at = updated_at WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(project_id);

-- name: Lineage :many
-- A task and those above it, itself first; none if one of them isn't of the project or is in the trash.
WITH RECURSIVE line (task, above, depth) AS (
    SELECT t.id, t.parent_id, 1 FROM tasks t
    WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND t.project_id = sqlc.arg(project_id) AND t.deleted_at IS NULL
    UNION ALL
    SELECT u.id, u.parent_id, l.depth + 1 FROM line l JOIN tasks u ON u.workspace_id = sqlc.arg(workspace_id) AND u.id = l.above
    WHERE u.deleted_at IS NULL AND l.depth < 20
)
SELECT r.id FROM line n JOIN tasks r ON r.workspace_id = sqlc.arg(workspace_id) AND r.id = n.task AND r.deleted_at IS NULL ORDER BY n.depth;

-- name: Below :many
-- The subtasks of a task and theirs, the nearest first; those in the trash only on request.
WITH RECURSIVE tree (task, depth) AS (
    SELECT t.id, 1 FROM tasks t WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.parent_id = sqlc.arg(task_id)
        AND (CAST(sqlc.arg(trashed) AS BOOLEAN) OR t.deleted_at IS NULL)
    UNION ALL
    SELECT u.id, b.depth + 1 FROM tree b JOIN tasks u ON u.workspace_id = sqlc.arg(workspace_id) AND u.parent_id = b.task
    WHERE b.depth < 20 AND (CAST(sqlc.arg(trashed) AS BOOLEAN) OR u.deleted_at IS NULL)
)
SELECT r.id, r.parent_id, r.column_id, r.rank, r.assignee_id, r.deleted_at, CAST(n.depth AS BIGINT) AS depth
FROM tree n JOIN tasks r ON r.workspace_id = sqlc.arg(workspace_id) AND r.id = n.task ORDER BY n.depth, r.id LIMIT CAST(sqlc.arg(most) AS BIGINT);

-- name: Siblings :many
SELECT id, rank FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND parent_id = sqlc.arg(parent_id) AND id <> sqlc.arg(moved) AND deleted_at IS NULL
ORDER BY rank, id;

-- name: MoveBelow :exec
-- A subtask goes where its parent goes. Nobody stays assigned to what he doesn't reach.
UPDATE tasks SET project_id = sqlc.arg(project_id), column_id = sqlc.arg(column_id), updated_at = sqlc.arg(now), version = version + 1,
    assignee_id = CASE WHEN EXISTS (SELECT 1 FROM projects p WHERE p.workspace_id = tasks.workspace_id AND p.id = sqlc.arg(project_id)
        AND (NOT p.private OR EXISTS (SELECT 1 FROM project_members m
            WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = tasks.assignee_id))) THEN assignee_id END
WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.id = sqlc.arg(id);

-- name: ColumnTwins :many
-- The columns of two projects that have the same name.
SELECT o.id AS from_id, n.id FROM columns o JOIN columns n ON n.workspace_id = o.workspace_id AND n.name = o.name
WHERE o.workspace_id = sqlc.arg(workspace_id) AND o.project_id = sqlc.arg(from_project) AND n.project_id = sqlc.arg(to_project)
ORDER BY n.rank DESC, n.id DESC;

-- name: Trash :exec
UPDATE tasks SET deleted_at = sqlc.narg(now), deleted_by = sqlc.arg(deleted_by), trash_root = sqlc.arg(trash_root),
    updated_at = sqlc.narg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND deleted_at IS NULL
    AND (CAST(sqlc.arg(matched) AS BIGINT) = 0 OR version = sqlc.arg(matched));

-- name: Anywhere :one
-- A task, be it in the trash or not, with what is decided on.
SELECT t.id, t.project_id, t.column_id, t.rank, t.title, t.description, t.priority, t.due_at, t.due_all_day, t.assignee_id,
    t.created_by, t.completed_at, t.archived_at, t.created_at, t.updated_at, t.version, t.parent_id, t.repeat_rule, t.repeat_zone,
    (SELECT n.id FROM tasks n WHERE n.workspace_id = t.workspace_id AND n.id = t.next_id AND n.deleted_at IS NULL) AS next_id,
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
            WHERE r.workspace_id = t.workspace_id AND r.project_id = t.project_id AND r.user_id = a.user_id))) AS assignable,
    t.deleted_at, t.deleted_by, t.trash_root, c.rank AS column_rank
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
    JOIN columns c ON c.workspace_id = t.workspace_id AND c.id = t.column_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id);

-- name: TrashedWith :many
-- What one deletion took to the trash.
SELECT id, parent_id FROM tasks
WHERE workspace_id = sqlc.arg(workspace_id) AND trash_root = sqlc.arg(trash_root) AND deleted_at IS NOT NULL ORDER BY id;

-- name: Restore :exec
UPDATE tasks SET deleted_at = NULL, deleted_by = NULL, trash_root = NULL, updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND deleted_at IS NOT NULL;

-- name: TrashList :many
SELECT t.id, t.project_id, t.column_id, t.title, t.priority, t.created_by, t.assignee_id, t.parent_id, t.completed_at, t.version,
    t.deleted_at, t.deleted_by,
    (SELECT count(*) FROM tasks s WHERE s.workspace_id = t.workspace_id AND s.trash_root = t.id) AS together
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.deleted_at IS NOT NULL AND t.trash_root = t.id
    AND (CAST(sqlc.arg(everywhere) AS BOOLEAN) OR t.project_id = sqlc.arg(project_id))
    AND (NOT p.private OR EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)))
    AND (EXISTS (SELECT 1 FROM key_projects k
        WHERE k.workspace_id = t.workspace_id AND k.project_id = t.project_id AND k.key_id = sqlc.arg(bound_by)) OR sqlc.arg(bound_by) IS NULL)
    AND t.deleted_at <= sqlc.arg(deleted_at) AND (t.deleted_at < sqlc.arg(deleted_at) OR t.id < sqlc.arg(id))
ORDER BY t.deleted_at DESC, t.id DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Purge :exec
-- All that is below a task in the trash is in the trash as well.
DELETE FROM tasks WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND deleted_at IS NOT NULL;

-- name: PurgeOld :execrows
DELETE FROM tasks WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.id IN (
    SELECT o.id FROM tasks o WHERE o.workspace_id = sqlc.arg(workspace_id) AND o.deleted_at < sqlc.arg(before)
    ORDER BY o.deleted_at, o.id LIMIT CAST(sqlc.arg(most) AS BIGINT));

-- name: Lock :exec
-- Whoever else changes the task waits; each statement that locks many does it in the order of their ids.
UPDATE tasks SET version = version WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);

-- name: HoldMember :exec
-- Whoever is being assigned stays a member until that is done; whoever removes him waits, and then finds the task.
UPDATE members SET version = version WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id);

-- name: HoldReach :exec
-- The same of a private project's members.
UPDATE project_members SET created_at = created_at
WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id) AND user_id = sqlc.arg(user_id);
