-- +goose Up

CREATE TABLE audit_events (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failed', 'denied')),
    reason TEXT NOT NULL,
    actor_id BLOB,
    session_id BLOB,
    target TEXT NOT NULL,
    request_id BLOB,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX audit_events_by_time ON audit_events (workspace_id, at, id);

CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    project_id BLOB,
    task_id BLOB,
    actor_id BLOB,
    data TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX events_by_workspace ON events (workspace_id, position);
CREATE INDEX events_by_task ON events (workspace_id, task_id, position);
-- +goose StatementBegin
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'audit events are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'audit events are never deleted');
END;
-- +goose StatementEnd
-- INSERT OR REPLACE deletes without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE workspace_id = new.workspace_id AND id = new.id) BEGIN
    SELECT RAISE(ABORT, 'audit events are never replaced');
END;
-- +goose StatementEnd
