# make demo, make test: both do all set-up that is still to do. make help lists the rest.
.DEFAULT_GOAL := help
.PHONY: help demo test check format package lock bench-turn bench-planning run-time development

python := .venv/bin/python
week_ago = $(shell $(python) -c 'import datetime as d; print(d.date.today() - d.timedelta(days=7))')
compile = uv pip compile --quiet --universal --python-version 3.11 --exclude-newer $(week_ago) --generate-hashes --no-header

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: run-time ## try Buddy in a browser, with made-up people
	@$(python) app.py demo

test: development ## run every test, with coverage
	@$(python) -m pytest -n 2 --cov --cov-report=term:skip-covered
	@$(python) -m coverage report --skip-covered --include='bot/domain/*,bot/planning/*' --fail-under=100

check: development ## format, lint, types, imports, content, cards, manifest
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy
	@$(python) -m basedpyright
	@.venv/bin/lint-imports
	@$(python) app.py check
	@$(python) -m manifest.package --example --to build/example-teams-app.zip

format: development ## put the code in its form
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix .

package: run-time ## build/buddy-teams-app.zip, from BUDDY_APP_ID, BUDDY_PUBLIC_URL, BUDDY_PRIVACY_URL, BUDDY_TERMS_URL
	@$(python) -m manifest.package

lock: development ## renew both locks from pyproject.toml, with packages at least a week old (needs uv)
	@$(compile) --upgrade pyproject.toml -o requirements.txt
	@$(compile) --upgrade --group dev pyproject.toml -o requirements-dev.txt

bench-turn: development ## compare a turn with a bare echo and with the stock library
	@$(python) -m bench.turn

bench-planning: development ## compare plans with simpler ways (sizes=300 for a short run)
	@$(python) -m bench.planning $(sizes)

# The development lock contains the run-time lock: after it there is nothing left to install for the demo.
run-time:
	@sh scripts/setup.sh requirements.txt

development:
	@sh scripts/setup.sh requirements-dev.txt requirements.txt
