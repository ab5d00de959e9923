# Kaiye: every command a person needs. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Most of a test's time is waiting for a server: several files are tested side by side, also on few cores.
BY_FILE := --dist loadfile --no-loadscope-reorder
# Rooms whose tests run the whole stack: cases on two stacks, rooms on a third, all side by side.
CASES := tests/system tests/simulation
ROOMS := tests/fuzz tests/integration/portal tests/integration/local
WHOLE := $(CASES) $(ROOMS)
VENDOR := services/portal/static/vendor
PAGES := $(VENDOR)/.ready
PARSER := tests/contract/asyncapi/node_modules/.ready

.DEFAULT_GOAL := help

# Modules are compiled once, by whoever needs them first; where the machine forbids that, every process compiles them all.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo run test whole whole-cases whole-rooms chaos check e2e film bench clean

help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(READY) $(PAGES) ## Register one business end to end on real servers; results in out/
	@$(BIN)/kaiye demo

run: $(READY) $(PAGES) ## Keep the whole stack up; prints addresses and demo accounts
	@$(BIN)/kaiye up

test: $(READY) $(PAGES) $(PARSER) ## Unit, workflow, replay, contract, architecture and integration tests, four side by side
	$(BIN)/pytest -n 4 $(BY_FILE) --junitxml=out/tests-test.xml $(addprefix --ignore=,$(WHOLE) tests/chaos)

whole: $(READY) $(PAGES) ## The whole stack: every way through a case, the pages, what must always hold, hostile requests
	@$(MAKE) --no-print-directory --keep-going --jobs=2 whole-cases whole-rooms

whole-cases:
	$(BIN)/pytest -n 2 $(BY_FILE) --junitxml=out/tests-whole-cases.xml $(CASES)

whole-rooms:
	$(BIN)/pytest --junitxml=out/tests-whole-rooms.xml $(ROOMS)

chaos: $(READY) $(PAGES) ## Faults: processes killed at random while people register; figures in out/chaos.json
	KAIYE_CHAOS_FIGURES=out/chaos.json KAIYE_SIMULATION_SECONDS=600 $(BIN)/pytest tests/chaos tests/simulation -m 'chaos or not chaos'

check: $(READY) ## Format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

e2e: $(READY) $(PAGES) ## Walk through the pages with a real browser; pictures in out/screenshots/
	@command -v chromium >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq && apt-get install -qq -y chromium fonts-noto-cjk >/dev/null; } || { echo "No chromium here, and none can be installed (Debian: apt-get install chromium fonts-noto-cjk). Nothing was tested."; exit 1; }
	KAIYE_E2E=1 $(BIN)/pytest -n 2 $(BY_FILE) --junitxml=out/tests-e2e.xml tests/e2e

film: $(READY) $(PAGES) ## The walks in pictures and their films, of the real pages, into .kaiye/walks (wants Chromium; films want ffmpeg)
	@command -v chromium >/dev/null 2>&1 || { echo "No chromium here (Debian: apt-get install chromium fonts-noto-cjk ffmpeg)."; exit 1; }
	$(BIN)/python -m tests.e2e.film

bench: $(READY) $(PAGES) ## Measure registrations, with BASE=<revision> that one too, in turns; tables and out/bench*.json
	@$(BIN)/kaiye bench $(if $(BASE),--base $(BASE))

lock: ## Pin every dependency anew, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --all-extras pyproject.toml -o requirements.lock

clean: ## Remove the virtual environment, the stack's data and results
	rm -rf $(VENV) .kaiye out node_modules $(VENDOR) $(dir $(PARSER)) examples/agency/node_modules

# The machine's npm, or else the one of PyPI. Without them the pages still work, but for drawing a signature.
$(PAGES): package.json package-lock.json | $(READY)
	@command -v npm >/dev/null 2>&1 || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock || true
	@if PATH="$$PATH:$(abspath $(BIN))" npm ci --silent --ignore-scripts --no-audit --no-fund; then \
		mkdir -p $(VENDOR) && cp node_modules/htmx.org/dist/htmx.min.js node_modules/signature_pad/dist/signature_pad.umd.min.js $(VENDOR)/ && touch $@; \
	else echo "htmx and signature_pad could not be installed: the pages work, but nobody can draw a signature."; fi

# Only for the tests: some 160 packages, 54 MB. Without them one test is left out.
$(PARSER): tests/contract/asyncapi/package-lock.json | $(READY) $(PAGES)
	@PATH="$$PATH:$(abspath $(BIN))" npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $(dir $<) && touch $@ \
		|| echo "The AsyncAPI parser could not be installed: docs/asyncapi.yaml is held against the standard's schema only."

# Not compiled: Python does that for the modules it needs when it first needs them; for all it takes a quarter of a minute.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kaiye needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
