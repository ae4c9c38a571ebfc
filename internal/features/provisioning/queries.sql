-- name: Get :one
SELECT account_id, default_role, owners, created_by, created_at, updated_at, version FROM provisioning
WHERE workspace_id = sqlc.arg(workspace_id);

-- name: AddAccount :exec
-- No address, no password, no factor, no membership: there is no door for it.
INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at, confirmed_at, owned_by)
VALUES (sqlc.arg(id), '', sqlc.arg(email_key), sqlc.arg(name), '', 'active', sqlc.arg(now), sqlc.arg(now), sqlc.arg(now), sqlc.arg(owned_by));

-- name: Enable :exec
INSERT INTO provisioning (workspace_id, account_id, default_role, owners, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(account_id), sqlc.arg(default_role), sqlc.arg(owners), sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Update :exec
UPDATE provisioning SET default_role = sqlc.arg(default_role), owners = sqlc.arg(owners), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: Disable :exec
DELETE FROM provisioning WHERE workspace_id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: DropAccount :exec
DELETE FROM users WHERE id = sqlc.arg(id) AND owned_by = sqlc.arg(owned_by);

-- name: Lock :exec
-- Makes whoever hands out tokens of this workspace wait until the others have.
UPDATE provisioning SET version = version WHERE workspace_id = sqlc.arg(workspace_id);

-- name: Tokens :many
-- Those that are good now.
SELECT t.id, t.hint, t.created_by, t.created_at, t.last_used_at, t.last_used_from, s.expires_at
FROM provisioning_tokens t JOIN sessions s ON s.id = t.id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now)
ORDER BY t.id;

-- name: OpenToken :exec
INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, credential, ways)
VALUES (sqlc.arg(id), sqlc.arg(user_id), 'token', sqlc.arg(token_hash), '', '', '', sqlc.arg(now), sqlc.arg(now), sqlc.arg(expires_at),
        sqlc.arg(expires_at), 'client', '');

-- name: AddToken :exec
INSERT INTO provisioning_tokens (workspace_id, id, hint, created_by, created_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(hint), sqlc.arg(created_by), sqlc.arg(now));

-- name: Token :one
SELECT t.id FROM provisioning_tokens t JOIN sessions s ON s.id = t.id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(id) AND s.revoked_at IS NULL;

-- name: Revoke :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND credential = 'client' AND revoked_at IS NULL;

-- name: User :one
SELECT p.id, p.user_name, p.external_id, p.display_name, p.given_name, p.family_name, p.email, p.email_key, p.active, p.state, p.user_id,
       p.made, p.role, p.created_at, p.updated_at, p.version
FROM provisioned_users p
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(id);

-- name: UsersBy :many
-- The candidates of a filter, by whichever it names; an empty one is none.
SELECT p.id, p.user_name, p.external_id, p.display_name, p.given_name, p.family_name, p.email, p.email_key, p.active, p.state, p.user_id,
       p.made, p.role, p.created_at, p.updated_at, p.version
FROM provisioned_users p
WHERE p.workspace_id = sqlc.arg(workspace_id) AND (
    CAST(sqlc.arg(user_name_key) AS text) <> '' AND p.user_name_key = sqlc.arg(user_name_key)
    OR CAST(sqlc.arg(external_id) AS text) <> '' AND p.external_id = sqlc.arg(external_id)
    OR CAST(sqlc.arg(email_key) AS text) <> '' AND p.email_key = sqlc.arg(email_key))
ORDER BY p.id LIMIT 100;

-- name: UsersPage :many
SELECT p.id, p.user_name, p.external_id, p.display_name, p.given_name, p.family_name, p.email, p.email_key, p.active, p.state, p.user_id,
       p.made, p.role, p.created_at, p.updated_at, p.version
FROM provisioned_users p
WHERE p.workspace_id = sqlc.arg(workspace_id)
ORDER BY p.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT) OFFSET CAST(sqlc.arg(skipped) AS BIGINT);

-- name: CountUsers :one
SELECT count(*) FROM provisioned_users WHERE workspace_id = sqlc.arg(workspace_id);

