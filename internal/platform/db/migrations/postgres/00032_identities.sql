-- +goose Up

-- Whom identity providers know as which person. A provider's own name for somebody
-- (OpenID Connect's sub, SAML's NameID) is worth something only beside its issuer.
CREATE TABLE identities (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('oidc', 'saml', 'scim')),
    provider text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    email text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    UNIQUE (kind, provider, issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);

-- Ways to a provider and back, each of one browser and used once. What the browser and
-- the provider have to show is stored as hashes only.
CREATE TABLE provider_flows (
    id uuid NOT NULL PRIMARY KEY,
    provider text NOT NULL,
    issuer text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('sign-in', 'link', 'step-up')),
    state_hash bytea NOT NULL UNIQUE,
    browser_hash bytea NOT NULL,
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    return_to text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX provider_flows_by_expiry ON provider_flows (expires_at);
CREATE INDEX provider_flows_by_user ON provider_flows (user_id);

-- Logout tokens that were seen: each works once.
CREATE TABLE logout_tokens (
    provider text NOT NULL,
    jti_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (provider, jti_hash)
);
CREATE INDEX logout_tokens_by_expiry ON logout_tokens (expires_at);

-- The provider's session that a session, or a sign-in that waits, came from.
ALTER TABLE sessions ADD COLUMN provider text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN provider_subject text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN provider_session text NOT NULL DEFAULT '';
CREATE INDEX sessions_by_provider ON sessions (provider, provider_subject);
CREATE INDEX sessions_by_provider_session ON sessions (provider, provider_session);
ALTER TABLE sign_ins ADD COLUMN provider text NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN provider_subject text NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN provider_session text NOT NULL DEFAULT '';

REVOKE SELECT ON identities, provider_flows, logout_tokens FROM taskflow_reports;
