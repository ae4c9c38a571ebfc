-- name: Create :exec
INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(name), sqlc.arg(description), sqlc.arg(private), sqlc.arg(created_by),
    sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Get :one
SELECT p.id, p.name, p.description, p.private, p.archived_at, p.created_by, p.created_at, p.updated_at, p.version,
    CAST(m.user_id IS NOT NULL AS boolean) AS reached
FROM projects p
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id);

-- name: List :many
-- What a person may see: the workspace's own projects, and the private ones he is in.
SELECT p.id, p.name, p.description, p.private, p.archived_at, p.created_by, p.created_at, p.updated_at, p.version
FROM projects p
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id > sqlc.arg(after)
    AND (NOT p.private OR m.user_id IS NOT NULL)
    AND (EXISTS (SELECT 1 FROM key_projects k
        WHERE k.workspace_id = p.workspace_id AND k.project_id = p.id AND k.key_id = sqlc.arg(bound_by)) OR sqlc.arg(bound_by) IS NULL)
    AND ((p.archived_at IS NULL AND CAST(sqlc.arg(active) AS boolean))
        OR (p.archived_at IS NOT NULL AND CAST(sqlc.arg(archived) AS boolean)))
ORDER BY p.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Update :exec
UPDATE projects SET name = sqlc.arg(name), description = sqlc.arg(description), private = sqlc.arg(private),
    archived_at = sqlc.narg(archived_at), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(project_id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM projects WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(project_id) AND version = sqlc.arg(version);

-- name: Lock :exec
-- Makes changes of one project, its columns and its members wait for each other, on both engines.
UPDATE projects SET updated_at = updated_at
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(project_id);

-- name: IsInWorkspace :one
SELECT COUNT(*) FROM members WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id);

-- name: AddMember :execrows
INSERT INTO project_members (workspace_id, project_id, user_id, created_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(project_id), sqlc.arg(user_id), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Unassign :exec
-- Nobody stays assigned to what he doesn't reach.
UPDATE tasks SET assignee_id = NULL, updated_at = sqlc.arg(now), version = version + 1
WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.project_id = sqlc.arg(project_id) AND tasks.assignee_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM project_members m WHERE m.workspace_id = tasks.workspace_id AND m.project_id = tasks.project_id
        AND m.user_id = tasks.assignee_id);

-- name: ListMembers :many
SELECT user_id, created_at FROM project_members
WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id) AND user_id > sqlc.arg(after)
ORDER BY user_id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Reached :many
-- Everybody who reaches a private project.
SELECT user_id FROM project_members WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id);

-- name: Left :one
-- Who is in the project and can sign in, and how many of them may manage it (policies/projects.cedar and roles.cedar).
SELECT COUNT(*) AS people,
    COUNT(CASE WHEN m.role IN ('owner', 'admin') OR m.role = 'member' AND m.user_id = p.created_by THEN 1 END) AS managers
FROM project_members r
JOIN projects p ON p.workspace_id = r.workspace_id AND p.id = r.project_id
JOIN members m ON m.workspace_id = r.workspace_id AND m.user_id = r.user_id
JOIN users u ON u.id = m.user_id
WHERE r.workspace_id = sqlc.arg(workspace_id) AND r.project_id = sqlc.arg(project_id) AND u.state = 'active';

-- name: RemoveMember :execrows
DELETE FROM project_members
WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id) AND user_id = sqlc.arg(user_id);

-- name: CreateColumn :exec
INSERT INTO columns (workspace_id, id, project_id, name, rank, wip_limit, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(project_id), sqlc.arg(name), sqlc.arg(rank), sqlc.narg(wip_limit),
    sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: GetColumn :one
SELECT c.id, c.project_id, c.name, c.rank, c.wip_limit, c.created_at, c.updated_at, c.version,
    p.private, p.created_by, CAST(m.user_id IS NOT NULL AS boolean) AS reached
FROM columns c
JOIN projects p ON p.workspace_id = c.workspace_id AND p.id = c.project_id
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.project_id = sqlc.arg(project_id) AND c.id = sqlc.arg(column_id);

-- name: ListColumns :many
SELECT id, project_id, name, rank, wip_limit, created_at, updated_at, version FROM columns
WHERE workspace_id = sqlc.arg(workspace_id) AND project_id = sqlc.arg(project_id)
ORDER BY rank, id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: UpdateColumn :exec
UPDATE columns SET name = sqlc.arg(name), wip_limit = sqlc.narg(wip_limit), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(column_id) AND version = sqlc.arg(version);

-- name: RankColumn :exec
UPDATE columns SET rank = sqlc.arg(rank), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(column_id);

-- name: EndOf :one
-- Below which card new ones go. A subtask has a place among its siblings and none in the column.
SELECT CAST(COALESCE((SELECT t.rank FROM tasks t
    WHERE t.workspace_id = c.workspace_id AND t.column_id = c.id AND t.parent_id IS NULL
    ORDER BY t.rank DESC, t.id DESC LIMIT 1), '') AS TEXT) AS last_rank
FROM columns c
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.project_id = sqlc.arg(project_id) AND c.id = sqlc.arg(column_id);

-- name: MoveTasks :execrows
-- The cards stay in their order: the numbers have as many digits each, and the 1 behind them
-- makes each a fraction of the rank that is their prefix.
UPDATE tasks SET column_id = sqlc.arg(move_to), updated_at = sqlc.arg(now), version = version + 1,
    rank = CASE WHEN parent_id IS NULL THEN CAST(sqlc.arg(prefix) AS TEXT) || CAST(10000000 + o.place AS TEXT) || '1' ELSE rank END
FROM (
    SELECT s.id AS card, ROW_NUMBER() OVER (ORDER BY s.parent_id IS NOT NULL, s.rank, s.id) AS place FROM tasks s
    WHERE s.workspace_id = sqlc.arg(workspace_id) AND s.column_id = sqlc.arg(column_id)
) AS o
WHERE tasks.workspace_id = sqlc.arg(workspace_id) AND tasks.column_id = sqlc.arg(column_id) AND tasks.id = o.card;

-- name: CountTasksIn :one
SELECT COUNT(*) FROM tasks WHERE workspace_id = sqlc.arg(workspace_id) AND column_id = sqlc.arg(column_id);

-- name: DeleteColumn :execrows
DELETE FROM columns
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(column_id) AND version = sqlc.arg(version);
