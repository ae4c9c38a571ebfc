-- name: Append :exec
INSERT INTO events (workspace_id, id, kind, project_id, task_id, actor_id, data, at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(kind), sqlc.arg(project_id), sqlc.arg(task_id), sqlc.arg(actor_id),
        sqlc.arg(data), sqlc.arg(at));
