-- name: LockWorkspace :execrows
-- Imports of one workspace follow one another: two at once would each find nothing of the other.
UPDATE workspaces SET version = version WHERE id = sqlc.arg(workspace_id);

-- name: SameFile :one
-- The import of the same bytes whose project still stands and is reached.
SELECT i.id, i.project_id, i.source, i.source_id, i.file_name, i.ledger, i.counts, i.created_by, i.created_at, i.undone_at, i.version
FROM imports i JOIN projects p ON p.workspace_id = i.workspace_id AND p.id = i.project_id
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.source = sqlc.arg(source) AND i.file_hash = sqlc.arg(file_hash)
    AND i.undone_at IS NULL AND (NOT p.private OR EXISTS (
        SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)))
ORDER BY i.id DESC LIMIT 1;

-- name: SameBoard :one
-- The project that the board came into, if it still stands and is reached.
SELECT i.project_id
FROM imports i JOIN projects p ON p.workspace_id = i.workspace_id AND p.id = i.project_id
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.source = sqlc.arg(source) AND i.source_id = sqlc.arg(source_id)
    AND i.undone_at IS NULL AND (NOT p.private OR EXISTS (
        SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)))
ORDER BY i.id DESC LIMIT 1;

-- name: KnownTasks :many
-- A task that somebody deleted since has the zero id.
SELECT k.source_id, t.id AS task_id
FROM imports i
    JOIN import_items k ON k.workspace_id = i.workspace_id AND k.import_id = i.id AND k.kind = 'task'
    LEFT JOIN tasks t ON t.workspace_id = k.workspace_id AND t.id = k.target_id AND t.deleted_at IS NULL
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.source = sqlc.arg(source) AND i.source_id = sqlc.arg(source_id)
    AND i.project_id = sqlc.arg(project_id) AND i.undone_at IS NULL;

-- name: KnownComments :many
SELECT k.source_id
FROM imports i JOIN import_items k ON k.workspace_id = i.workspace_id AND k.import_id = i.id AND k.kind = 'comment'
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.source = sqlc.arg(source) AND i.source_id = sqlc.arg(source_id)
    AND i.project_id = sqlc.arg(project_id) AND i.undone_at IS NULL;

-- name: KnownColumns :many
SELECT k.source_id, c.id AS column_id
FROM imports i
    JOIN import_items k ON k.workspace_id = i.workspace_id AND k.import_id = i.id AND k.kind = 'column'
    JOIN columns c ON c.workspace_id = k.workspace_id AND c.id = k.target_id
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.source = sqlc.arg(source) AND i.source_id = sqlc.arg(source_id)
    AND i.project_id = sqlc.arg(project_id) AND i.undone_at IS NULL;

-- name: LastRanks :many
-- Where the order ends, in each column and of the columns themselves.
SELECT c.id AS column_id, c.rank AS column_rank, CAST(COALESCE((SELECT t.rank FROM tasks t
    WHERE t.workspace_id = c.workspace_id AND t.column_id = c.id AND t.parent_id IS NULL AND t.deleted_at IS NULL
    ORDER BY t.rank DESC, t.id DESC LIMIT 1), '') AS TEXT) AS last_rank
FROM columns c
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.project_id = sqlc.arg(project_id)
ORDER BY c.rank, c.id;

-- name: LabelsHere :many
SELECT id, name_key FROM labels WHERE workspace_id = sqlc.arg(workspace_id);

-- name: PeopleHere :many
SELECT u.id AS user_id, u.name
FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND u.state = 'active';

-- name: ProjectMembersHere :many
-- Of a private project: who reaches it and so may be given its tasks.
SELECT p.private, m.user_id
FROM projects p LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id);

-- name: AddImport :exec
INSERT INTO imports (workspace_id, id, project_id, source, source_id, file_hash, file_name, ledger, counts, created_by, created_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(project_id), sqlc.arg(source), sqlc.arg(source_id),
    sqlc.arg(file_hash), sqlc.arg(file_name), sqlc.arg(ledger), sqlc.arg(counts), sqlc.arg(created_by), sqlc.arg(created_at));

-- name: AddItem :exec
INSERT INTO import_items (workspace_id, import_id, kind, source_id, target_id)
VALUES (sqlc.arg(workspace_id), sqlc.arg(import_id), sqlc.arg(kind), sqlc.arg(source_id), sqlc.arg(target_id));

