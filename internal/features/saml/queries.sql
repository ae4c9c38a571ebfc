-- name: Provider :one
SELECT p.id, p.entity_id, p.sign_on_url, p.certificates, p.default_role, p.let_in, p.groups_attribute, p.roles, p.created_at, p.updated_at,
       p.last_used_at, p.version, n.name
FROM saml_providers p JOIN saml_names n ON n.workspace_id = p.workspace_id
WHERE p.workspace_id = sqlc.arg(workspace_id);

-- name: WorkspaceNamed :one
-- all-tenants: a name that somebody types who isn't signed in says which workspace it is
SELECT workspace_id FROM saml_names WHERE name = sqlc.arg(name);

-- name: Companies :many
-- all-tenants: of a person's own workspaces, by membership, those that have a provider
SELECT n.workspace_id, n.provider_id, n.name, w.name AS workspace FROM members m
JOIN saml_names n ON n.workspace_id = m.workspace_id JOIN workspaces w ON w.id = m.workspace_id
WHERE m.user_id = sqlc.arg(user_id) AND n.workspace_id > sqlc.arg(after) ORDER BY n.workspace_id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Insert :exec
INSERT INTO saml_providers (workspace_id, id, entity_id, sign_on_url, certificates, default_role, let_in, groups_attribute, roles, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(entity_id), sqlc.arg(sign_on_url), sqlc.arg(certificates), sqlc.arg(default_role), sqlc.arg(let_in),
        sqlc.arg(groups_attribute), sqlc.arg(roles), sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Update :exec
UPDATE saml_providers SET entity_id = sqlc.arg(entity_id), sign_on_url = sqlc.arg(sign_on_url), certificates = sqlc.arg(certificates),
    default_role = sqlc.arg(default_role), let_in = sqlc.arg(let_in), groups_attribute = sqlc.arg(groups_attribute), roles = sqlc.arg(roles),
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM saml_providers WHERE workspace_id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: DropName :exec
DELETE FROM saml_names WHERE workspace_id = sqlc.arg(workspace_id);

-- name: TakeName :exec
-- A name is of one workspace, whoever comes first.
INSERT INTO saml_names (name, workspace_id, provider_id) VALUES (sqlc.arg(name), sqlc.arg(workspace_id), sqlc.arg(provider_id)) ON CONFLICT DO NOTHING;

-- name: EndFlowsOf :exec
-- What is under way to a provider that changes or goes.
DELETE FROM saml_flows WHERE workspace_id = sqlc.arg(workspace_id);

-- name: Using :one
-- Locks the provider until the sign-in has its session: whoever removes it finds that session.
UPDATE saml_providers SET last_used_at = sqlc.arg(now)
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND entity_id = sqlc.arg(entity_id)
RETURNING default_role, let_in, groups_attribute, roles;

-- name: Begin :exec
INSERT INTO saml_flows (id, workspace_id, purpose, request_hash, state_hash, browser_hash, user_id, return_to, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(purpose), sqlc.arg(request_hash), sqlc.arg(state_hash), sqlc.arg(browser_hash), sqlc.narg(user_id),
        sqlc.arg(return_to), sqlc.arg(now), sqlc.arg(expires_at));

-- name: UseFlow :one
-- Single use, whatever the provider's answer is worth.
UPDATE saml_flows SET used_at = sqlc.arg(now)
WHERE workspace_id = sqlc.arg(workspace_id) AND state_hash = sqlc.arg(state_hash) AND used_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING id, purpose, request_hash;

-- name: Answer :exec
-- Keeps what the provider has said for the browser that began. user_id is who began, or whom the provider knows.
UPDATE saml_flows SET handle_hash = sqlc.arg(handle_hash), handle_expires_at = sqlc.arg(handle_expires_at), sealed = sqlc.arg(sealed),
    user_id = COALESCE(user_id, sqlc.narg(known))
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND handle_hash IS NULL AND finished_at IS NULL;

-- name: Finish :one
-- Single use, by the browser that began, for what it was begun for.
UPDATE saml_flows SET finished_at = sqlc.arg(now)
WHERE workspace_id = sqlc.arg(workspace_id) AND handle_hash = sqlc.arg(handle_hash) AND browser_hash = sqlc.arg(browser_hash) AND purpose = sqlc.arg(purpose)
  AND finished_at IS NULL AND handle_expires_at > sqlc.arg(now)
RETURNING user_id, return_to, sealed;

-- name: EndFlows :exec
-- Ways to a company's provider that somebody has begun, or is known at the end of.
UPDATE saml_flows SET used_at = sqlc.arg(now), finished_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND finished_at IS NULL;

-- name: ForgetFlows :exec
DELETE FROM saml_flows WHERE expires_at < sqlc.arg(before);

-- name: ForgetAssertions :exec
DELETE FROM saml_assertions WHERE expires_at < sqlc.arg(before);

-- name: SpendAssertion :exec
INSERT INTO saml_assertions (workspace_id, id_hash, expires_at) VALUES (sqlc.arg(workspace_id), sqlc.arg(id_hash), sqlc.arg(expires_at))
ON CONFLICT DO NOTHING;

-- name: Known :one
SELECT user_id FROM identities
WHERE kind = 'saml' AND provider = sqlc.arg(provider) AND issuer = sqlc.arg(issuer) AND subject = sqlc.arg(subject);

-- name: SeeIdentity :one
-- Whom the provider knows by this name, noted as used.
UPDATE identities SET last_used_at = sqlc.arg(now), email = sqlc.arg(email)
WHERE kind = 'saml' AND provider = sqlc.arg(provider) AND issuer = sqlc.arg(issuer) AND subject = sqlc.arg(subject)
RETURNING user_id;

-- name: Link :exec
INSERT INTO identities (id, user_id, kind, provider, issuer, subject, email, created_at, last_used_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), 'saml', sqlc.arg(provider), sqlc.arg(issuer), sqlc.arg(subject), sqlc.arg(email), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Unlink :exec
DELETE FROM identities WHERE kind = 'saml' AND provider = sqlc.arg(provider);

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

-- name: Requirement :one
SELECT w.company_from, w.version, CAST(EXISTS (SELECT 1 FROM saml_providers p WHERE p.workspace_id = w.id) AS boolean) AS configured
FROM workspaces w WHERE w.id = sqlc.arg(workspace_id);

-- name: Require :exec
UPDATE workspaces SET company_from = sqlc.narg(company_from), updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: RequireNothing :exec
-- Whatever its version: who sets the requirement beside this finds another one.
UPDATE workspaces SET company_from = NULL, updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(workspace_id);
