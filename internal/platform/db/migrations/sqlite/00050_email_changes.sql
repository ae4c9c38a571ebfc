-- +goose Up

-- Changes of address that wait until both mailboxes have confirmed: of both links the
-- hash only, each used once, and dead once the account's token version is another.
CREATE TABLE email_changes (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    token_version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    old_hash BLOB NOT NULL UNIQUE,
    new_hash BLOB NOT NULL UNIQUE,
    old_used_at INTEGER,
    new_used_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
);
-- An account has one that waits.
CREATE UNIQUE INDEX email_changes_waiting ON email_changes (user_id) WHERE ended_at IS NULL;
CREATE INDEX email_changes_by_user ON email_changes (user_id, created_at);
CREATE INDEX email_changes_by_session ON email_changes (session_id);
CREATE INDEX email_changes_by_address ON email_changes (email_key, created_at);
CREATE INDEX email_changes_by_expiry ON email_changes (expires_at);
