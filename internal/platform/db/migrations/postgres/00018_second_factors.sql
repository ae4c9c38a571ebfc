-- +goose Up

-- A person's authenticator app. The secret is sealed with the master key; last_step
-- is the latest time step whose code was accepted, so that no code works twice.
CREATE TABLE totp_secrets (
    user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed_secret text NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_used_at timestamptz
);

CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

REVOKE SELECT ON totp_secrets, recovery_codes FROM taskflow_reports;
