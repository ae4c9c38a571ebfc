-- +goose Up

-- Workspaces whose people an identity provider names (SCIM 2.0, RFC 7643). account_id is who
-- acts for it: an account that belongs to the workspace and is no member of it. owners:
-- an owner has said that the provider may end owners' memberships.
CREATE TABLE provisioning (
    workspace_id BLOB NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    default_role TEXT NOT NULL CHECK (default_role IN ('admin', 'member', 'guest')),
    owners INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX provisioning_by_account ON provisioning (account_id);

-- Bearer tokens of SCIM clients: a session whose id is the token's own holds the hash and the last day.
CREATE TABLE provisioning_tokens (
    workspace_id BLOB NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    hint TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_used_from TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX provisioning_tokens_by_session ON provisioning_tokens (id);

-- Whom the provider has named, and what became of it. Only somebody whose membership
-- provisioning itself has ended (suspended) comes back without being asked, with role.
-- made: the account was made for this row.
CREATE TABLE provisioned_users (
    workspace_id BLOB NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL,
    external_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    active INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'member', 'suspended', 'off')),
    user_id BLOB REFERENCES users (id) ON DELETE SET NULL,
    made INTEGER NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, user_name_key),
    UNIQUE (workspace_id, email_key),
    UNIQUE (workspace_id, user_id)
);
CREATE INDEX provisioned_users_by_external_id ON provisioned_users (workspace_id, external_id);
CREATE INDEX provisioned_users_by_user ON provisioned_users (user_id);

-- The provider's groups. role is what being in one stands for; empty for nothing.
CREATE TABLE provisioned_groups (
    workspace_id BLOB NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    display_name TEXT NOT NULL,
    display_key TEXT NOT NULL,
    external_id TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT '' CHECK (role IN ('', 'admin', 'member', 'guest')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, display_key)
);
CREATE INDEX provisioned_groups_by_external_id ON provisioned_groups (workspace_id, external_id);

CREATE TABLE provisioned_group_members (
    workspace_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (workspace_id, group_id, person_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES provisioned_groups (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, person_id) REFERENCES provisioned_users (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX provisioned_group_members_by_person ON provisioned_group_members (workspace_id, person_id);
