-- name: Add :exec
INSERT INTO jobs (id, kind, payload, run_at, created_at)
VALUES (sqlc.arg(id), sqlc.arg(kind), sqlc.arg(payload), sqlc.arg(run_at), sqlc.arg(created_at));

-- name: NextDue :one
SELECT run_at FROM jobs WHERE failed_at IS NULL ORDER BY run_at LIMIT 1;

-- name: Finish :exec
-- The number of attempts tells this claim from a later one.
DELETE FROM jobs WHERE id = sqlc.arg(id) AND attempts = sqlc.arg(attempts);

-- name: Postpone :exec
UPDATE jobs SET run_at = sqlc.arg(run_at), last_error = sqlc.arg(last_error)
WHERE id = sqlc.arg(id) AND attempts = sqlc.arg(attempts);

-- name: GiveUp :exec
UPDATE jobs SET failed_at = sqlc.arg(now), last_error = sqlc.arg(last_error)
WHERE id = sqlc.arg(id) AND attempts = sqlc.arg(attempts);

-- name: CountFailed :one
SELECT count(*) FROM jobs WHERE failed_at IS NOT NULL;
