-- +goose Up

-- The workspace that an account belongs to, of accounts that are nobody's: they go with it.
ALTER TABLE users ADD COLUMN owned_by BLOB REFERENCES workspaces (id) ON DELETE CASCADE;
CREATE INDEX users_by_owner ON users (owned_by) WHERE owned_by IS NOT NULL;

-- A member of a workspace that is a machine. scope is the most that its tokens may be for.
CREATE TABLE service_accounts (
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    scope TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, user_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);

-- A secret by which a service account gets tokens: a session whose id is its own holds
-- the hash and the last day, and is the session of every token that was got by it.
CREATE TABLE client_secrets (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    hint TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_used_from TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES service_accounts (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX client_secrets_by_session ON client_secrets (id);
CREATE INDEX client_secrets_by_account ON client_secrets (workspace_id, user_id, id);
