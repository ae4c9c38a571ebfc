-- +goose Up

-- A question that somebody keeps: which tasks, shown how. query holds the words
-- of the web app's address. It is its maker's, and shared with those who see the
-- project, or without one with the workspace.
CREATE TABLE saved_views (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB,
    name TEXT NOT NULL,
    face TEXT NOT NULL,
    query TEXT NOT NULL,
    shared INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, created_by) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX saved_views_by_project ON saved_views (workspace_id, project_id);
CREATE INDEX saved_views_by_maker ON saved_views (workspace_id, created_by);
