# The only door. Each target does its own set-up; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .tools
OUT := out
AS_AT := 2026-03-31
FOR_RUN := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
FOR_TEST := chromium fonts-dejavu-core fonts-roboto-unhinted postgresql qpdf
WANTED = $(FOR_RUN)
# Tests of a file stay together, so that what they share is made once.
AT_ONCE := -n auto --maxprocesses 4 --dist loadfile

.PHONY: setup packages run demo-report test check bench docs oracle pictures clean

setup: packages $(VENV)/.made

# What is missing of Debian is installed when root, else named: Python with its venv module, what draws PDF files,
# and for the tests a browser, its fonts, a database and a checker of PDF files. Other systems have other names.
packages:
	@missing=""; \
	command -v $(PYTHON) >/dev/null || missing=" python3 python3-venv"; \
	[ -n "$$missing" ] || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || missing=" python3-venv"; \
	if command -v dpkg-query >/dev/null; then \
	  there="$$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $(WANTED) 2>/dev/null)"; \
	  for one in $(WANTED); do echo "$$there" | grep -qx "$$one installed" || missing="$$missing $$one"; done; \
	fi; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	  else \
	    echo "Packages are missing:$$missing. Install them: sudo apt-get install$$missing" >&2; exit 1; \
	  fi; \
	fi

# uv comes from a small environment of its own, unless it is on the path. All is compiled here, as pip would: where
# Python is told not to keep what it compiles, each start would compile it again.
$(VENV)/.made: pyproject.toml uv.lock | packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11. Say which to use: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@command -v uv >/dev/null || [ -x $(TOOLS)/bin/uv ] || \
	  { $(PYTHON) -m venv $(TOOLS) && $(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'; }
	@UV="$$(command -v uv || echo $(TOOLS)/bin/uv)"; \
	  "$$UV" sync --frozen --extra site --no-python-downloads --quiet --compile-bytecode \
	    --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@$(BIN)/python -m compileall -q src
	@touch $@

# The site with made-up councils: made on the first start, then served. It prints its address and the accounts.
run: setup
	@$(BIN)/plumbline-site demo --data $(OUT)/site

# The main job without the site: makes an extract up, checks it, judges it, prints the figures, writes the report.
demo-report: setup
	@$(BIN)/plumbline synth $(OUT)/demo-extract --as-at $(AS_AT)
	@$(BIN)/plumbline check $(OUT)/demo-extract
	@$(BIN)/plumbline take $(OUT)/demo-extract $(OUT)/demo-taken
	@$(BIN)/plumbline run $(OUT)/demo-taken --as-at $(AS_AT) --out $(OUT)/demo-run
	@$(BIN)/plumbline measures $(OUT)/demo-run
	@$(BIN)/plumbline report $(OUT)/demo-run --out $(OUT)/demo-report.html

# Everything on the embedded database; then the site's own tests again on a PostgreSQL that is started for them.
test: WANTED = $(FOR_RUN) $(FOR_TEST)
test: packages setup
	@$(BIN)/python -m pytest $(AT_ONCE)
	@$(BIN)/python tests/on_postgresql.py tests/web $(AT_ONCE)

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/documents.py
	@$(BIN)/python benchmarks/site_load.py
	@$(BIN)/python benchmarks/reading_load.py

# The generated reference pages, and what the tutorial's commands print.
docs: setup
	@$(BIN)/python -m plumbline.records.reference docs/reference/records.md
	@$(BIN)/python -m plumbline.standards.explaining docs/reference/standards.md
	@$(BIN)/python -m plumbline.measures.records_figures docs/reference/figures.md
	@$(BIN)/python -m plumbline.scrutiny.reference_pages docs/reference/frameworks.md docs/reference/activities.md
	@$(BIN)/python -m plumbline.scrutiny.shipped_page docs/reference/instruments.md
	@$(BIN)/python -m plumbline.scrutiny.instruments.reference docs/reference/xlsform.md
	@$(BIN)/python -m plumbline.scrutiny.quantities.reference_page docs/reference/quantities.md
	@$(BIN)/python -m plumbline.scrutiny.published.reference_page docs/reference/published-cases.md
	@$(BIN)/python docs/make_reference.py
	@$(BIN)/python docs/make_papers.py

# What the reference engine for XForms says of made-up forms, recorded for the tests. Needs Node 20.19 or later.
oracle: setup
	@command -v node >/dev/null && command -v npm >/dev/null || \
	  { echo "Node and npm are missing. Install Node 20.19 or later; only this target needs it." >&2; exit 1; }
	@cd tests/oracle && npm install --no-package-lock --no-audit --no-fund --loglevel=error
	@$(BIN)/python tests/oracle/ask.py

# The README's pictures, from the run of `make demo-report` and the demonstration of `make run`; they need Chromium.
pictures: demo-report
	@$(BIN)/python docs/pictures/make_pictures.py

clean:
	rm -rf $(VENV) $(TOOLS) $(OUT)
