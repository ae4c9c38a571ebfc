-- +goose Up

-- Some news are for one person (reader_id), and some for those who lost sight of
-- a project (lost): everybody else's way to know is to see the project.
ALTER TABLE events ADD COLUMN reader_id uuid;
ALTER TABLE events ADD COLUMN lost boolean NOT NULL DEFAULT false;
