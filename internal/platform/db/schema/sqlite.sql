CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unverified', 'active', 'disabled')),
    token_version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
, confirmed_at INTEGER, password_short INTEGER NOT NULL DEFAULT 0, owned_by BLOB REFERENCES workspaces (id) ON DELETE CASCADE);

CREATE TABLE email_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    name TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT ''
, network TEXT NOT NULL DEFAULT '');

CREATE INDEX email_tokens_by_user ON email_tokens (user_id, created_at);

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('browser', 'token')),
    cookie_hash BLOB UNIQUE,
    scope TEXT NOT NULL DEFAULT '',
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    idle_expires_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    revoked_reason TEXT NOT NULL DEFAULT ''
, credential TEXT NOT NULL DEFAULT 'sign-in' CHECK (credential IN ('sign-in', 'api-key', 'client')), ways TEXT NOT NULL DEFAULT 'password', proven_at INTEGER, provider TEXT NOT NULL DEFAULT '', provider_subject TEXT NOT NULL DEFAULT '', provider_session TEXT NOT NULL DEFAULT '', bound_to BLOB REFERENCES workspaces (id) ON DELETE CASCADE);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
, used_by BLOB, successor_id BLOB, sealed_successor TEXT NOT NULL DEFAULT '');

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed_private TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
, number INTEGER NOT NULL DEFAULT 1, signs_from INTEGER, revoked_at INTEGER);

CREATE TABLE workspaces (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    members_edit_all INTEGER NOT NULL DEFAULT 0,
    maintenance INTEGER NOT NULL DEFAULT 0,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
, mfa TEXT NOT NULL DEFAULT 'off' CHECK (mfa IN ('off', 'admins', 'everyone')), mfa_strength TEXT NOT NULL DEFAULT 'any' CHECK (mfa_strength IN ('any', 'passkey')), mfa_from INTEGER, mfa_before text NOT NULL DEFAULT 'off' CHECK (mfa_before IN ('off', 'admins', 'everyone')), mfa_strength_before text NOT NULL DEFAULT 'any' CHECK (mfa_strength_before IN ('any', 'passkey')), company_from INTEGER);

CREATE TABLE members (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'guest')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, user_id)
);

CREATE INDEX members_by_user ON members (user_id);

CREATE TABLE invitations (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'guest')),
    token_hash BLOB NOT NULL UNIQUE,
    invited_by BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE invitation_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    email_key TEXT NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE INDEX invitation_tokens_by_email ON invitation_tokens (email_key);

CREATE TABLE projects (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    private INTEGER NOT NULL,
    archived_at INTEGER,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE project_members (
    workspace_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, project_id, user_id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);

CREATE INDEX project_members_by_user ON project_members (workspace_id, user_id);

CREATE TABLE columns (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    name TEXT NOT NULL,
    rank TEXT NOT NULL,
    wip_limit INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE
);

CREATE INDEX columns_by_project ON columns (workspace_id, project_id, rank);

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
    version INTEGER NOT NULL DEFAULT 1, parent_id BLOB, deleted_at INTEGER, deleted_by BLOB, trash_root BLOB, repeat_rule TEXT NOT NULL DEFAULT '', repeat_zone TEXT NOT NULL DEFAULT '', next_id BLOB,
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

CREATE TABLE task_documents (
    number INTEGER PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    UNIQUE (workspace_id, task_id)
);

CREATE VIRTUAL TABLE tasks_fts USING fts5 (
    title, description, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);

CREATE TRIGGER tasks_fts_insert AFTER INSERT ON tasks BEGIN
    INSERT INTO task_documents (workspace_id, task_id) VALUES (new.workspace_id, new.id);
    INSERT INTO tasks_fts (rowid, title, description)
    VALUES (last_insert_rowid(), new.title, new.description);
END;

CREATE TRIGGER tasks_fts_update AFTER UPDATE OF title, description ON tasks
WHEN old.title <> new.title OR old.description <> new.description BEGIN
    UPDATE tasks_fts SET title = new.title, description = new.description
    WHERE rowid = (SELECT number FROM task_documents WHERE workspace_id = new.workspace_id AND task_id = new.id);
END;

CREATE TRIGGER tasks_fts_delete AFTER DELETE ON tasks BEGIN
    DELETE FROM tasks_fts WHERE rowid = (SELECT number FROM task_documents WHERE workspace_id = old.workspace_id AND task_id = old.id);
    DELETE FROM task_documents WHERE workspace_id = old.workspace_id AND task_id = old.id;
END;

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
, reader_id BLOB, lost INTEGER NOT NULL DEFAULT 0);

