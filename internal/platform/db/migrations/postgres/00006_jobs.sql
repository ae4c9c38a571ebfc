-- +goose Up

-- Work that leaves the building after the COMMIT that asked for it. The
-- payload is sealed: it may hold a link that signs somebody in.
CREATE TABLE jobs (
    id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    payload text NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL,
    failed_at timestamptz,
    last_error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);
CREATE INDEX jobs_by_time ON jobs (failed_at, run_at);

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status bigint NOT NULL,
    header text NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Reports don't need what signs somebody in.
REVOKE SELECT ON jobs, idempotency_keys FROM taskflow_reports;
