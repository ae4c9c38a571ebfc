-- +goose Up

-- When the account's address was proven: by a link, or by a provider that is believed.
ALTER TABLE users ADD COLUMN confirmed_at timestamptz;
UPDATE users SET confirmed_at = created_at WHERE password_hash <> '';

-- What a session's credential is, in which ways its person was proven (space-separated
-- words of authn.Way), and when the latest proof was shown that counts for a step-up.
ALTER TABLE sessions ADD COLUMN credential text NOT NULL DEFAULT 'sign-in' CHECK (credential IN ('sign-in', 'api-key', 'client'));
ALTER TABLE sessions ADD COLUMN ways text NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN proven_at timestamptz;

-- Sign-ins that wait for a second factor.
CREATE TABLE sign_ins (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    token_version bigint NOT NULL,
    client text NOT NULL,
    scope text NOT NULL,
    ways text NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

-- Browsers that have signed in to an account before, by the hash of a cookie of their own.
CREATE TABLE devices (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);
CREATE INDEX devices_by_user ON devices (user_id);
CREATE INDEX devices_by_use ON devices (last_seen_at);

-- Whom a workspace asks for a second factor, which one, and from when on.
ALTER TABLE workspaces ADD COLUMN mfa text NOT NULL DEFAULT 'off' CHECK (mfa IN ('off', 'admins', 'everyone'));
ALTER TABLE workspaces ADD COLUMN mfa_strength text NOT NULL DEFAULT 'any' CHECK (mfa_strength IN ('any', 'passkey'));
ALTER TABLE workspaces ADD COLUMN mfa_from timestamptz;

REVOKE SELECT ON sign_ins, devices FROM taskflow_reports;
