-- +goose Up

CREATE TABLE audit_events (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    name text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('success', 'failed', 'denied')),
    reason text NOT NULL,
    actor_id uuid,
    session_id uuid,
    target text NOT NULL,
    request_id uuid,
    address text NOT NULL,
    user_agent text NOT NULL,
    details text NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX audit_events_by_time ON audit_events (workspace_id, at, id);

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_events USING (workspace_id = coalesce(taskflow_workspace(), '00000000-0000-7000-8000-000000000000'));

-- Readers take events up to the oldest transaction that still runs, so that
-- one with a lower position that commits later is not missed.
CREATE TABLE events (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    position bigint GENERATED ALWAYS AS IDENTITY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id uuid NOT NULL,
    kind text NOT NULL,
    project_id uuid,
    task_id uuid,
    actor_id uuid,
    data text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, position)
);
CREATE INDEX events_by_task ON events (workspace_id, task_id, position);
CREATE INDEX events_in_order ON events (workspace_id, transaction_id, position);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events USING (workspace_id = taskflow_workspace());

-- Old events of all workspaces are forgotten by a task that says so in its
-- session; requests never do. They are found by age, which follows the order on disk.
CREATE POLICY housekeeping ON events FOR ALL USING (current_setting('taskflow.housekeeping', true) = 'events') WITH CHECK (false);
CREATE INDEX events_by_age ON events USING brin (at);
REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM taskflow_app;
