# make demo, make test: both do all set-up that is still to do. make help lists the rest.
.DEFAULT_GOAL := help
# Some containers ask Python to keep nothing that it has compiled; programs that are started again and again need it.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test check style types content format package lock bench-turn bench-planning bench-delivery bench-scale soak bench-graph matrix cards tour run-time node pictures development benchmarks

python := .venv/bin/python
week_ago = $(shell $(python) -c 'import datetime as d; print(d.date.today() - d.timedelta(days=7))')
compile = uv pip compile --quiet --universal --python-version 3.11 --exclude-newer $(week_ago) --generate-hashes --no-header

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: run-time ## try Buddy in a browser, with made-up people
	@$(python) app.py demo

test: development pictures ## run every test, with coverage
	@$(python) -m pytest -n 3 --dist loadgroup --cov --cov-report=term:skip-covered
	@$(python) -m coverage report --skip-covered --include='bot/domain/*,bot/planning/*' --fail-under=100

check: style types content ## format, lint, types, imports, content, cards, manifest

style: development
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@.venv/bin/lint-imports
	@$(python) -m basedpyright

types: development
	@$(python) -m mypy

content: development
	@$(python) app.py check
	@$(python) -m manifest.package --example --to build/example-teams-app.zip

format: development ## put the code in its form
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix .

cards: development node ## draw every card into docs/cards/ (needs Chromium and npm)
	@$(python) -m tests.browser.gallery

tour: development node ## play the whole series in Chromium and save the pictures of the README
	@$(python) -m tests.browser.tour

package: run-time ## build/buddy-teams-app.zip, from BUDDY_APP_ID, BUDDY_PUBLIC_URL, BUDDY_PRIVACY_URL, BUDDY_TERMS_URL
	@$(python) -m manifest.package

lock: development ## renew the locks from pyproject.toml, with packages at least a week old (needs uv)
	@$(compile) --upgrade pyproject.toml -o requirements.txt
	@$(compile) --upgrade --group dev pyproject.toml -o requirements-dev.txt
	@$(compile) --upgrade --group dev --group bench pyproject.toml -o requirements-bench.txt

bench-turn: development ## compare a turn with a bare echo and with the stock library
	@$(python) -m bench.turn

bench-planning: benchmarks ## compare plans with simpler ways (sizes=300, or sizes='processor sparse 3000')
	@$(python) -m bench.planning $(sizes)

bench-delivery: benchmarks ## compare a send with PgQueuer and Procrastinate (paced=10000 adds the paced run)
	@$(python) -m bench.delivery $(if $(paced),paced=$(paced))

bench-scale: development ## a day's messages for 1, 20 and 200 trusts, and what a look for them costs
	@$(python) -m bench.scale
	@$(python) -m bench.sweep
	@$(python) -m bench.idle

soak: development ## kill workers at random, 200 runs of 2,000 sends (runs=20 for a short one, first=100 to go on)
	@$(python) -m tests.faults.soak $(if $(runs),runs=$(runs)) $(if $(first),first=$(first))

matrix: development ## a meeting's way with each mixture of what Microsoft may grant
	@$(python) -m pytest tests/graph --matrix -k matrix -q -n 2

bench-graph: development ## compare calls to Graph with raw aiohttp and with the library's typed ones
	@$(python) -m bench.graph

# The development lock contains the run-time lock: after it there is nothing left to install for the demo.
run-time:
	@sh scripts/setup.sh requirements.txt

node:
	@sh scripts/browser.sh

# For tests: where there is no Chromium or npm, those that need them are left out, and say so.
pictures:
	@if command -v npm >/dev/null && command -v chromium >/dev/null; then sh scripts/browser.sh; fi

development:
	@sh scripts/setup.sh requirements-dev.txt requirements.txt

# What benchmarks compare with is in no other lock.
benchmarks:
	@sh scripts/setup.sh requirements-bench.txt requirements-dev.txt requirements.txt
