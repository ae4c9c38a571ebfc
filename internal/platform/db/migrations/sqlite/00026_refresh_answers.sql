-- +goose Up

-- Who has exchanged a refresh token, as a hash, and for which one. The next one is
-- sealed with the token itself, which isn't kept: only whoever presents it again can
-- be told once more, until the next one is used.
ALTER TABLE refresh_tokens ADD COLUMN used_by BLOB;
ALTER TABLE refresh_tokens ADD COLUMN successor_id BLOB;
ALTER TABLE refresh_tokens ADD COLUMN sealed_successor TEXT NOT NULL DEFAULT '';
