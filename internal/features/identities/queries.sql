-- name: Begin :exec
INSERT INTO provider_flows (id, provider, issuer, purpose, state_hash, browser_hash, user_id, return_to, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(provider), sqlc.arg(issuer), sqlc.arg(purpose), sqlc.arg(state_hash), sqlc.arg(browser_hash), sqlc.narg(user_id),
        sqlc.arg(return_to), sqlc.arg(now), sqlc.arg(expires_at));

-- name: UseFlow :one
-- Single use, by the browser that began it, for the provider and the purpose that it was begun for.
UPDATE provider_flows SET used_at = sqlc.arg(now)
WHERE state_hash = sqlc.arg(state_hash) AND browser_hash = sqlc.arg(browser_hash) AND provider = sqlc.arg(provider) AND issuer = sqlc.arg(issuer)
  AND purpose = sqlc.arg(purpose) AND used_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING user_id, return_to, created_at;

-- name: EndFlows :exec
-- Ways to a provider that somebody who is signed in has begun.
UPDATE provider_flows SET used_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND used_at IS NULL;

-- name: ForgetFlows :exec
DELETE FROM provider_flows WHERE expires_at < sqlc.arg(before);

-- name: ForgetLogoutTokens :exec
DELETE FROM logout_tokens WHERE expires_at < sqlc.arg(before);

-- name: Known :one
-- Whom a provider knows by this name, noted as used.
UPDATE identities SET last_used_at = sqlc.arg(now), email = sqlc.arg(email)
WHERE kind = sqlc.arg(kind) AND provider = sqlc.arg(provider) AND issuer = sqlc.arg(issuer) AND subject = sqlc.arg(subject)
RETURNING id, user_id;

-- name: Link :exec
INSERT INTO identities (id, user_id, kind, provider, issuer, subject, email, created_at, last_used_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(kind), sqlc.arg(provider), sqlc.arg(issuer), sqlc.arg(subject), sqlc.arg(email), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: OfUser :many
SELECT id, kind, provider, issuer, email, created_at, last_used_at FROM identities
WHERE user_id = sqlc.arg(user_id) AND id > sqlc.arg(after) ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Unlink :exec
DELETE FROM identities WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id);

-- name: SpendLogoutToken :exec
INSERT INTO logout_tokens (provider, jti_hash, expires_at) VALUES (sqlc.arg(provider), sqlc.arg(jti_hash), sqlc.arg(expires_at))
ON CONFLICT DO NOTHING;

-- name: LockWorkspace :exec
UPDATE workspaces SET version = version WHERE id = sqlc.arg(workspace_id);

-- name: RoleOf :one
SELECT role FROM members WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id);

-- name: AddMember :exec
INSERT INTO members (workspace_id, user_id, role, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(user_id), sqlc.arg(role), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: SetRole :exec
-- An owner's role is the owners' own matter.
UPDATE members SET role = sqlc.arg(role), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id) AND role <> 'owner';

-- name: ProviderOfSession :one
SELECT provider FROM sessions WHERE id = sqlc.arg(id);
