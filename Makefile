# The workbook in one command each. Needs Python >= 3.11, git and make; everything else goes into .venv.
#
#   make briefings   run every notebook and write briefings/*.pdf          (the default)
#   make test        run all tests, the notebooks included
#   make test-browser  work in JupyterLab as a person would, in the system's Chromium
#   make notebooks   run the notebooks again in place, after articles were added or corrected
#   make lab         open JupyterLab
#   make lint        ruff and mypy
#   make bench       measure the speed of reading, on invented articles (hours; ARTICLES="1000 4000" is ten minutes)
#   make fuzz        read hostile and mutated files for ten minutes (SECONDS=60 SEED=7)
#   make check       list what would be lost or is inconsistent
#   make lock        pin the newest versions that pyproject.toml admits
#   make clean       delete everything that was made, .venv included
#
# Another Python: make PYTHON=python3.12 briefings. Without make: see README.md.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
UV := $(BIN)/uv
READY := $(VENV)/ready
# Compiled once, where no bytecode is kept besides: each notebook would compile what it opens anew, for seconds.
OPENED := duckdb, ipykernel.kernelapp, matplotlib.backends.backend_svg, nbclient, nbconvert, nbformat, pandas, wasmtime
LAB_FLAGS := --LabApp.default_url=/lab/tree/notebooks/05_explore.ipynb --LabApp.app_settings_dir=tools/lab \
	--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	--LabApp.news_url=None --LabApp.extension_manager=readonly --KernelManager.transport_encryption=auto

.DEFAULT_GOAL := briefings
.PHONY: briefings test test-browser notebooks lab lint bench fuzz check lock clean setup

briefings notebooks check: $(READY)
	$(PY) -m analysis $@

test: $(READY)
	$(PY) -m pytest --durations 10

test-browser: $(READY)
	$(PY) -m pytest tests/browser

lab: $(READY)
	$(PY) -m jupyter lab $(LAB_FLAGS) $(if $(filter 0,$(shell id -u 2>/dev/null)),--allow-root)

lint: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: $(READY)
	$(PY) -m tests.benchmarks.archive $(ARTICLES)

fuzz: $(READY)
	$(PY) -m tests.benchmarks.fuzz --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1)

setup: $(READY)

# uv installs the lock five times faster than pip; pip does it where uv cannot (an index known to pip alone).
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c "import sys; v = sys.version.split()[0]; sys.exit(0 if sys.version_info >= (3, 11) else \
	'The workbook needs Python 3.11 or newer, and $(PYTHON) is ' + v + '. Name another: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > $(VENV)/uv.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(UV) pip install --quiet --system-certs --require-hashes -r requirements.txt \
	|| $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@PYTHONDONTWRITEBYTECODE= $(PY) -c "import analysis.cli, $(OPENED)" && $(PY) -m compileall -q analysis
	@echo ready > $(READY)

lock: $(READY)
	$(UV) pip compile pyproject.toml --system-certs --extra dev --extra scale --universal --generate-hashes --no-emit-index-url \
	--upgrade --quiet --custom-compile-command "make lock" -o requirements.txt
	$(PY) tools/environment.py
	$(PY) -m tools.wheels

clean:
	rm -rf $(VENV) briefings build tables *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
