-- +goose Up

-- Keys follow one another: whoever makes the next one at the same time as others
-- finds theirs. A key is published before it signs, retired when the next one
-- signs, and revoked when it isn't to be believed any more.
ALTER TABLE signing_keys ADD COLUMN number INTEGER NOT NULL DEFAULT 1;
ALTER TABLE signing_keys ADD COLUMN signs_from INTEGER;
ALTER TABLE signing_keys ADD COLUMN revoked_at INTEGER;
UPDATE signing_keys SET signs_from = created_at;
DROP INDEX signing_keys_in_use;
CREATE UNIQUE INDEX signing_keys_in_order ON signing_keys (number);
