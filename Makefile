# Saring: `make run` and `make test` each set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV ?= uv

.PHONY: help run test check format docs eval soak bench lock clean
.DEFAULT_GOAL := help

help:  ## show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.installed  ## load the seed articles into data/warehouse.duckdb by the nightly flow
	@$(BIN)/saring nightly --inbox seeds/articles

test: $(VENV)/.installed-dev  ## run all tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.installed-dev  ## format, lint, types, SQL lint
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint sql --disable-progress-bar --processes 0

format: $(VENV)/.installed-dev  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfluff fix sql --disable-progress-bar

docs: $(VENV)/.installed-dev  ## write the generated documents: data dictionary, commands, worked questions
	@$(BIN)/python docs/generate.py

eval: $(VENV)/.installed-dev  ## score the facts against the annotated articles in ../shared
	@$(BIN)/python -m tests.eval

soak: $(VENV)/.installed-dev  ## long tests: properties on new examples, thousands of damaged files and texts, runs killed at random moments, dumps in other orders
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -q --no-header -m hypothesis
	@$(BIN)/python -m tests.soak.inputs
	@$(BIN)/python -m tests.soak.texts
	@$(BIN)/python -m tests.soak.kills
	@$(BIN)/python -m pytest -n0 -v --no-header tests/test_kills.py tests/test_clock_jumps.py tests/test_overlap.py tests/test_warehouse_publish.py -k "not killed_runs_repeated"
	@$(BIN)/python -m tests.soak.orders

bench: $(VENV)/.installed-bench  ## articles per second, by stage and whole, beside what others would do it with
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

lock: pyproject.toml  ## pin all dependencies with hashes (needs uv)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --all-extras pyproject.toml -o requirements-dev.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements-dev.lock pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements-dev.lock --group bench -o requirements-bench.lock

clean:  ## remove the environment and everything generated
	rm -rf $(VENV) data build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Saring needs Python 3.11 to 3.13; {sys.executable} is {v[0]}.{v[1]}. Run: make $(MAKECMDGOALS) PYTHON=python3.12")'
	@echo "Setting up $(VENV) (about a minute the first time) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --no-compile --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --no-compile --require-hashes --no-deps -r requirements-dev.lock
	@$(PIP) install --no-deps --editable .
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: requirements-bench.lock $(VENV)/.installed-dev
	@$(PIP) install --no-compile --require-hashes --no-deps -r requirements-bench.lock
	@touch $@
