-- +goose Up

CREATE TABLE tasks (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    column_id uuid NOT NULL,
    rank text COLLATE "C" NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    priority bigint NOT NULL CHECK (priority BETWEEN 0 AND 3),
    due_at timestamptz,
    due_all_day boolean NOT NULL DEFAULT false,
    assignee_id uuid,
    created_by uuid NOT NULL,
    completed_at timestamptz,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, column_id) REFERENCES columns (workspace_id, id)
);
CREATE INDEX tasks_by_column ON tasks (workspace_id, column_id, rank, id);
CREATE INDEX tasks_by_project ON tasks (workspace_id, project_id, id);
CREATE INDEX tasks_by_rank ON tasks (workspace_id, project_id, rank, id);
CREATE INDEX tasks_by_assignee ON tasks (workspace_id, assignee_id, id);
CREATE INDEX tasks_by_due ON tasks (workspace_id, due_at, id);
CREATE INDEX tasks_by_update ON tasks (workspace_id, updated_at, id);
CREATE INDEX tasks_by_priority ON tasks (workspace_id, priority, id);

CREATE TABLE labels (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    color text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
);

CREATE TABLE task_labels (
    workspace_id uuid NOT NULL,
    task_id uuid NOT NULL,
    label_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, task_id, label_id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, label_id) REFERENCES labels (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX task_labels_by_label ON task_labels (workspace_id, label_id, task_id);

CREATE TABLE checklist_items (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    checklist text NOT NULL,
    text text NOT NULL,
    done boolean NOT NULL,
    rank text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX checklist_items_by_task ON checklist_items (workspace_id, task_id, rank, id);

-- author_name is for comments whose author has no account here.
CREATE TABLE comments (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    author_id uuid,
    author_name text NOT NULL DEFAULT '',
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX comments_by_task ON comments (workspace_id, task_id, id);

ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tasks USING (workspace_id = taskflow_workspace());

ALTER TABLE labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE labels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON labels USING (workspace_id = taskflow_workspace());

ALTER TABLE task_labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_labels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task_labels USING (workspace_id = taskflow_workspace());

ALTER TABLE checklist_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON checklist_items USING (workspace_id = taskflow_workspace());

ALTER TABLE comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE comments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON comments USING (workspace_id = taskflow_workspace());

-- Words are what SQLite's unicode61 takes for words: PostgreSQL's own parser would
-- keep hosts, paths, e-mail addresses and hyphenated words whole.
-- +goose StatementBegin
CREATE FUNCTION taskflow_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT to_tsvector('pg_catalog.simple'::regconfig,
    translate($1, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')) $$;
-- +goose StatementEnd
ALTER TABLE tasks ADD COLUMN search tsvector
    GENERATED ALWAYS AS (taskflow_words(title || ' ' || description)) STORED;
CREATE INDEX tasks_by_text ON tasks USING gin (search);

-- Under row-level security an index serves only operators that can't leak a
-- row. Matching words can't, but only a superuser may say so. Without it a
-- search is right and reads the workspace from its newest task on.
-- +goose StatementBegin
DO $$ BEGIN
    ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;
-- +goose StatementEnd

-- SQLite's hex, so that lists of ids are aggregated by one text on both engines.
-- +goose StatementBegin
CREATE FUNCTION hex(uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT encode(uuid_send($1), 'hex') $$;
-- +goose StatementEnd
