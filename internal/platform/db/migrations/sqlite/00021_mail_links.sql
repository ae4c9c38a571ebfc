-- +goose Up

-- Links that somebody asked to be mailed, to set another password or to sign in: the
-- hash only, used once, and dead once the account's token version is another.
CREATE TABLE mail_links (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('reset', 'magic-link')),
    token_hash BLOB NOT NULL UNIQUE,
    token_version INTEGER NOT NULL,
    network TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX mail_links_by_user ON mail_links (user_id, purpose, created_at);
CREATE INDEX mail_links_by_expiry ON mail_links (expires_at);
