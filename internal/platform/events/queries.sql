-- name: Append :exec
INSERT INTO events (workspace_id, id, kind, project_id, task_id, actor_id, reader_id, lost, data, at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(kind), sqlc.arg(project_id), sqlc.arg(task_id), sqlc.arg(actor_id),
        sqlc.arg(reader_id), sqlc.arg(lost), sqlc.arg(data), sqlc.arg(at));
