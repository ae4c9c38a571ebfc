-- +goose Up

-- Whom identity providers know as which person. A provider's own name for somebody
-- (OpenID Connect's sub, SAML's NameID) is worth something only beside its issuer.
CREATE TABLE identities (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('oidc', 'saml', 'scim')),
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    UNIQUE (kind, provider, issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);

-- Ways to a provider and back, each of one browser and used once. What the browser and
-- the provider have to show is stored as hashes only.
CREATE TABLE provider_flows (
    id BLOB NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'link', 'step-up')),
    state_hash BLOB NOT NULL UNIQUE,
    browser_hash BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    return_to TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX provider_flows_by_expiry ON provider_flows (expires_at);
CREATE INDEX provider_flows_by_user ON provider_flows (user_id);

-- Logout tokens that were seen: each works once.
CREATE TABLE logout_tokens (
    provider TEXT NOT NULL,
    jti_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (provider, jti_hash)
);
CREATE INDEX logout_tokens_by_expiry ON logout_tokens (expires_at);

-- The provider's session that a session, or a sign-in that waits, came from.
ALTER TABLE sessions ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN provider_subject TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN provider_session TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_provider ON sessions (provider, provider_subject);
CREATE INDEX sessions_by_provider_session ON sessions (provider, provider_session);
ALTER TABLE sign_ins ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN provider_subject TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN provider_session TEXT NOT NULL DEFAULT '';
