# The two that a newcomer needs: `make publish` and `make test`. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m
# Some machines forbid Python to keep what it has compiled. The tests start thousands of processes, and each would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: publish test servers test-servers soak-servers bench-servers check lint types coverage findings bench soak soak-merge docs accept clean

publish: $(VENV)/.installed
	$(BIN)/recycle publish

test: $(VENV)/.tested lint types
	$(RUN) pytest -n auto

# WordPress, Ghost, Misago, Postfix and Dovecot: tests/servers/README.md. Wants Debian, and to be root or to have sudo.
servers: $(VENV)/.tested
	$(RUN) tests.servers install

test-servers: servers
	$(RUN) pytest -m servers -n 2 --dist loadfile tests/servers

RUNS ?= 1000
soak-servers: servers
	for server in wordpress ghost misago mail; do $(RUN) tests.servers.soak $$server --runs $(RUNS) || exit 1; done
	$(RUN) tests.servers.soak_peer --runs 100

bench-servers: servers
	for server in wordpress ghost; do $(RUN) tests.servers.bench $$server || exit 1; done

lint: $(VENV)/.tested
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(VENV)/.tested
	$(RUN) mypy

check: lint types

accept: $(VENV)/.tested
	$(RUN) pytest --accept

coverage: $(VENV)/.tested
	$(RUN) coverage erase
	$(RUN) coverage run -m pytest -n 0
	$(RUN) coverage combine
	$(RUN) coverage report --fail-under=95

# What the checks find in other people's texts, for a person to judge: make findings CORPUS=folder
SAMPLES ?= 10
findings: $(VENV)/.tested
	$(RUN) tests.measure_findings $(CORPUS) $(SAMPLES)

bench: $(VENV)/.bench
	$(RUN) benchmarks

soak: $(VENV)/.tested
	$(RUN) pytest -m soak tests/test_soak.py -n 0 -s

TRIPLES ?= 10000
SEED ?= 1
soak-merge: $(VENV)/.tested
	$(RUN) tests.soak_merge --triples $(TRIPLES) --seed $(SEED)

docs: $(VENV)/.tested
	$(RUN) pytest -n 0 --accept tests/test_docs.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("recycle needs Python 3.11 or newer; say make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --upgrade pip

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(RUN) pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(RUN) pip install --quiet --editable '.[docx]' --group dev
	@touch $(VENV)/.installed $@

$(VENV)/.bench: $(VENV)/.tested
	$(RUN) pip install --quiet --group bench
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
