-- +goose Up

-- A question that somebody keeps: which tasks, shown how. query holds the words
-- of the web app's address. It is its maker's, and shared with those who see the
-- project, or without one with the workspace.
CREATE TABLE saved_views (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid,
    name text NOT NULL,
    face text NOT NULL,
    query text NOT NULL,
    shared boolean NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, created_by) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX saved_views_by_project ON saved_views (workspace_id, project_id);
CREATE INDEX saved_views_by_maker ON saved_views (workspace_id, created_by);

ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON saved_views USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
