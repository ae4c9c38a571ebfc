-- name: Get :one
SELECT id, at, name, outcome, reason, actor_id, session_id, target, request_id, address, user_agent, details FROM audit_events
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);

-- name: List :many
-- An empty filter is none. The order is that of audit_events_by_time. What comes
-- before the page is an id, too, among the entries of one moment.
SELECT id, at, name, outcome, reason, actor_id, session_id, target, request_id, address, user_agent, details FROM audit_events
WHERE workspace_id = sqlc.arg(workspace_id)
    AND at >= sqlc.arg(since) AND at <= sqlc.arg(before_at) AND (at < sqlc.arg(before_at) OR id < sqlc.arg(before_id))
    AND (CAST(sqlc.arg(name) AS text) = '' OR name = sqlc.arg(name))
    AND (CAST(sqlc.arg(outcome) AS text) = '' OR outcome = sqlc.arg(outcome))
    AND (CAST(sqlc.arg(any_actor) AS boolean) OR actor_id = sqlc.arg(actor_id))
    AND (CAST(sqlc.arg(target) AS text) = '' OR target = sqlc.arg(target))
ORDER BY at DESC, id DESC LIMIT CAST(sqlc.arg(page_size) AS BIGINT);
