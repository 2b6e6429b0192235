# Everything runs from the checkout: `make demo` and `make test` create what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help demo test check lint types format bench dev clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(STAMP): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Padrón needs Python 3.11, 3.12 or 3.13; point PYTHON at one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## a whole night on the sample, ending with where to look
	$(BIN)/padron demo

test: $(STAMP)  ## the whole suite
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: lint types test  ## what has to hold before a change lands

lint: $(STAMP)  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## types
	$(BIN)/mypy

format: $(STAMP)  ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## the night against one raw DuckDB script, side by side
	$(BIN)/python benchmarks/night.py

dev: $(STAMP)  ## the Dagster UI on the demo's work folder
	$(BIN)/padron dev

clean:  ## remove the environment and the demo's work folder
	rm -rf $(VENV) .ckan work
