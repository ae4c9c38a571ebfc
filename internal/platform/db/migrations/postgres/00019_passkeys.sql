-- +goose Up

-- What authenticators know an account by: random, so that it tells nothing of whose it is.
CREATE TABLE passkey_handles (
    user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    handle bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);

CREATE TABLE passkeys (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    backup_eligible boolean NOT NULL,
    backed_up boolean NOT NULL,
    transports text NOT NULL,
    aaguid bytea NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- Challenges that were answered, by their hash, until they would have expired.
CREATE TABLE answered_challenges (
    challenge_hash bytea NOT NULL PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX answered_challenges_by_expiry ON answered_challenges (expires_at);

REVOKE SELECT ON passkey_handles, passkeys, answered_challenges FROM taskflow_reports;
