# The only door. Each target does its own set-up; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .tools
OUT := out
AS_AT := 2026-03-31

.PHONY: setup run test check bench docs clean

setup: $(VENV)/.made

# Python 3.11 or later with its venv module; uv from a small environment of its own, unless it is on the path.
$(VENV)/.made: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Plumbline needs Python 3.11 or later as $(PYTHON). Install it, or say which: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -y -q python3-venv; \
	  else \
	    echo "The Debian package python3-venv is missing. Install it: sudo apt-get install python3-venv" >&2; exit 1; \
	  fi; }
	@command -v uv >/dev/null || [ -x $(TOOLS)/bin/uv ] || \
	  { $(PYTHON) -m venv $(TOOLS) && $(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'; }
	@UV="$$(command -v uv || echo $(TOOLS)/bin/uv)"; \
	  "$$UV" sync --frozen --no-python-downloads --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@touch $@

# The main job on the demonstration extract: makes it, checks it, judges it, prints the figures and where the report is.
run: setup
	@$(BIN)/plumbline synth $(OUT)/demo-extract --as-at $(AS_AT)
	@$(BIN)/plumbline check $(OUT)/demo-extract
	@$(BIN)/plumbline take $(OUT)/demo-extract $(OUT)/demo-taken
	@$(BIN)/plumbline run $(OUT)/demo-taken --as-at $(AS_AT) --out $(OUT)/demo-run
	@$(BIN)/plumbline measures $(OUT)/demo-run
	@$(BIN)/plumbline report $(OUT)/demo-run --out $(OUT)/demo-report.html

test: setup
	@$(BIN)/python -m pytest

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup
	@$(BIN)/python benchmarks/run.py

# The generated reference pages.
docs: setup
	@$(BIN)/python -m plumbline.records.reference docs/reference/records.md
	@$(BIN)/python -m plumbline.standards.explaining docs/reference/standards.md
	@$(BIN)/python -m plumbline.measures.records_figures docs/reference/figures.md

clean:
	rm -rf $(VENV) $(TOOLS) $(OUT)
