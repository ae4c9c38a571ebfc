-- +goose Up

-- Workspaces whose people an identity provider names (SCIM 2.0, RFC 7643). account_id is who
-- acts for it: an account that belongs to the workspace and is no member of it. owners:
-- an owner has said that the provider may end owners' memberships.
CREATE TABLE provisioning (
    workspace_id uuid NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    default_role text NOT NULL CHECK (default_role IN ('admin', 'member', 'guest')),
    owners boolean NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);
CREATE INDEX provisioning_by_account ON provisioning (account_id);

-- Bearer tokens of SCIM clients: a session whose id is the token's own holds the hash and the last day.
CREATE TABLE provisioning_tokens (
    workspace_id uuid NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    hint text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    last_used_from text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX provisioning_tokens_by_session ON provisioning_tokens (id);

-- Whom the provider has named, and what became of it. Only somebody whose membership
-- provisioning itself has ended (suspended) comes back without being asked, with role.
-- made: the account was made for this row.
CREATE TABLE provisioned_users (
    workspace_id uuid NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id uuid NOT NULL,
    user_name text NOT NULL,
    user_name_key text NOT NULL,
    external_id text NOT NULL,
    display_name text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    active boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'member', 'suspended', 'off')),
    user_id uuid REFERENCES users (id) ON DELETE SET NULL,
    made boolean NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, user_name_key),
    UNIQUE (workspace_id, email_key),
    UNIQUE (workspace_id, user_id)
);
CREATE INDEX provisioned_users_by_external_id ON provisioned_users (workspace_id, external_id);
CREATE INDEX provisioned_users_by_user ON provisioned_users (user_id);

-- The provider's groups. role is what being in one stands for; empty for nothing.
CREATE TABLE provisioned_groups (
    workspace_id uuid NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id uuid NOT NULL,
    display_name text NOT NULL,
    display_key text NOT NULL,
    external_id text NOT NULL,
    role text NOT NULL DEFAULT '' CHECK (role IN ('', 'admin', 'member', 'guest')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, display_key)
);
CREATE INDEX provisioned_groups_by_external_id ON provisioned_groups (workspace_id, external_id);

CREATE TABLE provisioned_group_members (
    workspace_id uuid NOT NULL,
    group_id uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, group_id, person_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES provisioned_groups (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, person_id) REFERENCES provisioned_users (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX provisioned_group_members_by_person ON provisioned_group_members (workspace_id, person_id);

ALTER TABLE provisioning ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioning FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provisioning USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER TABLE provisioning_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioning_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provisioning_tokens USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER TABLE provisioned_users ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioned_users FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provisioned_users USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER TABLE provisioned_groups ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioned_groups FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provisioned_groups USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER TABLE provisioned_group_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioned_group_members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provisioned_group_members USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);

REVOKE SELECT ON provisioning, provisioning_tokens, provisioned_users, provisioned_groups, provisioned_group_members FROM taskflow_reports;
