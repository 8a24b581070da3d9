# The only door. Each target does its own set-up; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .tools
OUT := out
AS_AT := 2026-03-31

.PHONY: setup run test check bench docs pictures clean

setup: $(VENV)/.made

# Python 3.11 or later with its venv module; uv from a small environment of its own, unless it is on the path.
# What is missing of Debian is installed when root, else named.
$(VENV)/.made: pyproject.toml uv.lock
	@missing=""; \
	command -v $(PYTHON) >/dev/null || missing="python3 python3-venv"; \
	[ -n "$$missing" ] || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || missing="python3-venv"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -y -q $$missing; \
	  else \
	    echo "Debian packages are missing: $$missing. Install them: sudo apt-get install $$missing" >&2; exit 1; \
	  fi; \
	fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11. Say which to use: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@command -v uv >/dev/null || [ -x $(TOOLS)/bin/uv ] || \
	  { $(PYTHON) -m venv $(TOOLS) && $(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'; }
	@UV="$$(command -v uv || echo $(TOOLS)/bin/uv)"; \
	  "$$UV" sync --frozen --extra site --no-python-downloads --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
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

# The generated reference pages, and what the tutorial's commands print.
docs: setup
	@$(BIN)/python -m plumbline.records.reference docs/reference/records.md
	@$(BIN)/python -m plumbline.standards.explaining docs/reference/standards.md
	@$(BIN)/python -m plumbline.measures.records_figures docs/reference/figures.md
	@$(BIN)/python docs/make_reference.py

# The README's pictures, from the run of `make run`; the one of the report needs Chromium.
pictures: run
	@$(BIN)/python docs/pictures/make_pictures.py

clean:
	rm -rf $(VENV) $(TOOLS) $(OUT)
