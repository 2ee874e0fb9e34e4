# Every target first makes .venv when it is missing or requirements.lock or pyproject.toml changed.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
RUN := $(VENV)/bin

.PHONY: help harvest rebuild serve prefect-up prefect-down test test-portals bench check format lock clean
.DEFAULT_GOAL := help

help:  ## print the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

harvest: $(READY)  ## make a checked release of the bundled page in output/latest; LIVE=1 asks the Senate
	@$(RUN)/vraagbaak harvest $(if $(LIVE),,--bundled)

rebuild: $(READY)  ## make the release again from the archive, without fetching
	@$(RUN)/vraagbaak rebuild

serve: $(READY)  ## serve the last release on http://127.0.0.1:8000; of the bundled page when there is none
	@[ -e "$${VRAAGBAAK_OUTPUT:-output}/latest" ] || $(RUN)/vraagbaak harvest --bundled
	@$(RUN)/vraagbaak serve

prefect-up: $(READY)  ## start a Prefect server with PostgreSQL, the deployment and a worker, in the background
	@$(RUN)/python -m flows.run.prefect_local up

prefect-down: $(READY)  ## stop them; the data stay
	@$(RUN)/python -m flows.run.prefect_local down

test: $(READY)  ## run all tests
	@$(RUN)/python -m pytest -n auto

test-portals: $(READY)  ## upload to a real CKAN and a real udata, which it sets up in .portals; RECORD=1 records them anew
	@$(RUN)/python -m tests.portals.environments
	@$(if $(RECORD),PORTALS_RECORD=1) $(RUN)/python -m pytest -n 0 -m portal tests/portals

bench: $(READY)  ## measure a rebuild, a night, each stage and its peers; SHORT=1 takes two minutes
	@$(RUN)/python -m tests.bench $(if $(SHORT),--short)

check: $(READY)  ## lint and type-check
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy

format: $(READY)  ## put code into the common format
	@$(RUN)/ruff check --fix .
	@$(RUN)/ruff format .

lock: $(READY)  ## pin versions and hashes anew in requirements.lock
	@$(RUN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --all-extras \
		--group dev --group build --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock

clean:  ## remove the environment and caches; output/ stays
	rm -rf $(VENV) .portals .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
		{ echo "Vraagbaak needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && $(RUN)/python -m pip check --quiet
	@touch $@
