-- name: Handle :one
-- Finds or makes the handle of an account.
INSERT INTO passkey_handles (user_id, handle, created_at) VALUES (sqlc.arg(user_id), sqlc.arg(handle), sqlc.arg(now))
ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
RETURNING handle;

-- name: HandleOf :one
SELECT handle FROM passkey_handles WHERE user_id = sqlc.arg(user_id);

-- name: List :many
SELECT id, credential_id, backup_eligible, backed_up, transports, name, created_at, last_used_at FROM passkeys
WHERE user_id = sqlc.arg(user_id) ORDER BY id;

-- name: Add :exec
INSERT INTO passkeys (id, user_id, credential_id, public_key, sign_count, backup_eligible, backed_up, transports, aaguid, name, created_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(credential_id), sqlc.arg(public_key), sqlc.arg(sign_count), sqlc.arg(backup_eligible),
        sqlc.arg(backed_up), sqlc.arg(transports), sqlc.arg(aaguid), sqlc.arg(name), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Find :one
SELECT id, public_key, sign_count, backup_eligible, aaguid FROM passkeys
WHERE credential_id = sqlc.arg(credential_id) AND user_id = sqlc.arg(user_id);

-- name: OwnerOf :one
-- Whose a passkey is, when the handle that came with it is of the same account.
SELECT p.user_id FROM passkeys p JOIN passkey_handles h ON h.user_id = p.user_id
WHERE p.credential_id = sqlc.arg(credential_id) AND h.handle = sqlc.arg(handle);

-- name: Held :one
SELECT EXISTS (SELECT 1 FROM passkeys WHERE user_id = sqlc.arg(user_id)) AS held;

-- name: CountOf :one
SELECT count(*) AS passkeys FROM passkeys WHERE user_id = sqlc.arg(user_id);

-- name: Used :exec
UPDATE passkeys SET sign_count = sqlc.arg(sign_count), backed_up = sqlc.arg(backed_up), last_used_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: Rename :exec
UPDATE passkeys SET name = sqlc.arg(name) WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id);

-- name: Get :one
SELECT id, credential_id, backup_eligible, backed_up, transports, name, created_at, last_used_at FROM passkeys
WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id);

-- name: Remove :exec
DELETE FROM passkeys WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id);

-- name: Answer :exec
-- Single use: who comes second changes no row.
INSERT INTO answered_challenges (challenge_hash, expires_at) VALUES (sqlc.arg(challenge_hash), sqlc.arg(expires_at))
ON CONFLICT DO NOTHING;

-- name: ForgetAnswered :exec
DELETE FROM answered_challenges WHERE expires_at < sqlc.arg(before);
