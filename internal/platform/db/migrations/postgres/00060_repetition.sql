-- +goose Up

-- A task that repeats: its rule (RFC 5545) in the time zone that it is kept in; both are
-- empty for one that doesn't. next_id is the task that completing it has made; whether
-- that one is still there is seen when it is looked for.
ALTER TABLE tasks ADD COLUMN repeat_rule text NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN repeat_zone text NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN next_id uuid;
