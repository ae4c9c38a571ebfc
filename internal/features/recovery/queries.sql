-- name: CountLinks :one
SELECT count(*) AS of_account,
    CAST(COALESCE(SUM(CASE WHEN network = sqlc.arg(network) AND created_at > sqlc.arg(last_hour) THEN 1 ELSE 0 END), 0) AS BIGINT) AS from_network
FROM mail_links WHERE user_id = sqlc.arg(user_id) AND purpose = sqlc.arg(purpose) AND created_at > sqlc.arg(last_day);

-- name: AddLink :exec
INSERT INTO mail_links (id, user_id, purpose, token_hash, token_version, network, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(purpose), sqlc.arg(token_hash), sqlc.arg(token_version), sqlc.arg(network),
        sqlc.arg(now), sqlc.arg(expires_at));

-- name: OpenLink :one
-- Looks and uses nothing.
SELECT user_id FROM mail_links
WHERE token_hash = sqlc.arg(token_hash) AND purpose = sqlc.arg(purpose) AND used_at IS NULL AND expires_at > sqlc.arg(now);

-- name: UseLink :one
-- Single use: who comes second finds no row.
UPDATE mail_links SET used_at = sqlc.arg(now)
WHERE token_hash = sqlc.arg(token_hash) AND purpose = sqlc.arg(purpose) AND used_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING user_id, token_version;

-- name: EndLinks :exec
UPDATE mail_links SET used_at = sqlc.arg(now)
WHERE user_id = sqlc.arg(user_id) AND purpose = sqlc.arg(purpose) AND used_at IS NULL;

-- name: EndAllLinks :exec
UPDATE mail_links SET used_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND used_at IS NULL;

-- name: ForgetOldLinks :exec
DELETE FROM mail_links WHERE expires_at < sqlc.arg(before);
