# Everything is installed into this checkout: .venv and .kamcoach. Nothing else is needed than Python 3.11+.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
export KAMCOACH_HOME ?= $(CURDIR)/.kamcoach
export UV_LINK_MODE := copy

.PHONY: setup demo test bench check format clean

setup: .venv/.ready ## Install what running the product needs

.venv/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit("KAM Coach needs Python 3.11 or newer; set PYTHON=python3.12, for example." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

.venv/.ready: pyproject.toml uv.lock | .venv/bin/uv
	$(BIN)/uv sync --quiet --locked --no-dev --inexact
	touch $@

.venv/.ready-to-test: pyproject.toml uv.lock | .venv/bin/uv
	$(BIN)/uv sync --quiet --locked --inexact
	touch $@ .venv/.ready

demo: setup ## Serve the demo organisation at http://127.0.0.1:8000
	exec $(BIN)/kamcoach demo

chromium: ## Install a browser for the tests where there is none
	@if ! command -v chromium >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi; \
	  $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-cjk >/dev/null; \
	fi

test: .venv/.ready-to-test chromium ## Lint, types, import contracts and all tests
	$(MAKE) --no-print-directory check
	$(BIN)/pytest -q -n 2 --dist loadgroup

check: .venv/.ready-to-test ## Lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

bench: .venv/.ready-to-test ## Speed beside the floor, e.g. make bench ARGS="--json figures.json --only save"
	$(BIN)/python -m tests.bench $(ARGS)

format: .venv/.ready-to-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv .kamcoach .mypy_cache .ruff_cache .pytest_cache dist
