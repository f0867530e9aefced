# Two commands do everything on a fresh machine: `make app` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# On Linux PyPI's torch brings gigabytes of CUDA libraries, so the CPU build is asked for first.
# `make app TORCH=cuda` takes PyPI's build.
TORCH     ?= cpu
CPU_INDEX ?= https://download.pytorch.org/whl/cpu
PINNED    := $(shell sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)

# Test files at a time; more are quicker where there are more cores, at some 2 GB each.
WORKERS ?= 2

# `make app LOCKED=1` takes the versions that the tests were last run with, not the newest.
LOCK := $(if $(LOCKED),-c requirements.lock)

# Of pip's many lines those that say what is downloaded and how large it is.
SHELL       := bash
.SHELLFLAGS := -o pipefail -c
INSTALL     := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off
DOWNLOADS   := awk '/Downloading .*\(/ && !/metadata/ { print; fflush() }'

KERNELS := $(wildcard hmlc_core/geometry/kernels/*.py hmlc_core/embeddings/*.py \
	hmlc_core/embeddings/glove/*.py hmlc_core/methods/*/compiled/*.py)

.DEFAULT_GOAL := help

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

$(BIN)/.running: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if [ "$(TORCH) $$(uname)" = "cpu Linux" ]; then \
		echo "Installing $(PINNED) from $(CPU_INDEX): about 190 MB"; \
		$(INSTALL) --no-deps --index-url $(CPU_INDEX) --timeout 10 --retries 0 $(PINNED) | $(DOWNLOADS) \
		|| echo "It is not to be had there. PyPI's build brings CUDA libraries, gigabytes in all."; \
	fi
	@echo "Installing what else requirements.txt names: about 270 MB"
	@$(INSTALL) $(LOCK) -r requirements.txt | $(DOWNLOADS)
	touch $@

$(BIN)/.working: requirements-dev.txt $(BIN)/.running
	@echo "Installing what requirements-dev.txt names: about 120 MB"
	@$(INSTALL) $(LOCK) -r requirements-dev.txt | $(DOWNLOADS)
	touch $@

# Kernels are kept beside their files; without them the first run compiles what it needs.
$(BIN)/.prepared: $(BIN)/.running $(KERNELS)
	-$(BIN)/python -m hmlc_core prepare
	touch $@

server/.made:
	$(PYTHON) -m venv server
	server/bin/pip install mlflow psycopg2-binary
	touch $@

app: $(BIN)/.prepared  ## Set up and open the app
	$(BIN)/streamlit run app.py

test: $(BIN)/.working $(BIN)/.prepared  ## Set up and run all tests, the slow ones too
	$(BIN)/python -m pytest -m "not soak" -n $(WORKERS) --dist loadfile

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

server: server/.made  ## Set up an MLflow server for docs/cluster.md and its tests

lock: $(BIN)/.working  ## Write down what is installed: requirements.lock, docs/dependencies.md
	$(BIN)/python -m benchmarks dependencies

.PHONY: server lock help app test soak quick lint format
