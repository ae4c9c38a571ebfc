-- +goose Up

CREATE TABLE imports (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    file_hash BLOB NOT NULL,
    file_name TEXT NOT NULL,
    ledger TEXT NOT NULL,
    counts TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    undone_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX imports_by_source ON imports (workspace_id, source, source_id);

-- What an import made, so that the same board doesn't come in twice and an
-- import can be undone.
CREATE TABLE import_items (
    workspace_id BLOB NOT NULL,
    import_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    target_id BLOB NOT NULL,
    PRIMARY KEY (workspace_id, import_id, kind, source_id),
    FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX import_items_by_target ON import_items (workspace_id, target_id);
