# Everything that is done to TaskFlow by hand or by CI has a name here. `make help` lists them.
SHELL := /usr/bin/env bash -euo pipefail
.DEFAULT_GOAL := help
.PHONY: help run build test test-go test-web lint bench bench-web screenshots fuzz generate \
	lint-format lint-vet lint-code lint-generated lint-secrets lint-vulnerabilities lint-scripts lint-web

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 60s
BENCH    ?=

help: ## list what make can do
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start TaskFlow on SQLite at http://localhost:8080 (data and mails under ./data)
	@mkdir -p data/mail
	@exec bin/taskflow serve --listen 127.0.0.1:8080 --data ./data --mail file:./data/mail

build: ## leave the one binary, with the web app inside, in bin/taskflow
	@scripts/web build
	@CGO_ENABLED=0 go build -trimpath -buildvcs=false \
		-ldflags "-s -w -X taskflow/internal/app.Version=$(VERSION)" -o bin/taskflow ./cmd/taskflow

test: ## run every test, in Go and in a browser, on SQLite and PostgreSQL, installing and starting what is missing
	@scripts/install-servers
	@$(MAKE) --no-print-directory build
	@scripts/with-servers scripts/test-all

test-go: ## run only the tests in Go
	@scripts/install-servers
	@scripts/with-servers scripts/test

test-web: ## run only the checks and tests of the web app, the browser's among them
	@scripts/install-servers
	@$(MAKE) --no-print-directory build
	@scripts/with-servers scripts/test-web

lint: lint-format lint-vet lint-code lint-generated lint-secrets lint-vulnerabilities lint-scripts lint-web ## run every check of the source
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
lint-web: ## types and style of the web app, and the allow-list of its packages
	@scripts/lint web

bench: ## print one line of JSON per measured case (BENCH holds arguments for cmd/bench)
	@scripts/install-servers
	@TASKFLOW_PG_FSYNC=on scripts/with-servers go run ./cmd/bench $(BENCH)

bench-web: ## print the web app's gates as JSON, each with its limit and what was measured
	@scripts/install-servers
	@$(MAKE) --no-print-directory build
	@scripts/web bench

screenshots: ## make the pictures of docs/images
	@scripts/install-servers
	@$(MAKE) --no-print-directory build
	@scripts/web screenshots

fuzz: ## run every fuzz target for FUZZTIME each (default 60s)
	@scripts/install-servers
	@scripts/with-servers scripts/fuzz $(FUZZTIME)

generate: ## regenerate the SQL code and the golden files
	@scripts/sqlc generate
	@go test ./internal/app ./internal/platform/config ./internal/platform/db -count=1 -run Golden -args -update
