-- name: Open :exec
INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, ways, proven_at,
                      provider, provider_subject, provider_session, bound_to)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(kind), sqlc.narg(cookie_hash), sqlc.arg(scope), sqlc.arg(user_agent), sqlc.arg(address),
        sqlc.arg(now), sqlc.arg(now), sqlc.arg(idle_expires_at), sqlc.arg(expires_at), sqlc.arg(ways), sqlc.narg(proven_at),
        sqlc.arg(provider), sqlc.arg(provider_subject), sqlc.arg(provider_session), sqlc.narg(bound_to));

-- name: AddRefreshToken :exec
INSERT INTO refresh_tokens (id, session_id, token_hash, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(session_id), sqlc.arg(token_hash), sqlc.arg(now), sqlc.arg(expires_at));

-- name: UseRefreshToken :one
-- Single use: who comes second finds no row.
UPDATE refresh_tokens SET used_at = sqlc.arg(now), used_by = sqlc.arg(used_by), successor_id = sqlc.arg(successor_id), sealed_successor = sqlc.arg(sealed_successor)
WHERE token_hash = sqlc.arg(token_hash) AND used_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING id, session_id;

-- name: ForgetSuccessor :exec
-- Whoever has used the successor has been told of it.
UPDATE refresh_tokens SET sealed_successor = '' WHERE session_id = sqlc.arg(session_id) AND successor_id = sqlc.arg(successor_id);

-- name: LostAnswer :one
-- A token that the same client used a moment ago, for one that nobody has used.
SELECT r.session_id, r.sealed_successor FROM refresh_tokens r JOIN refresh_tokens n ON n.id = r.successor_id
WHERE r.token_hash = sqlc.arg(token_hash) AND r.used_by = sqlc.arg(used_by) AND r.used_at > sqlc.arg(since) AND n.used_at IS NULL;

-- name: Family :one
-- A family whose tokens may still be refreshed.
SELECT s.user_id, s.scope, s.expires_at, u.token_version FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.id = sqlc.arg(id) AND s.kind = 'token' AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now) AND u.state = 'active';

-- name: FamilyOfUsed :one
SELECT s.id, s.user_id, u.email, u.name FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id
WHERE r.token_hash = sqlc.arg(token_hash) AND r.used_at IS NOT NULL;

-- name: EndOnce :one
-- Only the first who ends it finds a row.
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND revoked_at IS NULL RETURNING id;

-- name: Seen :exec
UPDATE sessions SET last_seen_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND last_seen_at < sqlc.arg(now);

-- name: End :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND revoked_at IS NULL;

-- name: EndOfUser :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id) AND credential = 'sign-in' AND revoked_at IS NULL;

-- name: EndByCookie :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE cookie_hash = sqlc.arg(cookie_hash) AND revoked_at IS NULL;

-- name: EndAll :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE user_id = sqlc.arg(user_id) AND revoked_at IS NULL;

-- name: EndOfProvider :exec
-- The sessions that came from one of a provider's, or all of one of its people.
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE provider = sqlc.arg(provider) AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR provider_subject = sqlc.arg(subject))
  AND (CAST(sqlc.arg(session) AS TEXT) = '' OR provider_session = sqlc.arg(session)) AND revoked_at IS NULL;

-- name: DropWaiting :exec
UPDATE sign_ins SET used_at = sqlc.arg(now)
WHERE provider = sqlc.arg(provider) AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR provider_subject = sqlc.arg(subject))
  AND (CAST(sqlc.arg(session) AS TEXT) = '' OR provider_session = sqlc.arg(session)) AND used_at IS NULL;

-- name: EndSignIns :exec
-- What machines were given goes on.
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE user_id = sqlc.arg(user_id) AND credential = 'sign-in' AND revoked_at IS NULL;

-- name: EndOthers :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE user_id = sqlc.arg(user_id) AND credential = 'sign-in' AND id <> sqlc.arg(kept) AND revoked_at IS NULL;

