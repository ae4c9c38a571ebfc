-- +goose Up

-- The workspace that a sign-in is bound to: it was opened by the word of somebody whom
-- that workspace believes, and reaches nothing else. A sign-in that waits for its second
-- factor keeps it, and when the provider's own session ends.
ALTER TABLE sessions ADD COLUMN bound_to uuid REFERENCES workspaces (id) ON DELETE CASCADE;
CREATE INDEX sessions_by_binding ON sessions (bound_to) WHERE bound_to IS NOT NULL;
ALTER TABLE sign_ins ADD COLUMN bound_to uuid REFERENCES workspaces (id) ON DELETE CASCADE;
CREATE INDEX sign_ins_by_binding ON sign_ins (bound_to) WHERE bound_to IS NOT NULL;
ALTER TABLE sign_ins ADD COLUMN ends_at timestamptz;

-- The identity provider of a workspace's company. certificates are in base64 with spaces
-- between; roles is what its groups stand for, as JSON.
CREATE TABLE saml_providers (
    workspace_id uuid NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    id uuid NOT NULL UNIQUE,
    entity_id text NOT NULL,
    sign_on_url text NOT NULL,
    certificates text NOT NULL,
    default_role text NOT NULL CHECK (default_role IN ('admin', 'member', 'guest')),
    let_in boolean NOT NULL,
    groups_attribute text NOT NULL,
    roles text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_used_at timestamptz,
    version bigint NOT NULL DEFAULT 1
);

-- What people type to get to their company's provider.
CREATE TABLE saml_names (
    name text NOT NULL PRIMARY KEY,
    workspace_id uuid NOT NULL UNIQUE REFERENCES saml_providers (workspace_id) ON DELETE CASCADE,
    provider_id uuid NOT NULL
);

-- Ways to a company's provider and back. The provider's answer spends state_hash; what it
-- said is sealed for the browser that began, which spends handle_hash.
CREATE TABLE saml_flows (
    id uuid NOT NULL PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES saml_providers (workspace_id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('sign-in', 'link')),
    request_hash bytea NOT NULL,
    state_hash bytea NOT NULL UNIQUE,
    browser_hash bytea NOT NULL,
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    return_to text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    handle_hash bytea UNIQUE,
    handle_expires_at timestamptz,
    sealed text NOT NULL DEFAULT '',
    finished_at timestamptz
);
CREATE INDEX saml_flows_by_workspace ON saml_flows (workspace_id);
CREATE INDEX saml_flows_by_user ON saml_flows (user_id);
CREATE INDEX saml_flows_by_expiry ON saml_flows (expires_at);

-- Assertions that were taken: each works once.
CREATE TABLE saml_assertions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id_hash)
);
CREATE INDEX saml_assertions_by_expiry ON saml_assertions (expires_at);

ALTER TABLE saml_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE saml_providers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON saml_providers USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);

REVOKE SELECT ON saml_providers, saml_names, saml_flows, saml_assertions FROM taskflow_reports;
