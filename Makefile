# Comptoir. `make` alone lists the targets.
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo dev test check bench shell clean lock
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
RUN := .venv/bin/python
export PYTHON PORT

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .make/port .make/frontend .make/libraries ## run the site with a demo company on http://127.0.0.1:8000 (PORT=...)
	@exec $(RUN) -m erp.launch demo

dev: .make/port .make/frontend .make/libraries ## the same, restarting when a file changes
	@exec $(RUN) -m erp.launch dev

test: .make/frontend .make/libraries .make/browser ## run every test (ARGS="tests/sales -k refund" runs some)
	@exec $(RUN) -m erp.launch test $(ARGS)

check: .make/python ## lint, format, types, imports, migrations, translations
	@exec $(RUN) -m erp.launch run scripts/check

bench: .make/frontend .make/libraries ## measure what must stay fast
	@exec $(RUN) -m erp.launch test -m bench -n 0 -s $(ARGS)

shell: .make/python ## a Python prompt inside the site
	@exec $(RUN) -m erp.launch shell

clean: ## stop the servers and delete everything that make made, the demo's data too
	@if [ -x $(RUN) ]; then $(RUN) -m erp.servers remove; fi
	rm -rf .venv .data .make .static node_modules static/vendor .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name '*.mo' -delete

lock: .make/python ## resolve the dependencies anew and write both lock files
	.venv/bin/uv pip compile --quiet --upgrade --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 -o requirements.txt pyproject.toml
	npm install --package-lock-only --ignore-scripts

# What has been installed is marked by a file; it is installed again when its lock changes.

.PHONY: .make/port
.make/port:
	@scripts/prepare port

.make/python: requirements.txt scripts/prepare
	@scripts/prepare python
	@mkdir -p .make && touch $@

.make/frontend: package-lock.json scripts/copy_assets.py .make/python
	@scripts/prepare frontend
	@touch $@

.PHONY: .make/libraries .make/browser
.make/libraries: .make/python
	@scripts/prepare libraries

.make/browser: .make/python
	@scripts/prepare browser
