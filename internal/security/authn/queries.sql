-- name: SessionByCookie :one
SELECT id, user_id, bound_to FROM sessions
WHERE cookie_hash = sqlc.arg(cookie_hash) AND kind = 'browser';

-- name: TouchSession :exec
UPDATE sessions SET last_seen_at = sqlc.arg(now), idle_expires_at = sqlc.arg(idle_expires_at)
WHERE id = sqlc.arg(id) AND revoked_at IS NULL AND last_seen_at < sqlc.arg(now);

-- name: SigningKeys :many
SELECT id, algorithm, public_jwk, sealed_private, created_at, retired_at, number, signs_from, revoked_at FROM signing_keys
ORDER BY number;

-- name: AddSigningKey :exec
-- Whoever comes second uses the first one's.
INSERT INTO signing_keys (id, algorithm, public_jwk, sealed_private, created_at, number, signs_from)
VALUES (sqlc.arg(id), sqlc.arg(algorithm), sqlc.arg(public_jwk), sqlc.arg(sealed_private), sqlc.arg(created_at), sqlc.arg(number), sqlc.arg(signs_from))
ON CONFLICT DO NOTHING;

-- name: RetireSigningKeys :exec
UPDATE signing_keys SET retired_at = sqlc.arg(at) WHERE number < sqlc.arg(number) AND retired_at IS NULL;

-- name: RevokeSigningKey :one
UPDATE signing_keys SET revoked_at = sqlc.arg(now), retired_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND revoked_at IS NULL
RETURNING number;

-- name: SignWith :exec
UPDATE signing_keys SET signs_from = sqlc.arg(now) WHERE number = sqlc.arg(number);

-- name: ForgetSigningKeys :exec
DELETE FROM signing_keys WHERE retired_at < sqlc.arg(before);

-- name: KeyByHash :one
SELECT id, user_id, scope FROM sessions
WHERE cookie_hash = sqlc.arg(key_hash) AND credential = 'api-key';

-- name: KeyBinding :one
-- all-tenants: the key is what says which workspace it is of; its person's scope shows it
SELECT workspace_id, networks, bound FROM api_keys WHERE id = sqlc.arg(id);

-- name: KeyProjects :many
SELECT project_id FROM key_projects
WHERE workspace_id = sqlc.arg(workspace_id) AND key_id = sqlc.arg(key_id) ORDER BY project_id;

-- name: TouchKey :exec
UPDATE api_keys SET last_used_at = sqlc.arg(now), last_used_from = sqlc.arg(last_used_from)
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);

-- name: ProvisioningByHash :one
-- Its workspace is that of the account that acts for it.
SELECT s.id, s.user_id, u.owned_by FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.cookie_hash = sqlc.arg(token_hash) AND s.credential = 'client' AND u.owned_by IS NOT NULL;

-- name: TouchProvisioning :exec
UPDATE provisioning_tokens SET last_used_at = sqlc.arg(now), last_used_from = sqlc.arg(last_used_from)
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);
