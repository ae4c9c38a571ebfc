-- +goose Up

-- What an API key has beside its session, whose id is its own: the session holds the
-- hash, the scope and the time. It is of a membership: whoever leaves the workspace
-- leaves his keys. networks are CIDR blocks with spaces between, none for anywhere;
-- warned is how many days before its end the person was last told of it.
CREATE TABLE api_keys (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    name text NOT NULL,
    hint text NOT NULL,
    networks text NOT NULL,
    bound boolean NOT NULL,
    warned bigint NOT NULL DEFAULT 1000,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_used_at timestamptz,
    last_used_from text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX api_keys_by_session ON api_keys (id);
CREATE INDEX api_keys_by_user ON api_keys (user_id, id);

-- The projects of a key that is bound to some. One whose projects are all gone stays
-- bound, and reaches none.
CREATE TABLE key_projects (
    workspace_id uuid NOT NULL,
    key_id uuid NOT NULL,
    project_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, key_id, project_id),
    FOREIGN KEY (workspace_id, key_id) REFERENCES api_keys (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX key_projects_by_project ON key_projects (workspace_id, project_id);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_keys USING ((workspace_id = (SELECT taskflow_workspace()) OR user_id = (SELECT taskflow_user())) IS TRUE);
ALTER TABLE key_projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE key_projects FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON key_projects USING ((workspace_id = (SELECT taskflow_workspace()) OR EXISTS (
    SELECT FROM api_keys k WHERE k.workspace_id = key_projects.workspace_id AND k.id = key_projects.key_id
        AND k.user_id = (SELECT taskflow_user()))) IS TRUE);

REVOKE SELECT ON api_keys, key_projects FROM taskflow_reports;
