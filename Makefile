# Two commands do everything on a fresh machine: `make app` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

$(BIN)/.running: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(BIN)/.working: requirements-dev.txt $(BIN)/.running
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

app: $(BIN)/.running  ## Set up and open the app
	$(BIN)/streamlit run app.py

test: $(BIN)/.working  ## Set up and run all tests, the slow ones too
	$(BIN)/python -m pytest -m "not soak"

soak: $(BIN)/.working  ## Run what takes too long for every change
	$(BIN)/python -m pytest -m soak

quick: $(BIN)/.working  ## Run the tests that take less than three minutes
	$(BIN)/python -m pytest

lint: $(BIN)/.working  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(BIN)/.working  ## Put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: help app test soak quick lint format
