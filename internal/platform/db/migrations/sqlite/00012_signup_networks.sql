-- +goose Up

-- Where a sign-up came from, as a pseudonym: others' sign-ups with an address
-- must not use up what its owner may have sent.
ALTER TABLE email_tokens ADD COLUMN network TEXT NOT NULL DEFAULT '';