CREATE INDEX events_by_workspace ON events (workspace_id, position);

CREATE INDEX events_by_task ON events (workspace_id, task_id, position);

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'audit events are never changed');
END;

CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'audit events are never deleted');
END;

CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE workspace_id = new.workspace_id AND id = new.id) BEGIN
    SELECT RAISE(ABORT, 'audit events are never replaced');
END;

CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    failed_at INTEGER,
    last_error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
);

CREATE INDEX jobs_by_time ON jobs (failed_at, run_at);

CREATE TABLE idempotency_keys (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    header TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

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

CREATE INDEX tasks_by_parent ON tasks (workspace_id, parent_id, rank, id) WHERE parent_id IS NOT NULL;

CREATE INDEX tasks_in_trash ON tasks (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE INDEX tasks_by_trash_root ON tasks (workspace_id, trash_root) WHERE trash_root IS NOT NULL;

CREATE INDEX tasks_on_board ON tasks (workspace_id, project_id, rank, id)
    WHERE parent_id IS NULL AND deleted_at IS NULL AND archived_at IS NULL AND completed_at IS NULL;

CREATE INDEX tasks_by_completion ON tasks (workspace_id, project_id, completed_at) WHERE completed_at IS NOT NULL;

CREATE TABLE deleted_comments (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    author_id BLOB,
    author_name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL,
    deleted_by BLOB NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE
);

CREATE INDEX deleted_comments_by_task ON deleted_comments (workspace_id, task_id);

CREATE INDEX deleted_comments_by_age ON deleted_comments (workspace_id, deleted_at);

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

CREATE TABLE sign_ins (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    token_version INTEGER NOT NULL,
    client TEXT NOT NULL,
    scope TEXT NOT NULL,
    ways TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
, provider TEXT NOT NULL DEFAULT '', provider_subject TEXT NOT NULL DEFAULT '', provider_session TEXT NOT NULL DEFAULT '', bound_to BLOB REFERENCES workspaces (id) ON DELETE CASCADE, ends_at INTEGER);

CREATE INDEX sign_ins_by_user ON sign_ins (user_id);

CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

CREATE TABLE devices (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
);

CREATE INDEX devices_by_user ON devices (user_id);

CREATE INDEX devices_by_use ON devices (last_seen_at);

CREATE TABLE totp_secrets (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed_secret TEXT NOT NULL,
    last_step INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_used_at INTEGER
);

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE passkey_handles (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    handle BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
);

CREATE TABLE passkeys (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up INTEGER NOT NULL,
    transports TEXT NOT NULL,
    aaguid BLOB NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
);

CREATE INDEX passkeys_by_user ON passkeys (user_id);

CREATE TABLE answered_challenges (
    challenge_hash BLOB NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
);

CREATE INDEX answered_challenges_by_expiry ON answered_challenges (expires_at);

CREATE TABLE mail_links (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('reset', 'magic-link')),
    token_hash BLOB NOT NULL UNIQUE,
    token_version INTEGER NOT NULL,
    network TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);

CREATE INDEX mail_links_by_user ON mail_links (user_id, purpose, created_at);

CREATE INDEX mail_links_by_expiry ON mail_links (expires_at);

CREATE UNIQUE INDEX signing_keys_in_order ON signing_keys (number);

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

CREATE TABLE key_projects (
    workspace_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    PRIMARY KEY (workspace_id, key_id, project_id),
    FOREIGN KEY (workspace_id, key_id) REFERENCES api_keys (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE
);

CREATE INDEX key_projects_by_project ON key_projects (workspace_id, project_id);

CREATE INDEX users_by_owner ON users (owned_by) WHERE owned_by IS NOT NULL;

CREATE TABLE service_accounts (
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    scope TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, user_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES members (workspace_id, user_id) ON DELETE CASCADE
);

CREATE TABLE client_secrets (
    workspace_id BLOB NOT NULL,
    id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    hint TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_used_from TEXT NOT NULL DEFAULT '', warned INTEGER NOT NULL DEFAULT 1000,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES service_accounts (workspace_id, user_id) ON DELETE CASCADE
);

CREATE INDEX client_secrets_by_session ON client_secrets (id);

CREATE INDEX client_secrets_by_account ON client_secrets (workspace_id, user_id, id);

CREATE TABLE identities (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('oidc', 'saml', 'scim')),
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    UNIQUE (kind, provider, issuer, subject)
);

CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE provider_flows (
    id BLOB NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'link', 'step-up')),
    state_hash BLOB NOT NULL UNIQUE,
    browser_hash BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    return_to TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);

