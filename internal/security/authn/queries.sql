-- name: SessionByCookie :one
SELECT id, user_id FROM sessions
WHERE cookie_hash = sqlc.arg(cookie_hash) AND kind = 'browser';

-- name: TouchSession :exec
UPDATE sessions SET last_seen_at = sqlc.arg(now), idle_expires_at = sqlc.arg(idle_expires_at)
WHERE id = sqlc.arg(id) AND revoked_at IS NULL AND last_seen_at < sqlc.arg(now);

-- name: SigningKeys :many
SELECT id, algorithm, public_jwk, sealed_private, created_at, retired_at FROM signing_keys
ORDER BY created_at, id;

-- name: AddSigningKey :exec
-- Whoever comes second uses the first one's.
INSERT INTO signing_keys (id, algorithm, public_jwk, sealed_private, created_at)
VALUES (sqlc.arg(id), sqlc.arg(algorithm), sqlc.arg(public_jwk), sqlc.arg(sealed_private), sqlc.arg(created_at))
ON CONFLICT DO NOTHING;