-- name: AddUser :exec
INSERT INTO provisioned_users (workspace_id, id, user_name, user_name_key, external_id, display_name, given_name, family_name, email, email_key,
    active, state, user_id, made, role, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(user_name), sqlc.arg(user_name_key), sqlc.arg(external_id), sqlc.arg(display_name),
    sqlc.arg(given_name), sqlc.arg(family_name), sqlc.arg(email), sqlc.arg(email_key), sqlc.arg(active), sqlc.arg(state), sqlc.arg(user_id),
    sqlc.arg(made), sqlc.arg(role), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Taken :one
-- Whether another row has the name, the address or the account.
SELECT count(*) FROM provisioned_users
WHERE workspace_id = sqlc.arg(workspace_id) AND id <> sqlc.arg(id)
    AND (user_name_key = sqlc.arg(user_name_key) OR email_key = sqlc.arg(email_key) OR user_id = sqlc.arg(user_id));

-- name: SaveUser :exec
UPDATE provisioned_users SET user_name = sqlc.arg(user_name), user_name_key = sqlc.arg(user_name_key), external_id = sqlc.arg(external_id),
    display_name = sqlc.arg(display_name), given_name = sqlc.arg(given_name), family_name = sqlc.arg(family_name),
    email = sqlc.arg(email), email_key = sqlc.arg(email_key), active = sqlc.arg(active), state = sqlc.arg(state), user_id = sqlc.arg(user_id),
    made = sqlc.arg(made), role = sqlc.arg(role), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: DropUser :exec
DELETE FROM provisioned_users WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: MemberByEmail :one
SELECT m.user_id FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND u.email_key = sqlc.arg(email_key) AND u.owned_by IS NULL;

-- name: Waiting :one
-- Whom the provider has named under this address, who has come now.
UPDATE provisioned_users SET state = 'member', user_id = sqlc.arg(user_id), updated_at = sqlc.arg(now), version = version + 1
WHERE provisioned_users.workspace_id = sqlc.arg(workspace_id) AND provisioned_users.email_key = sqlc.arg(email_key)
    AND provisioned_users.state = 'waiting' AND provisioned_users.user_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM provisioned_users o WHERE o.workspace_id = sqlc.arg(workspace_id) AND o.user_id = sqlc.arg(user_id))
RETURNING id;

-- name: NameAccount :exec
-- Of an account that was made for this row, and of no other.
UPDATE users SET name = sqlc.arg(name), updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(id) AND name <> sqlc.arg(name);

-- name: RoleOfGroups :many
-- What the groups of somebody stand for.
SELECT g.role FROM provisioned_group_members gm
JOIN provisioned_groups g ON g.workspace_id = gm.workspace_id AND g.id = gm.group_id
WHERE gm.workspace_id = sqlc.arg(workspace_id) AND gm.person_id = sqlc.arg(person_id) AND g.role <> '';

-- name: ListUsers :many
-- lapsed: he was invited, and no invitation of his is open any more.
SELECT p.id, p.user_name, p.display_name, p.email, p.active, p.state, p.user_id, p.created_at, p.updated_at, p.version,
    m.role AS member_role,
    CAST(EXISTS (SELECT 1 FROM invitations i WHERE i.workspace_id = p.workspace_id AND i.email_key = p.email_key
        AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > sqlc.arg(now)) AS boolean) AS invited
FROM provisioned_users p
LEFT JOIN members m ON m.workspace_id = p.workspace_id AND m.user_id = p.user_id
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id > sqlc.arg(after)
ORDER BY p.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Group :one
SELECT id, display_name, external_id, role, created_at, updated_at, version FROM provisioned_groups
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);

-- name: GroupsBy :many
SELECT g.id, g.display_name, g.external_id, g.role, g.created_at, g.updated_at, g.version FROM provisioned_groups g
WHERE g.workspace_id = sqlc.arg(workspace_id) AND (
    CAST(sqlc.arg(display_key) AS text) <> '' AND g.display_key = sqlc.arg(display_key)
    OR CAST(sqlc.arg(external_id) AS text) <> '' AND g.external_id = sqlc.arg(external_id)
    OR EXISTS (SELECT 1 FROM provisioned_group_members gm WHERE gm.workspace_id = g.workspace_id AND gm.group_id = g.id AND gm.person_id = sqlc.arg(person_id)))
