-- +goose Up

-- When the account's address was proven: by a link, or by a provider that is believed.
ALTER TABLE users ADD COLUMN confirmed_at INTEGER;
UPDATE users SET confirmed_at = created_at WHERE password_hash <> '';

-- What a session's credential is, in which ways its person was proven (space-separated
-- words of authn.Way), and when the latest proof was shown that counts for a step-up.
ALTER TABLE sessions ADD COLUMN credential TEXT NOT NULL DEFAULT 'sign-in' CHECK (credential IN ('sign-in', 'api-key', 'client'));
ALTER TABLE sessions ADD COLUMN ways TEXT NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN proven_at INTEGER;

-- Sign-ins that wait for a second factor.
CREATE TABLE sign_ins (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    token_version INTEGER NOT NULL,
    client TEXT NOT NULL,
    scope TEXT NOT NULL,
    ways TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

-- Browsers that have signed in to an account before, by the hash of a cookie of their own.
CREATE TABLE devices (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
);
CREATE INDEX devices_by_user ON devices (user_id);
CREATE INDEX devices_by_use ON devices (last_seen_at);

-- Whom a workspace asks for a second factor, which one, and from when on.
ALTER TABLE workspaces ADD COLUMN mfa TEXT NOT NULL DEFAULT 'off' CHECK (mfa IN ('off', 'admins', 'everyone'));
ALTER TABLE workspaces ADD COLUMN mfa_strength TEXT NOT NULL DEFAULT 'any' CHECK (mfa_strength IN ('any', 'passkey'));
ALTER TABLE workspaces ADD COLUMN mfa_from INTEGER;
