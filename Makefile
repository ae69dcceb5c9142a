# Luodi · 落地.  `make help` lists the targets.  Nothing here needs more than make, git and Python 3.11 with venv.

PYTHON ?= python3
PORT ?= 8000
export PORT
unexport PYTHONDONTWRITEBYTECODE # each process would compile the same thousand files again
LUODI = .venv/bin/luodi

.DEFAULT_GOAL := help
.PHONY: help run demo test slow check fix bench docs lock doctor clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up what is missing, make the demo district at the first time, serve on 127.0.0.1 (PORT=8000)
	@$(PYTHON) scripts/prepare.py
	@exec $(LUODI) serve --demo

demo: ## Make the demo district without serving, if the database is empty
	@$(PYTHON) scripts/prepare.py
	@$(LUODI) prepare --demo

test: ## Run all tests; the browser's too where Chromium is there or may be installed
	@$(PYTHON) scripts/prepare.py --dev
	@$(LUODI) prepare --files-only
	@$(LUODI) up -- sh scripts/test.sh

slow: ## Run the slow suite: every role on every page, clusters of their own, long random walks
	@$(PYTHON) scripts/prepare.py --dev
	@$(LUODI) prepare --files-only
	@$(LUODI) up -- .venv/bin/pytest -q -n 2 --dist worksteal -m slow --ignore=tests/browser tests

check: ## Check style, layers, types, migrations and words; one line when all is well
	@$(PYTHON) scripts/prepare.py --dev
	@.venv/bin/python scripts/check.py

fix: ## Mend what can be mended by itself: imports, formatting
	@$(PYTHON) scripts/prepare.py --dev
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .

bench: ## Measure against named baselines; figures go to var/bench/ (NAME="list search" for some)
	@$(PYTHON) scripts/prepare.py --dev
	@$(LUODI) prepare --files-only
	@$(LUODI) up -- .venv/bin/python -m bench $(NAME)

docs: ## Write anew the pages of docs/ that are made from the code
	@$(PYTHON) scripts/prepare.py --dev
	@$(LUODI) docs

doctor: ## Examine what Luodi stands on, and say what to do
	@$(PYTHON) scripts/prepare.py
	@$(LUODI) doctor

lock: ## Write the lock files anew from requirements*.in (fetches; a deliberate act)
	@$(PYTHON) scripts/prepare.py --dev
	@sh scripts/lock.sh

clean: ## Remove what set-up made, except var/ with the data
	@rm -rf .venv node_modules src/luodi/web/static/vendor