ORDER BY g.id LIMIT 100;

-- name: GroupsPage :many
SELECT id, display_name, external_id, role, created_at, updated_at, version FROM provisioned_groups
WHERE workspace_id = sqlc.arg(workspace_id)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT) OFFSET CAST(sqlc.arg(skipped) AS BIGINT);

-- name: CountGroups :one
SELECT count(*) FROM provisioned_groups WHERE workspace_id = sqlc.arg(workspace_id);

-- name: GroupMembers :many
SELECT p.id, p.display_name FROM provisioned_group_members gm
JOIN provisioned_users p ON p.workspace_id = gm.workspace_id AND p.id = gm.person_id
WHERE gm.workspace_id = sqlc.arg(workspace_id) AND gm.group_id = sqlc.arg(group_id)
ORDER BY p.id;

-- name: AddGroup :exec
INSERT INTO provisioned_groups (workspace_id, id, display_name, display_key, external_id, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(display_name), sqlc.arg(display_key), sqlc.arg(external_id), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: GroupTaken :one
SELECT count(*) FROM provisioned_groups
WHERE workspace_id = sqlc.arg(workspace_id) AND id <> sqlc.arg(id) AND display_key = sqlc.arg(display_key);

-- name: SaveGroup :exec
UPDATE provisioned_groups SET display_name = sqlc.arg(display_name), display_key = sqlc.arg(display_key), external_id = sqlc.arg(external_id),
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: MapGroup :exec
UPDATE provisioned_groups SET role = sqlc.arg(role), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: DropGroup :exec
DELETE FROM provisioned_groups WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: AddToGroup :exec
-- Nobody, if it is no User of the workspace.
INSERT INTO provisioned_group_members (workspace_id, group_id, person_id)
SELECT p.workspace_id, sqlc.arg(group_id), p.id FROM provisioned_users p
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(person_id);

-- name: TakeFromGroup :exec
DELETE FROM provisioned_group_members
WHERE workspace_id = sqlc.arg(workspace_id) AND group_id = sqlc.arg(group_id) AND person_id = sqlc.arg(person_id);

-- name: Standings :many
-- Those in a group. Memberships are looked up and not joined: a planner that knows nothing of a new workspace yet pairs
-- everybody in the group with everybody in the workspace.
SELECT gm.person_id, p.user_id,
    CAST(COALESCE((SELECT m.role FROM members m WHERE m.workspace_id = p.workspace_id AND m.user_id = p.user_id), '') AS text) AS role,
    CAST(COALESCE((SELECT m.version FROM members m WHERE m.workspace_id = p.workspace_id AND m.user_id = p.user_id), 0) AS BIGINT) AS version
FROM provisioned_group_members gm
JOIN provisioned_users p ON p.workspace_id = gm.workspace_id AND p.id = gm.person_id AND p.state = 'member'
WHERE gm.workspace_id = sqlc.arg(workspace_id) AND gm.group_id = sqlc.arg(group_id)
ORDER BY gm.person_id;

-- name: RolesElsewhere :many
-- What the other groups of those in a group stand for. SQLite keeps the order of a CROSS JOIN: from the few groups that stand
-- for a role to their members.
SELECT DISTINCT gm.person_id, g.role
FROM provisioned_groups g
CROSS JOIN provisioned_group_members other
CROSS JOIN provisioned_group_members gm
WHERE g.workspace_id = sqlc.arg(workspace_id) AND g.role <> '' AND g.id <> sqlc.arg(group_id)
    AND other.workspace_id = g.workspace_id AND other.group_id = g.id
    AND gm.workspace_id = other.workspace_id AND gm.group_id = sqlc.arg(group_id) AND gm.person_id = other.person_id;

-- name: ListGroups :many
SELECT g.id, g.display_name, g.role, g.created_at, g.updated_at, g.version,
    (SELECT count(*) FROM provisioned_group_members gm WHERE gm.workspace_id = g.workspace_id AND gm.group_id = g.id) AS members
FROM provisioned_groups g
WHERE g.workspace_id = sqlc.arg(workspace_id) AND g.id > sqlc.arg(after)
ORDER BY g.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);
