# FuseMeet. `make run` starts everything, `make test` tries everything, `make help` lists the rest.
# Every path here is relative, so that the checkout may stand anywhere.

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run dev check test fuzz bench build screenshots

export PORT ?= 8000
export DEBUG ?= 1

# The first Python on the path that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
MANAGE := $(PY) manage.py
# DEBUG means something else to Node's packages.
NPM := env -u DEBUG npm --prefix frontend

PAGE_SOURCES := $(shell find frontend/src templates -type f 2>/dev/null) \
	$(wildcard */forms.py */*_forms.py */*/forms.py) frontend/vite.config.ts frontend/tsconfig.json
PAGE := static/dist/.vite/manifest.json

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'
	@echo "  PORT=8001 changes the port, TLS=1 serves https to the whole network"

# --- running

run: .venv/.runtime $(PAGE) ## Install, build, migrate and serve at http://localhost:8000 with sample data
	@$(SERVE)

dev: .venv/.dev $(PAGE) ## The same, and follow changes of Python and page
	@$(SERVE) --reload

ifdef TLS
# A browser gives no camera to http:// from another machine, so this makes a certificate of its own.
SERVE = address="$$($(PY) -m fusemeet.certificate "$${VAR_DIR:-var}/tls")" \
	&& export SITE_URL="https://$$address:$$PORT" \
	&& exec $(MANAGE) serve --prepare --everywhere --tls "$${VAR_DIR:-var}/tls"
else
SERVE = exec $(MANAGE) serve --prepare
endif

build: $(PAGE) ## Build the page into static/dist

# --- trying

check: .venv/.dev frontend/node_modules/.installed ## Everything that can be said without running it: style, types, migrations, structure
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(NPM) run --silent check
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) protocol --check
	SITE_URL=https://meet.example.org DEBUG=0 EMAIL_URL=smtp://localhost \
		SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(MANAGE) check --deploy --fail-level WARNING
	$(PY) -m pytest tests/test_architecture.py

test: .venv/.dev $(PAGE) ## Every test, on the real parts; on Debian as root it installs what it lacks
	@$(PY) -m tests.everything

fuzz: .venv/.dev ## Ten times as much at random as in the tests, 500 schedules and 900 kills (FUZZ=100 for more)
	@$(PY) -m tests.fuzz

bench: .venv/.dev ## Measure bytes and times, print the tables, write them into docs/performance.md
	@$(PY) -m bench

screenshots: .venv/.dev $(PAGE) ## Pictures of the pages, wide and narrow, light and dark, into var/screenshots
	@$(PY) -m pytest -q tests/e2e/screenshots.py

# --- what those need, done again only when its sources change

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "FuseMeet needs Python 3.11 or later on the PATH"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python cannot make an environment here; on Debian: apt-get install python3-venv"; exit 1; }

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing the Python packages ..."
	@$(PIP) --only-binary :all: -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "Installing the tools ..."
	@$(PIP) --only-binary :all: -r requirements-dev.txt
	@touch $@

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@command -v npm >/dev/null || { echo "FuseMeet needs Node 20 or later with npm on the PATH"; exit 1; }
	@echo "Installing the page's packages ..."
	@$(NPM) ci --no-audit --no-fund --loglevel error
	@touch $@

$(PAGE): frontend/node_modules/.installed $(PAGE_SOURCES)
	@echo "Building the page ..."
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
