-- +goose Up

CREATE TABLE tasks (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    column_id BLOB NOT NULL,
    rank TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
    due_at INTEGER,
    due_all_day INTEGER NOT NULL DEFAULT 0,
    assignee_id BLOB,
    created_by BLOB NOT NULL,
    completed_at INTEGER,
    archived_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    color TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
);

CREATE TABLE task_labels (
    workspace_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    label_id BLOB NOT NULL,
    PRIMARY KEY (workspace_id, task_id, label_id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, label_id) REFERENCES labels (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX task_labels_by_label ON task_labels (workspace_id, label_id, task_id);

CREATE TABLE checklist_items (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    checklist TEXT NOT NULL,
    text TEXT NOT NULL,
    done INTEGER NOT NULL,
    rank TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX checklist_items_by_task ON checklist_items (workspace_id, task_id, rank, id);

-- author_name is for comments whose author has no account here.
CREATE TABLE comments (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    author_id BLOB,
    author_name TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX comments_by_task ON comments (workspace_id, task_id, id);

-- Gives each task a stable number for the text index, which VACUUM can't change.
CREATE TABLE task_documents (
    number INTEGER PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    UNIQUE (workspace_id, task_id)
);
CREATE VIRTUAL TABLE tasks_fts USING fts5 (
    title, description, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);
-- +goose StatementBegin
CREATE TRIGGER tasks_fts_insert AFTER INSERT ON tasks BEGIN
    INSERT INTO task_documents (workspace_id, task_id) VALUES (new.workspace_id, new.id);
    INSERT INTO tasks_fts (rowid, title, description)
    VALUES (last_insert_rowid(), new.title, new.description);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tasks_fts_update AFTER UPDATE OF title, description ON tasks
WHEN old.title <> new.title OR old.description <> new.description BEGIN
    UPDATE tasks_fts SET title = new.title, description = new.description
    WHERE rowid = (SELECT number FROM task_documents WHERE workspace_id = new.workspace_id AND task_id = new.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tasks_fts_delete AFTER DELETE ON tasks BEGIN
    DELETE FROM tasks_fts WHERE rowid = (SELECT number FROM task_documents WHERE workspace_id = old.workspace_id AND task_id = old.id);
    DELETE FROM task_documents WHERE workspace_id = old.workspace_id AND task_id = old.id;
END;
-- +goose StatementEnd
