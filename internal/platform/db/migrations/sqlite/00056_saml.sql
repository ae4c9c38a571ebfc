-- +goose Up

-- The workspace that a sign-in is bound to: it was opened by the word of somebody whom
-- that workspace believes, and reaches nothing else. A sign-in that waits for its second
-- factor keeps it, and when the provider's own session ends.
ALTER TABLE sessions ADD COLUMN bound_to BLOB REFERENCES workspaces (id) ON DELETE CASCADE;
CREATE INDEX sessions_by_binding ON sessions (bound_to) WHERE bound_to IS NOT NULL;
ALTER TABLE sign_ins ADD COLUMN bound_to BLOB REFERENCES workspaces (id) ON DELETE CASCADE;
CREATE INDEX sign_ins_by_binding ON sign_ins (bound_to) WHERE bound_to IS NOT NULL;
ALTER TABLE sign_ins ADD COLUMN ends_at INTEGER;

-- The identity provider of a workspace's company. certificates are in base64 with spaces
-- between; roles is what its groups stand for, as JSON.
CREATE TABLE saml_providers (
    workspace_id BLOB NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    id BLOB NOT NULL UNIQUE,
    entity_id TEXT NOT NULL,
    sign_on_url TEXT NOT NULL,
    certificates TEXT NOT NULL,
    default_role TEXT NOT NULL CHECK (default_role IN ('admin', 'member', 'guest')),
    let_in INTEGER NOT NULL,
    groups_attribute TEXT NOT NULL,
    roles TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_used_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
);

-- What people type to get to their company's provider.
CREATE TABLE saml_names (
    name TEXT NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL UNIQUE REFERENCES saml_providers (workspace_id) ON DELETE CASCADE,
    provider_id BLOB NOT NULL
);

-- Ways to a company's provider and back. The provider's answer spends state_hash; what it
-- said is sealed for the browser that began, which spends handle_hash.
CREATE TABLE saml_flows (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES saml_providers (workspace_id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'link')),
    request_hash BLOB NOT NULL,
    state_hash BLOB NOT NULL UNIQUE,
    browser_hash BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    return_to TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    handle_hash BLOB UNIQUE,
    handle_expires_at INTEGER,
    sealed TEXT NOT NULL DEFAULT '',
    finished_at INTEGER
);
CREATE INDEX saml_flows_by_workspace ON saml_flows (workspace_id);
CREATE INDEX saml_flows_by_user ON saml_flows (user_id);
CREATE INDEX saml_flows_by_expiry ON saml_flows (expires_at);

-- Assertions that were taken: each works once.
CREATE TABLE saml_assertions (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id_hash)
);
CREATE INDEX saml_assertions_by_expiry ON saml_assertions (expires_at);

