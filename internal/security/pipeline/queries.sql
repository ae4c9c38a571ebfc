-- name: Remembered :one
SELECT request_hash, status, body, created_at FROM idempotency_keys
WHERE user_id = sqlc.arg(user_id) AND key = sqlc.arg(key);

-- name: Remember :exec
INSERT INTO idempotency_keys (user_id, key, request_hash, status, header, body, created_at)
VALUES (sqlc.arg(user_id), sqlc.arg(key), sqlc.arg(request_hash), sqlc.arg(status), '', sqlc.arg(body), sqlc.arg(created_at))
ON CONFLICT DO NOTHING;

-- name: ForgetOld :exec
DELETE FROM idempotency_keys WHERE created_at < sqlc.arg(before);
