# Kaiye: every command a person needs. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help

.PHONY: help demo run test chaos check bench clean

help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(READY) ## Register one business end to end on real servers; results in out/
	@$(BIN)/kaiye demo

run: $(READY) ## Keep the whole stack up; prints addresses and demo accounts
	@$(BIN)/kaiye up

test: $(READY) ## Every test but the long chaos rounds, on all cores
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

chaos: $(READY) ## Kill processes at random while people register; figures in out/chaos.json
	KAIYE_CHAOS_FIGURES=out/chaos.json $(BIN)/pytest tests/chaos -m 'chaos or not chaos'

check: $(READY) ## Format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## Measure registrations; table and out/bench.json
	@$(BIN)/kaiye bench

lock: ## Pin every dependency anew, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --all-extras pyproject.toml -o requirements.lock

clean: ## Remove the virtual environment, the stack's data and results
	rm -rf $(VENV) .kaiye out

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kaiye needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
