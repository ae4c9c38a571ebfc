-- +goose Up

-- Requests run as this role: it owns nothing and sees the rows of one tenant.
-- +goose StatementBegin
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'taskflow_app') THEN
        CREATE ROLE taskflow_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'taskflow_reports') THEN
        CREATE ROLE taskflow_reports NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'taskflow_app', 'MEMBER') THEN
        EXECUTE format('GRANT taskflow_app TO %I', current_user);
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this server made them at the same time
END $$;
-- +goose StatementEnd
GRANT USAGE ON SCHEMA public TO taskflow_app, taskflow_reports;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO taskflow_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO taskflow_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO taskflow_reports;

-- +goose StatementBegin
CREATE FUNCTION taskflow_workspace() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('taskflow.workspace_id', true), '')::uuid $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION taskflow_user() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('taskflow.user_id', true), '')::uuid $$;
-- +goose StatementEnd

CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL UNIQUE,
    name text NOT NULL,
    password_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('unverified', 'active', 'disabled')),
    token_version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

-- Links that were sent by mail: the hash only, used once. What was asked for at
-- sign-up waits here, and becomes the account's when this very link is used.
CREATE TABLE email_tokens (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    name text NOT NULL DEFAULT '',
    password_hash text NOT NULL DEFAULT ''
);
CREATE INDEX email_tokens_by_user ON email_tokens (user_id, created_at);

-- A browser's session (with the hash of its cookie) or a family of refresh tokens.
CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('browser', 'token')),
    cookie_hash bytea UNIQUE,
    scope text NOT NULL DEFAULT '',
    user_agent text NOT NULL,
    address text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    idle_expires_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_reason text NOT NULL DEFAULT ''
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    id uuid NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Private halves are sealed with the master key.
CREATE TABLE signing_keys (
    id text NOT NULL PRIMARY KEY,
    algorithm text NOT NULL,
    public_jwk text NOT NULL,
    sealed_private text NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);
-- Nodes that start together agree on one key.
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (algorithm) WHERE retired_at IS NULL;

-- Reports don't need what signs somebody in.
REVOKE SELECT ON users, email_tokens, sessions, refresh_tokens, signing_keys FROM taskflow_reports;
