-- name: Reserve :one
-- Finds or makes the account of an address and locks it, so that sign-ups of
-- the same address come one after the other.
INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at)
VALUES (sqlc.arg(id), sqlc.arg(email), sqlc.arg(email_key), sqlc.arg(name), '', 'unverified', sqlc.arg(now), sqlc.arg(now))
ON CONFLICT (email_key) DO UPDATE SET email_key = excluded.email_key
RETURNING id, email, state;

-- name: CountMails :one
SELECT count(*) AS of_address,
    CAST(COALESCE(SUM(CASE WHEN network = sqlc.arg(network) AND created_at > sqlc.arg(last_hour) THEN 1 ELSE 0 END), 0) AS BIGINT) AS from_network
FROM email_tokens WHERE user_id = sqlc.arg(user_id) AND created_at > sqlc.arg(last_day);

-- name: EndLinks :exec
UPDATE email_tokens SET used_at = sqlc.arg(now)
WHERE user_id = sqlc.arg(user_id) AND purpose = sqlc.arg(purpose) AND used_at IS NULL;

-- name: EndLinksOfNetwork :exec
UPDATE email_tokens SET used_at = sqlc.arg(now)
WHERE user_id = sqlc.arg(user_id) AND purpose = sqlc.arg(purpose) AND network = sqlc.arg(network) AND used_at IS NULL;

-- name: EndAllLinks :exec
UPDATE email_tokens SET used_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND used_at IS NULL;

-- name: AddLink :exec
INSERT INTO email_tokens (id, user_id, purpose, token_hash, network, name, password_hash, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(purpose), sqlc.arg(token_hash), sqlc.arg(network), sqlc.arg(name),
        sqlc.arg(password_hash), sqlc.arg(now), sqlc.arg(expires_at));

-- name: UseLink :one
UPDATE email_tokens SET used_at = sqlc.arg(now)
WHERE token_hash = sqlc.arg(token_hash) AND purpose = sqlc.arg(purpose) AND used_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING user_id, name, password_hash;

-- name: Activate :exec
UPDATE users SET state = 'active', name = sqlc.arg(name), password_hash = sqlc.arg(password_hash), updated_at = sqlc.arg(now), confirmed_at = sqlc.arg(now),
    version = version + 1
WHERE id = sqlc.arg(id) AND state = 'unverified';

-- name: ByID :one
SELECT id, email, name, state, created_at, updated_at, version FROM users WHERE id = sqlc.arg(id);

-- name: Rename :exec
UPDATE users SET name = sqlc.arg(name), updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: CredentialByEmail :one
SELECT id, state, password_hash FROM users WHERE email_key = sqlc.arg(email_key);

-- name: CredentialByID :one
SELECT id, email, name, state, password_hash FROM users WHERE id = sqlc.arg(id);

-- name: ConfirmPassword :one
-- Locks the account for as long as a session is made for it.
UPDATE users SET password_hash = sqlc.arg(kept_hash)
WHERE id = sqlc.arg(id) AND password_hash = sqlc.arg(verified_hash) AND state = 'active'
RETURNING id, email, name, token_version, created_at, updated_at, version;

-- name: Confirm :one
-- Locks the active account for as long as a session is made for it.
UPDATE users SET state = 'active' WHERE id = sqlc.arg(id) AND state = 'active'
RETURNING id, email, name, token_version, created_at, updated_at, version;

-- name: ConfirmByEmail :one
UPDATE users SET state = 'active' WHERE email_key = sqlc.arg(email_key) AND state = 'active'
RETURNING id, email, name, token_version, created_at, updated_at, version, password_hash;

-- name: ReplacePassword :one
UPDATE users SET password_hash = sqlc.arg(new_hash), password_short = sqlc.arg(short), token_version = token_version + 1, updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(id) AND password_hash = sqlc.arg(verified_hash) AND state = 'active'
RETURNING id, email, name, token_version, created_at, updated_at, version;

-- name: ResetPassword :one
-- An account that never had a password gets none from a mail.
UPDATE users SET password_hash = sqlc.arg(new_hash), password_short = sqlc.arg(short), token_version = token_version + 1,
    updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(id) AND token_version = sqlc.arg(token_version) AND password_hash <> '' AND state = 'active'
RETURNING id, email, name, token_version, created_at, updated_at, version;

-- name: DropUnconfirmed :exec
-- Nobody had shown that the address is his.
DELETE FROM users WHERE email_key = sqlc.arg(email_key) AND state = 'unverified';

-- name: ChangeEmail :one
-- An address that another account has taken since is left to it.
UPDATE users SET email = sqlc.arg(email), email_key = sqlc.arg(email_key), token_version = token_version + 1,
    updated_at = sqlc.arg(now), version = version + 1
WHERE users.id = sqlc.arg(id) AND users.token_version = sqlc.arg(token_version) AND users.state = 'active'
  AND NOT EXISTS (SELECT 1 FROM users o WHERE o.email_key = sqlc.arg(email_key))
RETURNING users.id, users.email, users.name, users.token_version, users.created_at, users.updated_at, users.version;

-- name: PasswordShort :one
SELECT password_short FROM users WHERE id = sqlc.arg(id);

-- name: Disable :one
UPDATE users SET state = 'disabled', token_version = token_version + 1, updated_at = sqlc.arg(now), version = version + 1
WHERE email_key = sqlc.arg(email_key) AND state <> 'disabled'
RETURNING id;

-- name: Enable :one
UPDATE users SET state = CASE WHEN confirmed_at IS NULL THEN 'unverified' ELSE 'active' END,
    token_version = token_version + 1, updated_at = sqlc.arg(now), version = version + 1
WHERE email_key = sqlc.arg(email_key) AND state = 'disabled'
RETURNING id;

-- name: EndTokens :one
UPDATE users SET token_version = token_version + 1, updated_at = sqlc.arg(now), version = version + 1
WHERE email_key = sqlc.arg(email_key)
RETURNING id;

-- name: EndTokensOf :one
UPDATE users SET token_version = token_version + 1 WHERE id = sqlc.arg(id) AND state = 'active' RETURNING id;

-- name: ForgetOldLinks :exec
DELETE FROM email_tokens WHERE expires_at < sqlc.arg(before);
