-- name: BeginTOTP :exec
-- Only a confirmed secret is worth anything: one that wasn't gives way.
INSERT INTO totp_secrets (user_id, sealed_secret, created_at)
VALUES (sqlc.arg(user_id), sqlc.arg(sealed_secret), sqlc.arg(now))
ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, last_step = 0
WHERE totp_secrets.confirmed_at IS NULL;

-- name: TOTP :one
SELECT sealed_secret, last_step, created_at, confirmed_at, last_used_at FROM totp_secrets WHERE user_id = sqlc.arg(user_id);

-- name: TOTPHeld :one
SELECT EXISTS (SELECT 1 FROM totp_secrets WHERE user_id = sqlc.arg(user_id) AND confirmed_at IS NOT NULL) AS held;

-- name: UseStep :exec
-- Each step's code works once: who comes second finds no row.
UPDATE totp_secrets SET last_step = sqlc.arg(step), last_used_at = sqlc.arg(now)
WHERE user_id = sqlc.arg(user_id) AND confirmed_at IS NOT NULL AND last_step < sqlc.arg(step);

-- name: ConfirmTOTP :exec
UPDATE totp_secrets SET last_step = sqlc.arg(step), confirmed_at = sqlc.arg(now), last_used_at = sqlc.arg(now)
WHERE user_id = sqlc.arg(user_id) AND confirmed_at IS NULL AND sealed_secret = sqlc.arg(sealed_secret);

-- name: RemoveTOTP :exec
DELETE FROM totp_secrets WHERE user_id = sqlc.arg(user_id);

-- name: AddCode :exec
INSERT INTO recovery_codes (user_id, code_hash, created_at) VALUES (sqlc.arg(user_id), sqlc.arg(code_hash), sqlc.arg(now));

-- name: DropCodes :exec
DELETE FROM recovery_codes WHERE user_id = sqlc.arg(user_id);

-- name: UseCode :exec
UPDATE recovery_codes SET used_at = sqlc.arg(now)
WHERE user_id = sqlc.arg(user_id) AND code_hash = sqlc.arg(code_hash) AND used_at IS NULL;

-- name: CodesLeft :one
SELECT count(*) AS codes FROM recovery_codes WHERE user_id = sqlc.arg(user_id) AND used_at IS NULL;
