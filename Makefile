# Two commands on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := packaging/requirements.lock
READY := $(VENV)/.ready

.DELETE_ON_ERROR:
.PHONY: setup demo test check bench bench-sync screens guide pictures format lock clean

setup: $(READY)

$(READY): $(LOCK) pyproject.toml packaging/setup.sh
	@sh packaging/setup.sh "$(PYTHON)" "$(VENV)" "$(LOCK)"
	@touch $@

# Where there is a screen, the window in its practice room; else the whole round on the command line.
demo: $(READY)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/kyosei-desk practice; \
	else $(BIN)/python -m sync.practice_round build/demo; fi

test: $(READY)
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(READY)
	@$(BIN)/python -m tests.benchmarks $(ARGS)

# How fast desks and hub exchange N records: make bench-sync N=20000 BENCH_JSON=FILE
bench-sync: $(READY)
	@$(BIN)/python -m tests.benchmarks.syncing --count $(or $(N),20000) $(if $(BENCH_JSON),--json $(BENCH_JSON))

# Every screen as a picture, light, dark, in high contrast and at 200 %, to be looked at one by one.
screens: $(READY)
	@$(BIN)/python -m tests.ui.tour build/screens

# The volunteer's guide as a book to print, with the screens as they are: build/guide.pdf
guide: $(READY)
	@if [ ! -d build/screens ]; then $(BIN)/python -m tests.ui.tour build/screens; fi
	@$(BIN)/python packaging/guide.py

# The README's pictures, of what `make screens` and the command line's round drew.
pictures: $(READY)
	@$(BIN)/python packaging/pictures.py

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Needs uv. The lock names no index and no address: `env -u` keeps a machine's own settings out of it.
lock:
	env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_FIND_LINKS uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o $(LOCK)

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