CREATE INDEX provider_flows_by_expiry ON provider_flows (expires_at);

CREATE INDEX provider_flows_by_user ON provider_flows (user_id);

CREATE TABLE logout_tokens (
    provider TEXT NOT NULL,
    jti_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (provider, jti_hash)
);

CREATE INDEX logout_tokens_by_expiry ON logout_tokens (expires_at);

CREATE INDEX sessions_by_provider ON sessions (provider, provider_subject);

CREATE INDEX sessions_by_provider_session ON sessions (provider, provider_session);

CREATE TABLE email_changes (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    token_version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    old_hash BLOB NOT NULL UNIQUE,
    new_hash BLOB NOT NULL UNIQUE,
    old_used_at INTEGER,
    new_used_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
);

CREATE UNIQUE INDEX email_changes_waiting ON email_changes (user_id) WHERE ended_at IS NULL;

CREATE INDEX email_changes_by_user ON email_changes (user_id, created_at);

CREATE INDEX email_changes_by_session ON email_changes (session_id);

CREATE INDEX email_changes_by_address ON email_changes (email_key, created_at);

CREATE INDEX email_changes_by_expiry ON email_changes (expires_at);

CREATE TABLE provisioning (
    workspace_id BLOB NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    default_role TEXT NOT NULL CHECK (default_role IN ('admin', 'member', 'guest')),
    owners INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);

CREATE INDEX provisioning_by_account ON provisioning (account_id);

CREATE TABLE provisioning_tokens (
    workspace_id BLOB NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    hint TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_used_from TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);

CREATE INDEX provisioning_tokens_by_session ON provisioning_tokens (id);

CREATE TABLE provisioned_users (
    workspace_id BLOB NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL,
    external_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    active INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'member', 'suspended', 'off')),
    user_id BLOB REFERENCES users (id) ON DELETE SET NULL,
    made INTEGER NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, user_name_key),
    UNIQUE (workspace_id, email_key),
    UNIQUE (workspace_id, user_id)
);

CREATE INDEX provisioned_users_by_external_id ON provisioned_users (workspace_id, external_id);

CREATE INDEX provisioned_users_by_user ON provisioned_users (user_id);

CREATE TABLE provisioned_groups (
    workspace_id BLOB NOT NULL REFERENCES provisioning (workspace_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    display_name TEXT NOT NULL,
    display_key TEXT NOT NULL,
    external_id TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT '' CHECK (role IN ('', 'admin', 'member', 'guest')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, display_key)
);

CREATE INDEX provisioned_groups_by_external_id ON provisioned_groups (workspace_id, external_id);

CREATE TABLE provisioned_group_members (
    workspace_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (workspace_id, group_id, person_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES provisioned_groups (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, person_id) REFERENCES provisioned_users (workspace_id, id) ON DELETE CASCADE
);

CREATE INDEX provisioned_group_members_by_person ON provisioned_group_members (workspace_id, person_id);

CREATE INDEX sessions_by_binding ON sessions (bound_to) WHERE bound_to IS NOT NULL;

CREATE INDEX sign_ins_by_binding ON sign_ins (bound_to) WHERE bound_to IS NOT NULL;

CREATE TABLE saml_providers (
    workspace_id BLOB NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    id BLOB NOT NULL UNIQUE,
    entity_id TEXT NOT NULL,
    sign_on_url TEXT NOT NULL,
    certificates TEXT NOT NULL,
    default_role TEXT NOT NULL CHECK (default_role IN ('admin', 'member', 'guest')),
    let_in INTEGER NOT NULL,
    groups_attribute TEXT NOT NULL,
    roles TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_used_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE saml_names (
    name TEXT NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL UNIQUE REFERENCES saml_providers (workspace_id) ON DELETE CASCADE,
    provider_id BLOB NOT NULL
);

CREATE TABLE saml_flows (
    id BLOB NOT NULL PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES saml_providers (workspace_id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'link')),
    request_hash BLOB NOT NULL,
    state_hash BLOB NOT NULL UNIQUE,
    browser_hash BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    return_to TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    handle_hash BLOB UNIQUE,
    handle_expires_at INTEGER,
    sealed TEXT NOT NULL DEFAULT '',
    finished_at INTEGER
);

CREATE INDEX saml_flows_by_workspace ON saml_flows (workspace_id);

CREATE INDEX saml_flows_by_user ON saml_flows (user_id);

CREATE INDEX saml_flows_by_expiry ON saml_flows (expires_at);

CREATE TABLE saml_assertions (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id_hash)
);

CREATE INDEX saml_assertions_by_expiry ON saml_assertions (expires_at)
