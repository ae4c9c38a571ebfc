-- +goose Up

-- What a workspace asked for before the policy whose time (mfa_from) is still to
-- come: it holds until then, so that a grace period never weakens anything.
ALTER TABLE workspaces ADD COLUMN mfa_before text NOT NULL DEFAULT 'off' CHECK (mfa_before IN ('off', 'admins', 'everyone'));
ALTER TABLE workspaces ADD COLUMN mfa_strength_before text NOT NULL DEFAULT 'any' CHECK (mfa_strength_before IN ('any', 'passkey'));
