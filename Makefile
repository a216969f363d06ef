# The commands of this house. `make` alone lists them.

# Any Python from 3.11 on; it only makes .venv. Choose one with `make run PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; \
	done || echo python3)
IN_VENV := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench docs

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup:  ## make .venv with everything needed to work on the code
	@$(PYTHON) make_venv.py requirements-dev.txt

run:  ## the whole house on this machine, with a demo federation: http://127.0.0.1:8000 (PORT=, HOST=, DEMO=0)
	@$(PYTHON) make_venv.py requirements.txt
	@exec $(IN_VENV) -m cecosesola.embedded run

test: setup  ## every test, with servers of its own (ARGS="tests/finance -k reversal")
	@exec $(IN_VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

check: setup  ## style, layers, types, templates, migrations, deployment settings, generated docs
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint templates --lint --quiet
	@.venv/bin/lint-imports --no-cache
	@CECOSESOLA_ENV=local $(IN_VENV) -m mypy .
	@$(IN_VENV) -W ignore manage.py makemigrations --check --dry-run
	@CECOSESOLA_ENV=production CASES_KEY=$$($(IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))') SECRET_KEY=$$($(IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		ALLOWED_HOSTS=example.org $(IN_VENV) manage.py check --deploy --fail-level WARNING
	@$(IN_VENV) manage.py compilemessages >/dev/null
	@$(IN_VENV) manage.py docs --check

fix:  ## mend what ruff can mend
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench:  ## one benchmark (NAME=ledger); its last line is a JSON object
	@test -f "bench/$(NAME).py" || { echo "make bench NAME=…  one of:" $$(cd bench && ls *.py | sed 's/\.py$$//') >&2; exit 1; }
	@$(PYTHON) make_venv.py requirements-dev.txt >&2
	@exec $(IN_VENV) -m cecosesola.embedded exec --at var/bench --prepare -- $(IN_VENV) bench/$(NAME).py $(ARGS)

docs: setup  ## write the diagrams and tables that are made from the code
	@$(IN_VENV) manage.py compilemessages >/dev/null
	@$(IN_VENV) manage.py docs
