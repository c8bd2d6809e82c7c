# Everything through the environment's own Python, so that the folder may be called `同心 a`.
SHELL := /bin/sh
export PYTHONUTF8 := 1
PYTHON ?= python3
PY := .venv/bin/python
UV := $(PY) -m uv --no-config
LOCKED := requirements.lock

.PHONY: install lock
install: .venv/installed

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/uv: .venv/bin/python uv.lock.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r uv.lock.txt
	@touch $@

.venv/installed: .venv/uv $(LOCKED) pyproject.toml
	$(UV) pip sync --quiet --python $(PY) --require-hashes $(LOCKED) uv.lock.txt
	$(UV) pip install --quiet --python $(PY) --no-build-isolation --no-deps --no-index -e .
	@touch $@

lock: .venv/uv
	echo uv | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade -o uv.lock.txt -
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o $(LOCKED) --group dev pyproject.toml
