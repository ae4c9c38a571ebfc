-- +goose Up

-- Whether the password is too short to be an account's only factor: then the last
-- second factor can't be taken away.
ALTER TABLE users ADD COLUMN password_short boolean NOT NULL DEFAULT false;