-- name: AddProject :exec
INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(name), sqlc.arg(description), false, sqlc.arg(created_by),
    sqlc.arg(now), sqlc.arg(now));

-- name: AddProjectMember :exec
-- Whoever imports still reaches the project when somebody makes it private.
INSERT INTO project_members (workspace_id, project_id, user_id, created_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(project_id), sqlc.arg(user_id), sqlc.arg(now));

-- name: AddColumn :exec
INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(project_id), sqlc.arg(name), sqlc.arg(rank), sqlc.arg(now), sqlc.arg(now));

-- name: AddLabel :exec
INSERT INTO labels (workspace_id, id, name, name_key, color, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(name), sqlc.arg(name_key), sqlc.arg(color), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: AddTask :exec
INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, due_at, due_all_day,
    assignee_id, created_by, completed_at, archived_at, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(project_id), sqlc.arg(column_id), sqlc.arg(rank), sqlc.arg(title),
    sqlc.arg(description), sqlc.arg(priority), sqlc.narg(due_at), false, sqlc.arg(assignee_id), sqlc.arg(created_by),
    sqlc.narg(completed_at), sqlc.narg(archived_at), sqlc.arg(created_at), sqlc.arg(updated_at));

-- name: AddTaskLabel :exec
INSERT INTO task_labels (workspace_id, task_id, label_id)
VALUES (sqlc.arg(workspace_id), sqlc.arg(task_id), sqlc.arg(label_id));

-- name: AddChecklistItem :exec
INSERT INTO checklist_items (workspace_id, id, task_id, checklist, text, done, rank, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(task_id), sqlc.arg(checklist), sqlc.arg(text), sqlc.arg(done),
    sqlc.arg(rank), sqlc.arg(now), sqlc.arg(now));

-- name: AddComment :exec
INSERT INTO comments (workspace_id, id, task_id, author_name, body, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(task_id), sqlc.arg(author_name), sqlc.arg(body),
    sqlc.arg(created_at), sqlc.arg(updated_at));

-- name: Ready :one
-- Sends what is held back, so that it doesn't pile up.
SELECT CAST(1 AS BIGINT) AS ready;

-- name: Get :one
-- An import is seen by who reaches its project; when that is gone, by whoever may see imports.
SELECT i.id, i.project_id, i.source, i.source_id, i.file_name, i.ledger, i.counts, i.created_by, i.created_at, i.undone_at, i.version,
    p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = i.workspace_id AND m.project_id = i.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM imports i LEFT JOIN projects p ON p.workspace_id = i.workspace_id AND p.id = i.project_id
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.id = sqlc.arg(import_id);

-- name: List :many
SELECT i.id, i.project_id, i.source, i.source_id, i.file_name, i.counts, i.created_by, i.created_at, i.undone_at, i.version
FROM imports i LEFT JOIN projects p ON p.workspace_id = i.workspace_id AND p.id = i.project_id
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.id < sqlc.arg(before)
    AND (p.private IS NULL OR NOT p.private OR EXISTS (
        SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)))
ORDER BY i.id DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: MarkUndone :exec
UPDATE imports SET undone_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(import_id) AND undone_at IS NULL;

-- name: DropTrashedTasks :execrows
-- What people have thrown away of an import doesn't outlast it. What is below it, is in the trash as well.
DELETE FROM tasks
WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.deleted_at IS NOT NULL
    AND (tasks.id IN (SELECT k.target_id FROM import_items k
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'task')) IS TRUE;

-- name: DropOrphans :exec
-- Subtasks in the trash whose parent is gone. PostgreSQL has seen to it already.
DELETE FROM tasks
WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.deleted_at IS NOT NULL AND tasks.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tasks p WHERE p.workspace_id = tasks.workspace_id AND p.id = tasks.parent_id);

