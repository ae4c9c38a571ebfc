-- +goose Up

CREATE TABLE imports (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    file_hash bytea NOT NULL,
    file_name text NOT NULL,
    ledger text NOT NULL,
    counts text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    undone_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX imports_by_source ON imports (workspace_id, source, source_id);

-- What an import made, so that the same board doesn't come in twice and an
-- import can be undone.
CREATE TABLE import_items (
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    kind text NOT NULL,
    source_id text NOT NULL,
    target_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, import_id, kind, source_id),
    FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX import_items_by_target ON import_items (workspace_id, target_id);

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON imports USING (workspace_id = taskflow_workspace());

ALTER TABLE import_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON import_items USING (workspace_id = taskflow_workspace());
