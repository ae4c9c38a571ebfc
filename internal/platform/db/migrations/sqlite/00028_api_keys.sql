-- +goose Up

-- What an API key has beside its session, whose id is its own: the session holds the
-- hash, the scope and the time. It is of a membership: whoever leaves the workspace
-- leaves his keys. networks are CIDR blocks with spaces between, none for anywhere;
-- warned is how many days before its end the person was last told of it.
CREATE TABLE api_keys (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    networks TEXT NOT NULL,
    bound INTEGER NOT NULL,
    warned INTEGER NOT NULL DEFAULT 1000,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_used_from TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX api_keys_by_session ON api_keys (id);
CREATE INDEX api_keys_by_user ON api_keys (user_id, id);

-- The projects of a key that is bound to some. One whose projects are all gone stays
-- bound, and reaches none.
CREATE TABLE key_projects (
    workspace_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    PRIMARY KEY (workspace_id, key_id, project_id),
    FOREIGN KEY (workspace_id, key_id) REFERENCES api_keys (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX key_projects_by_project ON key_projects (workspace_id, project_id);
