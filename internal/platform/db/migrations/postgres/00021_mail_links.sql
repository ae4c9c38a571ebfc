-- +goose Up

-- Links that somebody asked to be mailed, to set another password or to sign in: the
-- hash only, used once, and dead once the account's token version is another.
CREATE TABLE mail_links (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('reset', 'magic-link')),
    token_hash bytea NOT NULL UNIQUE,
    token_version bigint NOT NULL,
    network text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX mail_links_by_user ON mail_links (user_id, purpose, created_at);
CREATE INDEX mail_links_by_expiry ON mail_links (expires_at);

REVOKE SELECT ON mail_links FROM taskflow_reports;
