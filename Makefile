# The commands of the project. `make` lists them.
.DEFAULT_GOAL := help
# One of the files that the build embeds; they are made together.
assets := crates/web/assets/vendor/htmx.min.js

.PHONY: help setup demo build test test-long lint fmt e2e screens bench

help: ## what there is
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 18

setup: $(assets) ## fetch the browser parts that are embedded (locked npm packages)

$(assets): package.json package-lock.json scripts/assets.mjs crates/web/assets/icons.txt
	npm ci --no-audit --no-fund --loglevel=error
	node scripts/assets.mjs
	@touch $@

demo: setup ## build and serve a demonstration on http://127.0.0.1:8080
	cargo run --locked -p regie -- demo

build: setup ## the binary for use, in target/release/regie
	cargo build --locked --release -p regie

test: ## every check; installs what it needs or says what to install
	@scripts/test.sh

test-long: ## the same checks with more rounds, pages and intake on PostgreSQL too
	@REGIE_LONG=1 scripts/test.sh

lint: setup ## the quick checks: format, house rules, clippy
	@scripts/test.sh format lints clippy

fmt: ## lay out the code
	cargo fmt --all

e2e: setup ## only the browser tests; they leave pictures of every page in e2e/shots
	@scripts/test.sh build e2e

screens: setup ## pictures of every page, in e2e/shots
	cargo build --locked -p regie
	npm --prefix e2e ci --no-audit --no-fund --loglevel=error
	node e2e/shots.mjs

bench: setup ## figures beside their references, with optimisation; BENCH="--only search" runs some
	cargo build --locked --release -p regie -p regie-bench
	target/release/regie-bench $(BENCH)
