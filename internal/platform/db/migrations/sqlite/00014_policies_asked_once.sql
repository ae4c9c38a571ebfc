-- +goose Up

-- SQLite has no row-level security: every question names its workspace itself.
SELECT 1;
