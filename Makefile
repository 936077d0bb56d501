# Two commands do all the set-up: `make chat` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: chat test test-models check lint gates wheel bench eval calibrate lock sbom audit clean

chat: .venv/installed  ## index the starter library if there is none, open the page
	$(BIN)/ask ui

test: .venv/installed
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-models: .venv/installed  ## a real llama.cpp server with real small weights, all thirty questions
	ASK_TEST_MODELS=full $(BIN)/python -m pytest -p no:xdist tests/test_real_models.py

check: lint gates  ## what a change must pass beside the tests
	$(BIN)/python -m pytest tests/test_architecture.py

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

gates: .venv/installed  ## the limits of eval/gates.toml, and what the starter library promises
	$(BIN)/ask eval --split all --library starter --gates
	$(BIN)/python -m eval.starter_check
	test ! -e ../shared/arxiv || $(BIN)/ask eval --suite own --gates

wheel: .venv/installed  ## source and wheel into dist/, the int8 models built from the locked weights
	rm -rf dist
	$(BIN)/python -m build --no-isolation

bench: .venv/installed
	$(BIN)/python -m eval.bench

eval: .venv/installed
	$(BIN)/ask eval --split all

calibrate: .venv/installed  ## fit every number anew and say what it reaches; CALIBRATE=--write keeps what is no worse
	$(BIN)/python -m eval.calibrate $(CALIBRATE)

lock: .venv/installed  ## exact versions with hashes, for every platform; needs uv
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	  --no-header --python-version 3.11 --override overrides.txt pyproject.toml --all-extras --group dev \
	  --group weights -o requirements.lock

sbom: .venv/installed  ## docs/licences.md and dist/sbom.json (CycloneDX), both made from the lock
	$(BIN)/python -m eval.supply licences sbom

audit: .venv/installed  ## what is known against a locked package; needs pip-audit and what it asks
	$(BIN)/python -m eval.supply audit

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv build dist
