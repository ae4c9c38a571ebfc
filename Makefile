# Everything that is done to TaskFlow by hand or by CI has a name here. `make help` lists them.
SHELL := /usr/bin/env bash -euo pipefail
.DEFAULT_GOAL := help
.PHONY: help run build test lint bench fuzz generate \
	lint-format lint-vet lint-code lint-generated lint-secrets lint-vulnerabilities lint-scripts

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 60s
BENCH    ?=

help: ## list what make can do
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start TaskFlow on SQLite at http://localhost:8080 (data and mails under ./data)
	@mkdir -p data/mail
	@exec bin/taskflow serve --listen 127.0.0.1:8080 --data ./data --mail file:./data/mail

build: ## leave the one binary in bin/taskflow
	@CGO_ENABLED=0 go build -trimpath -buildvcs=false \
		-ldflags "-s -w -X taskflow/internal/app.Version=$(VERSION)" -o bin/taskflow ./cmd/taskflow

test: ## run every test on SQLite, PostgreSQL and Redis, installing and starting what is missing
	@scripts/install-servers
	@scripts/with-servers scripts/test

lint: lint-format lint-vet lint-code lint-generated lint-secrets lint-vulnerabilities lint-scripts ## run every check of the source
	@echo "lint: all checks passed"

lint-format: ## every Go file is formatted
	@scripts/lint format
lint-vet: ## go vet
	@scripts/lint vet
lint-code: ## golangci-lint, with the rules of .golangci.yml
	@scripts/lint code
lint-generated: ## the generated SQL code is what sqlc makes of the queries today
	@scripts/lint generated
lint-secrets: ## gitleaks over the history and the changes not yet committed
	@scripts/lint secrets
lint-vulnerabilities: ## govulncheck, with the newest vulnerability database in reach
	@scripts/vulnerabilities
lint-scripts: ## shellcheck, where it is installed
	@scripts/lint scripts

bench: ## print one line of JSON per measured case (BENCH holds arguments for cmd/bench)
	@scripts/install-servers
	@TASKFLOW_PG_FSYNC=on scripts/with-servers go run ./cmd/bench $(BENCH)

fuzz: ## run every fuzz target for FUZZTIME each (default 60s)
	@scripts/install-servers
	@scripts/with-servers scripts/fuzz $(FUZZTIME)

generate: ## regenerate the SQL code and the golden files
	@scripts/sqlc generate
	@go test ./internal/app ./internal/platform/config -count=1 -run Golden -args -update
