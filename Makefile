# Everything lives in .venv; the stamps in it record what is already installed, and from what.
# ARGS is passed on: make demo ARGS='--port 8010 --bots 2', make test ARGS='tests/media -x'.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo serve test lint bench client types lock install install-dev clean

demo: install
	@exec $(BIN)/tongxin demo $(ARGS)

serve: install
	@exec $(BIN)/tongxin serve $(ARGS)

test: install-dev
	@scripts/install-test-tools
	@exec $(BIN)/pytest $(ARGS)

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python hatch_build.py run check

bench: install-dev
	@exec $(BIN)/tongxin bench $(ARGS)

# Builds web/static if something in web/client changed since the last build.
client: $(VENV)/.stamp-runtime
	@$(BIN)/python hatch_build.py

# The client's wire types, from the Python messages they mirror.
types: install
	$(BIN)/python -m web.schema --typescript web/client/src/wire.gen.ts

install: $(VENV)/.stamp-package client

install-dev: $(VENV)/.stamp-dev install

$(VENV)/.stamp-venv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV) || (echo "On Debian: apt-get install python3-venv"; exit 1)
	@touch $@

$(VENV)/.stamp-runtime: requirements.lock $(VENV)/.stamp-venv
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.stamp-package: pyproject.toml hatch_build.py $(VENV)/.stamp-runtime
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.lock $(VENV)/.stamp-runtime
	$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# Resolve again what pyproject.toml pins. Registry addresses stay out of both files.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-config --custom-compile-command 'make lock' pyproject.toml
lock: $(VENV)/.stamp-venv
	@$(PIP) install uv==$$(sed -n 's/.*"uv==\(.*\)".*/\1/p' pyproject.toml)
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --all-extras --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) web/static web/client/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find signaling media sessions web tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
