# Every target does all of its own set-up, on a machine with Python 3.11+, git and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv
export PORT
# A start reads compiled modules; without this each one would compile the libraries again.
export UV_COMPILE_BYTECODE = 1
# Trust what the machine trusts: many newsrooms sit behind a proxy with its own certificate.
export UV_SYSTEM_CERTS = 1

.PHONY: run test check bench lock clean
.DEFAULT_GOAL := run

run: .venv/.runtime
	@DEBUG=$${DEBUG:-1} $(BIN)/python manage.py start

test: .venv/.development
	@.ci/chromium
	$(BIN)/pytest -n 2 --dist loadfile
	TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist loadfile -m "database and not browser"

check: .venv/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	DEBUG=0 SOURCEMARK_DATA_DIR=.venv/check $(BIN)/python manage.py states --check
	DEBUG=0 SOURCEMARK_DATA_DIR=.venv/check $(BIN)/python manage.py makemigrations --check --dry-run
	DEBUG=0 SOURCEMARK_DATA_DIR=.venv/check ALLOWED_HOSTS=sourcemark.example $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/.development
	@.ci/chromium
	$(BIN)/python -m tests.benchmarks $(if $(BENCH_OUT),--output $(BENCH_OUT))

lock: .venv/.uv
	$(UV) pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header --upgrade -q -o requirements.lock
	$(UV) pip compile pyproject.toml --all-extras --group dev -c requirements.lock --universal --generate-hashes --no-header --upgrade -q -o requirements-dev.lock

clean:
	rm -rf .venv

.venv/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Set PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/.runtime: .venv/.uv requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python -r requirements.lock
	@touch $@

.venv/.development: .venv/.uv requirements.lock requirements-dev.lock
	@$(UV) pip sync --quiet --python $(BIN)/python requirements-dev.lock
	@touch $@ .venv/.runtime
