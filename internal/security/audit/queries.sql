-- name: Record :exec
INSERT INTO audit_events (workspace_id, id, at, name, outcome, reason, actor_id, session_id, target, request_id, address, user_agent, details)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(at), sqlc.arg(name), sqlc.arg(outcome), sqlc.arg(reason), sqlc.arg(actor_id),
        sqlc.arg(session_id), sqlc.arg(target), sqlc.arg(request_id), sqlc.arg(address), sqlc.arg(user_agent), sqlc.arg(details));
