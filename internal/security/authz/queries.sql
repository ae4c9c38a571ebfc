-- name: Standing :one
-- Whether the person, the session, the key that signed its token and the membership of a request stand now.
SELECT u.state, u.token_version, k.id AS key_id, k.revoked_at AS key_revoked_at,
       s.kind AS session_kind, s.last_seen_at, s.idle_expires_at, s.expires_at, s.revoked_at,
       s.credential, s.ways, s.proven_at, s.bound_to, b.role AS bound_role,
       a.id AS api_key_id, a.last_used_at AS api_key_used_at, m.role, w.members_edit_all, w.maintenance, w.mfa, w.mfa_strength, w.mfa_from, w.mfa_before, w.mfa_strength_before,
       w.company_from
FROM users u
LEFT JOIN sessions s ON s.id = sqlc.arg(session_id) AND s.user_id = u.id
LEFT JOIN signing_keys k ON k.id = CAST(sqlc.arg(key_id) AS text)
LEFT JOIN api_keys a ON a.workspace_id = sqlc.arg(key_workspace) AND a.id = s.id
LEFT JOIN members b ON b.workspace_id = s.bound_to AND b.user_id = u.id AND b.created_at <= s.created_at
LEFT JOIN members m ON m.workspace_id = sqlc.arg(workspace_id) AND m.user_id = u.id
LEFT JOIN workspaces w ON w.id = m.workspace_id
WHERE u.id = sqlc.arg(user_id);

-- name: StandingOfProvisioner :one
-- The same of a provisioning token, whose account is no member.
SELECT u.state, s.kind AS session_kind, s.expires_at, s.revoked_at, t.id AS token_id, t.last_used_at, w.maintenance
FROM users u
LEFT JOIN sessions s ON s.id = sqlc.arg(session_id) AND s.user_id = u.id
LEFT JOIN provisioning_tokens t ON t.workspace_id = sqlc.arg(workspace_id) AND t.id = s.id
LEFT JOIN workspaces w ON w.id = t.workspace_id
WHERE u.id = sqlc.arg(user_id);