-- name: ListLive :many
SELECT id, kind, scope, user_agent, address, created_at, last_seen_at, expires_at, ways FROM sessions
WHERE user_id = sqlc.arg(user_id) AND credential = 'sign-in' AND revoked_at IS NULL AND expires_at > sqlc.arg(now) AND idle_expires_at > sqlc.arg(now)
  AND id > sqlc.arg(after)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Credentials :many
-- For operators: all that an account is known by, what machines hold included.
SELECT id, kind, credential, scope, user_agent, address, created_at, last_seen_at, expires_at, ways FROM sessions
WHERE user_id = sqlc.arg(user_id) AND revoked_at IS NULL AND expires_at > sqlc.arg(now) AND idle_expires_at > sqlc.arg(now)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: People :many
-- For operators: every account, with the number of credentials that it is known by.
SELECT u.id, u.email_key, u.email, u.name, u.state, u.created_at,
    (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now) AND s.idle_expires_at > sqlc.arg(now)) AS live
FROM users u WHERE u.email_key > sqlc.arg(after) ORDER BY u.email_key LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Person :one
SELECT id, email_key, email, name, state, created_at FROM users WHERE email_key = sqlc.arg(email_key);

-- name: ForgetEnded :exec
DELETE FROM sessions WHERE expires_at < sqlc.arg(before);

-- name: PutOff :exec
INSERT INTO sign_ins (id, user_id, token_hash, token_version, client, scope, ways, created_at, expires_at,
                      provider, provider_subject, provider_session, bound_to, ends_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(token_hash), sqlc.arg(token_version), sqlc.arg(client), sqlc.arg(scope), sqlc.arg(ways),
        sqlc.arg(now), sqlc.arg(expires_at), sqlc.arg(provider), sqlc.arg(provider_subject), sqlc.arg(provider_session), sqlc.narg(bound_to), sqlc.narg(ends_at));

-- name: Waiting :one
SELECT id, user_id FROM sign_ins
WHERE token_hash = sqlc.arg(token_hash) AND used_at IS NULL AND expires_at > sqlc.arg(now) AND attempts < CAST(sqlc.arg(most) AS BIGINT);

-- name: CountAttempt :one
-- Before the answer is looked at: of many answers at once no more are looked at than are allowed.
UPDATE sign_ins SET attempts = attempts + 1
WHERE token_hash = sqlc.arg(token_hash) AND used_at IS NULL AND expires_at > sqlc.arg(now) AND attempts < CAST(sqlc.arg(most) AS BIGINT)
RETURNING id, user_id, token_version, client, scope, ways, provider, provider_subject, provider_session, bound_to, ends_at;

-- name: UseSignIn :exec
UPDATE sign_ins SET used_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND used_at IS NULL;

-- name: DropSignInsOf :exec
-- What somebody has shown so far at one of the doors is worth nothing any more.
UPDATE sign_ins SET used_at = sqlc.arg(now) WHERE user_id = sqlc.arg(user_id) AND used_at IS NULL;

-- name: ForgetSignIns :exec
DELETE FROM sign_ins WHERE expires_at < sqlc.arg(before);

-- name: Proof :one
SELECT ways, scope, proven_at, provider, provider_subject, provider_session, bound_to, expires_at FROM sessions WHERE id = sqlc.arg(id);

-- name: Prove :exec
UPDATE sessions SET ways = sqlc.arg(ways), proven_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND revoked_at IS NULL;

-- name: KnownDevice :one
SELECT id FROM devices WHERE token_hash = sqlc.arg(token_hash) AND user_id = sqlc.arg(user_id);

-- name: SeeDevice :exec
UPDATE devices SET last_seen_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: AddDevice :exec
INSERT INTO devices (id, user_id, token_hash, created_at, last_seen_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(token_hash), sqlc.arg(now), sqlc.arg(now));

-- name: ForgetDevicesOf :exec
DELETE FROM devices WHERE user_id = sqlc.arg(user_id);

-- name: SignedInBefore :one
SELECT EXISTS (SELECT 1 FROM sessions WHERE user_id = sqlc.arg(user_id) AND credential = 'sign-in' AND id <> sqlc.arg(id)) AS before;

-- name: ForgetDevices :exec
DELETE FROM devices WHERE last_seen_at < sqlc.arg(before);
