-- +goose Up

-- From when on members, owners apart, come in by the workspace's own provider only; NULL where nobody asks for it.
ALTER TABLE workspaces ADD COLUMN company_from timestamptz;
