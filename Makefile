# make            this help
# make run        start everything and print the address of the local page
# make test       run every test (make test T=tests/content for some)
# make lint       format, rules, types and the direction of imports
# make chat       talk in the terminal
# make demo       play a sample week into demo-out/
# make bench      measure, print a table, write bench/results.json
# make doctor     what is well, what is not, and the fix
# make fix        let ruff mend what it can
# make texts      bring the catalogues up to date with the sentences in the code
# make migration m="what changed"    a new migration from the models
# make lock       resolve the locked lists anew from pyproject.toml
# make clean      remove the environment and caches (never data/)

PYTHON ?= python3
PY := .venv/bin/python
T ?= tests
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --progress-bar off -q --require-hashes --no-deps

.DEFAULT_GOAL := help
.PHONY: help install run test lint chat demo bench doctor fix texts migration lock clean

help:
	@sed -n 's/^# make/  make/p' Makefile

.venv/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what tests and checks need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

install: .venv/dev

run: .venv/run
	@$(PY) -m bot run

chat: .venv/run
	@$(PY) -m bot chat

demo: .venv/run
	@$(PY) -m bot demo

doctor: .venv/run
	@$(PY) -m bot doctor

test: .venv/dev
	@$(PY) -m pytest -rs $(T)

lint: .venv/dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

fix: .venv/dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

texts: .venv/dev
	@$(PY) -m tests.sentences

migration: .venv/dev
	@$(PY) -m alembic revision --autogenerate -m "$(m)"

bench: .venv/dev
	@$(PY) -m bench

lock: .venv/dev
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis demo-out
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
