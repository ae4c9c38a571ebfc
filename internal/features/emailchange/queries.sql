-- name: AskedSince :many
SELECT created_at FROM email_changes WHERE user_id = sqlc.arg(user_id) AND created_at > sqlc.arg(since)
ORDER BY created_at DESC LIMIT CAST(sqlc.arg(most) AS BIGINT);

-- name: CountForAddress :one
SELECT count(*) FROM email_changes WHERE email_key = sqlc.arg(email_key) AND created_at > sqlc.arg(last_day);

-- name: EndWaiting :exec
UPDATE email_changes SET ended_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND ended_at IS NULL;

-- name: Add :exec
INSERT INTO email_changes (id, user_id, session_id, token_version, email, email_key, old_hash, new_hash, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(session_id), sqlc.arg(token_version), sqlc.arg(email), sqlc.arg(email_key),
        sqlc.arg(old_hash), sqlc.arg(new_hash), sqlc.arg(now), sqlc.arg(expires_at));

-- name: Waiting :one
SELECT c.email, c.old_used_at, c.new_used_at, c.created_at, c.expires_at FROM email_changes c JOIN users u ON u.id = c.user_id
WHERE c.user_id = sqlc.arg(user_id) AND c.ended_at IS NULL AND c.expires_at > sqlc.arg(now) AND c.token_version = u.token_version;

-- name: ToSend :one
SELECT c.email, c.email_key, c.created_at, u.email AS old_email, u.name FROM email_changes c JOIN users u ON u.id = c.user_id
WHERE c.id = sqlc.arg(id) AND c.ended_at IS NULL AND c.token_version = u.token_version AND u.state = 'active';

-- name: ByLink :one
-- Looks and uses nothing.
SELECT id, user_id, CAST(old_hash = sqlc.arg(token_hash) AS boolean) AS old FROM email_changes
WHERE (old_hash = sqlc.arg(token_hash) OR new_hash = sqlc.arg(token_hash)) AND ended_at IS NULL AND expires_at > sqlc.arg(now);

-- name: UseOld :one
-- Single use, as UseNew is. Of both links the one that is used last sees that the other was.
UPDATE email_changes SET old_used_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND old_hash = sqlc.arg(token_hash) AND old_used_at IS NULL AND ended_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING session_id, token_version, email, CAST(new_used_at IS NOT NULL AS boolean) AS other_used;

-- name: UseNew :one
UPDATE email_changes SET new_used_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND new_hash = sqlc.arg(token_hash) AND new_used_at IS NULL AND ended_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING session_id, token_version, email, CAST(old_used_at IS NOT NULL AS boolean) AS other_used;

-- name: Refuse :one
-- The link to the old address, whether it has confirmed before or not: who thinks better of it may.
UPDATE email_changes SET ended_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND old_hash = sqlc.arg(token_hash) AND ended_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING token_version;

-- name: ForgetOld :exec
DELETE FROM email_changes WHERE expires_at < sqlc.arg(before);
