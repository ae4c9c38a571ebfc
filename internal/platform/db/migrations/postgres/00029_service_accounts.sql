-- +goose Up

-- The workspace that an account belongs to, of accounts that are nobody's: they go with it.
ALTER TABLE users ADD COLUMN owned_by uuid REFERENCES workspaces (id) ON DELETE CASCADE;
CREATE INDEX users_by_owner ON users (owned_by) WHERE owned_by IS NOT NULL;

-- A member of a workspace that is a machine. scope is the most that its tokens may be for.
CREATE TABLE service_accounts (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    scope text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, user_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);

-- A secret by which a service account gets tokens: a session whose id is its own holds
-- the hash and the last day, and is the session of every token that was got by it.
CREATE TABLE client_secrets (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    hint text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    last_used_from text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES service_accounts (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX client_secrets_by_session ON client_secrets (id);
CREATE INDEX client_secrets_by_account ON client_secrets (workspace_id, user_id, id);

ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON service_accounts USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER TABLE client_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON client_secrets USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);

REVOKE SELECT ON service_accounts, client_secrets FROM taskflow_reports;
