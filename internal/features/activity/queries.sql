-- name: Task :one
-- The task that is decided about.
SELECT t.id, t.project_id, t.created_by, t.assignee_id, t.completed_at, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND t.deleted_at IS NULL;

-- name: VisibleProjects :many
-- Which of the projects that a stretch of events is about somebody may see now.
SELECT DISTINCT p.id FROM events e
JOIN projects p ON p.workspace_id = e.workspace_id AND p.id = e.project_id
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)
WHERE e.workspace_id = sqlc.arg(workspace_id) AND e.position >= sqlc.arg(first) AND e.position <= sqlc.arg(last)
    AND (NOT p.private OR m.user_id IS NOT NULL);

-- name: Joined :one
-- Since when somebody is in the workspace.
SELECT created_at FROM members WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id);

-- name: OfWorkspace :many
SELECT e.position, e.id, e.kind, e.project_id, e.task_id, e.actor_id, e.data, e.at FROM events e
WHERE e.workspace_id = sqlc.arg(workspace_id) AND e.position < sqlc.arg(before)
    AND (e.reader_id IS NULL OR e.reader_id = sqlc.arg(user_id))
    AND (e.project_id IS NULL OR e.lost <> EXISTS (
        SELECT 1 FROM projects p
        LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)
        WHERE p.workspace_id = e.workspace_id AND p.id = e.project_id AND (NOT p.private OR m.user_id IS NOT NULL)))
    AND (NOT e.lost OR e.reader_id IS NOT NULL OR EXISTS (
        SELECT 1 FROM members w
        WHERE w.workspace_id = e.workspace_id AND w.user_id = sqlc.arg(user_id) AND w.created_at <= e.at))
    AND (EXISTS (SELECT 1 FROM key_projects k
        WHERE k.workspace_id = e.workspace_id AND k.project_id = e.project_id AND k.key_id = sqlc.arg(bound_by)) OR sqlc.arg(bound_by) IS NULL)
ORDER BY e.position DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: OfTask :many
-- A task may have been in another project before: each event is shown to those who see its own.
SELECT e.position, e.id, e.kind, e.project_id, e.task_id, e.actor_id, e.data, e.at FROM events e
WHERE e.workspace_id = sqlc.arg(workspace_id) AND e.task_id = sqlc.arg(task_id) AND e.position < sqlc.arg(before)
    AND (e.reader_id IS NULL OR e.reader_id = sqlc.arg(user_id))
    AND (e.project_id IS NULL OR e.lost <> EXISTS (
        SELECT 1 FROM projects p
        LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)
        WHERE p.workspace_id = e.workspace_id AND p.id = e.project_id AND (NOT p.private OR m.user_id IS NOT NULL)))
    AND (NOT e.lost OR e.reader_id IS NOT NULL OR EXISTS (
        SELECT 1 FROM members w
        WHERE w.workspace_id = e.workspace_id AND w.user_id = sqlc.arg(user_id) AND w.created_at <= e.at))
    AND (EXISTS (SELECT 1 FROM key_projects k
        WHERE k.workspace_id = e.workspace_id AND k.project_id = e.project_id AND k.key_id = sqlc.arg(bound_by)) OR sqlc.arg(bound_by) IS NULL)
ORDER BY e.position DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);
