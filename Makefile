# culturepark: `make` lists the targets. Everything runs in .venv, which the targets create.
PYTHON ?= python3
CONFIG ?= demo.yaml
RUN ?= outputs/$(basename $(notdir $(CONFIG)))
ARGS ?=
REPO ?= culturepark/$(notdir $(RUN))

VENV := .venv
BIN := $(VENV)/bin
PARK := $(BIN)/park
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install generate filter export push finetune evaluate report all preview assay test test-newest lint typecheck format bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  CONFIG=$(CONFIG) RUN=$(RUN); ARGS= is passed on, such as ARGS='--limit 2'"

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# What a run needs: the package with the embedded model's server.
$(VENV)/.local: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[local]'
	@touch $@

# What data sets need on top.
$(VENV)/.export: $(VENV)/.local
	$(PIP) --editable '.[local,export]'
	@touch $@

# What training needs on top; large.
$(VENV)/.train: $(VENV)/.export
	$(PIP) --editable '.[local,export,train]'
	@touch $@

# What the tests need on top; they train and evaluate small models.
$(VENV)/.test: $(VENV)/.local
	$(PIP) --editable '.[local,export,train,test]'
	@touch $@

install: $(VENV)/.local ## Create .venv with everything a run needs

generate: $(VENV)/.local ## Generate the dialogues of CONFIG, skipping finished ones
	$(PARK) generate $(CONFIG) --run $(RUN) $(ARGS)

filter: $(VENV)/.local ## Extract and verify opinions from the dialogues of RUN
	$(PARK) filter $(RUN) $(ARGS)

export: $(VENV)/.export ## Write the accepted opinions of RUN as datasets
	$(PARK) export $(RUN) $(ARGS)

push: $(VENV)/.export ## Push the datasets of RUN to the Hub as REPO=OWNER/NAME
	$(PARK) export $(RUN) --quiet
	$(PARK) push $(RUN) $(REPO) $(ARGS)

finetune: $(VENV)/.train ## Train an adapter for each culture of RUN
	$(PARK) export $(RUN) --quiet
	@# 1 says that a culture is left out or failed, and names it; the others have their adapters.
	$(PARK) finetune $(RUN) $(ARGS) || [ $$? -eq 1 ]

evaluate: $(VENV)/.train ## Score the adapters of RUN against people's answers, with controls
	$(PARK) evaluate $(RUN) $(ARGS)

report: $(VENV)/.local ## Write the report on RUN
	$(PARK) report $(RUN) $(ARGS)

all: generate filter finetune evaluate report ## Run all stages in order, skipping finished work

preview: $(VENV)/.local ## Generate a few dialogues and print them; nothing is kept
	$(PARK) preview $(CONFIG) -n 2 $(ARGS)

assay: $(VENV)/.train ## Run the pipeline on made-up cultures whose truth is known
	$(PARK) study assay --run outputs/assay --set 'study.options.assay.levels=[1,2,3]' $(ARGS)

test: $(VENV)/.test ## Run all tests, including those on the smallest real model
	$(BIN)/python -m pytest -n 3 $(ARGS)

# Its own environment without constraints, so that a new release that breaks something is met here
# first. Only what meets other packages is run: the rest depends on our code alone.
NEWEST := .venv-newest
MEETING := tests/models tests/export tests/ledger tests/cli/test_push.py tests/cli/test_generate.py \
	tests/cli/test_filter.py tests/cli/test_main.py tests/generate tests/test_wheel.py

test-newest: ## Run the tests that meet other packages, with the newest dependencies
	$(PYTHON) -m venv $(NEWEST)
	$(NEWEST)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade \
		--editable '.[local,export,test]'
	$(NEWEST)/bin/python -m pytest -n 3 $(MEETING)

lint: $(VENV)/.test ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(VENV)/.test ## Check types
	$(BIN)/mypy

format: $(VENV)/.test ## Fix style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test ## Measure speed and memory against baselines in the same run
	$(BIN)/python -m benchmarks

clean: ## Remove .venv and caches; keep outputs
	rm -rf $(VENV) $(NEWEST) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
