-- +goose Up

-- How many days before its end somebody was last told of a secret; 0 for one that nobody is told of any more, as another has taken its place.
ALTER TABLE client_secrets ADD COLUMN warned INTEGER NOT NULL DEFAULT 1000;