-- name: DropUntouchedTasks :execrows
-- Untouched is a task that is as the import made it, with nothing on it that the import didn't put there. IS TRUE
-- keeps the list of ids from becoming a join: right after an import PostgreSQL knows nothing of the tables' sizes,
-- and would read the whole list for each task.
DELETE FROM tasks
WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.updated_at = sqlc.arg(made_at) AND tasks.version = 1
    AND NOT EXISTS (SELECT 1 FROM tasks s WHERE s.workspace_id = tasks.workspace_id AND s.parent_id = tasks.id)
    AND (tasks.id IN (SELECT k.target_id FROM import_items k
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'task')) IS TRUE
    AND NOT EXISTS (SELECT 1 FROM comments c
        WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.task_id = tasks.id
            AND (c.version <> 1 OR c.updated_at <> sqlc.arg(made_at) OR c.author_id IS NOT NULL))
    AND NOT EXISTS (SELECT 1 FROM checklist_items h
        WHERE h.workspace_id = sqlc.arg(workspace_id) AND h.task_id = tasks.id
            AND (h.version <> 1 OR h.updated_at <> sqlc.arg(made_at)));

-- name: DropUntouchedComments :execrows
-- Those that came to tasks of an earlier import: a task that is kept keeps its own.
DELETE FROM comments
WHERE comments.workspace_id = sqlc.arg(workspace_id) AND comments.version = 1 AND comments.updated_at = sqlc.arg(made_at)
    AND (comments.id IN (SELECT k.target_id FROM import_items k
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'comment')) IS TRUE
    AND (comments.task_id IN (SELECT o.target_id FROM import_items o
        WHERE o.workspace_id = sqlc.arg(workspace_id) AND o.import_id = sqlc.arg(import_id) AND o.kind = 'task')) IS NOT TRUE;

-- name: LeftTasks :many
-- Each task of the import; the zero id for one that is gone.
SELECT t.id AS task_id, t.title FROM import_items k
    LEFT JOIN tasks t ON t.workspace_id = sqlc.arg(workspace_id) AND t.id = k.target_id AND t.deleted_at IS NULL
WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'task';

-- name: DropUnusedColumns :execrows
DELETE FROM columns
WHERE columns.workspace_id = sqlc.arg(workspace_id) AND columns.version = 1 AND columns.updated_at = sqlc.arg(made_at)
    AND columns.id IN (SELECT k.target_id FROM import_items k
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'column')
    AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.workspace_id = columns.workspace_id AND t.column_id = columns.id);

-- name: DropUnusedLabels :execrows
DELETE FROM labels
WHERE labels.workspace_id = sqlc.arg(workspace_id) AND labels.version = 1 AND labels.updated_at = sqlc.arg(made_at)
    AND labels.id IN (SELECT k.target_id FROM import_items k
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'label')
    AND NOT EXISTS (SELECT 1 FROM task_labels l WHERE l.workspace_id = labels.workspace_id AND l.label_id = labels.id);

-- name: DropUnusedProject :execrows
-- Goes when nothing is in it any more and nobody has changed it.
DELETE FROM projects
WHERE projects.workspace_id = sqlc.arg(workspace_id) AND projects.id = sqlc.arg(project_id) AND projects.version = 1 AND projects.updated_at = sqlc.arg(made_at)
    AND projects.id IN (SELECT k.target_id FROM import_items k
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'project')
    AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.workspace_id = projects.workspace_id AND t.project_id = projects.id)
    AND NOT EXISTS (SELECT 1 FROM columns c WHERE c.workspace_id = projects.workspace_id AND c.project_id = projects.id);

-- name: KeptCounts :one
SELECT
    (SELECT count(p.id) FROM import_items k LEFT JOIN projects p ON p.workspace_id = sqlc.arg(workspace_id) AND p.id = k.target_id
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'project') AS projects,
    (SELECT count(c.id) FROM import_items k LEFT JOIN columns c ON c.workspace_id = sqlc.arg(workspace_id) AND c.id = k.target_id
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'column') AS columns,
    (SELECT count(c.id) FROM import_items k LEFT JOIN comments c ON c.workspace_id = sqlc.arg(workspace_id) AND c.id = k.target_id
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'comment') AS comments,
    (SELECT count(l.id) FROM import_items k LEFT JOIN labels l ON l.workspace_id = sqlc.arg(workspace_id) AND l.id = k.target_id
        WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.import_id = sqlc.arg(import_id) AND k.kind = 'label') AS labels;

-- name: ForgetItems :exec
DELETE FROM import_items WHERE workspace_id = sqlc.arg(workspace_id) AND import_id = sqlc.arg(import_id);

-- name: UserByEmail :one
-- For the command line, where an operator names the person to act for.
SELECT id FROM users WHERE email_key = sqlc.arg(email_key);
