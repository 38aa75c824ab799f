# One command each. `make help` lists them.
PYTHON3 ?= python3
BIN = .venv/bin
export SECOURS_DEMO ?= 1
# Where a container sets it, every start would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-fast check format bench soak rehearse setup setup-dev screenshots lock

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## start everything and print the address (Ctrl+C stops it)
	@exec $(BIN)/secours run

test: setup-dev ## every test, on PostgreSQL and in Chromium
	@$(PYTHON3) tools/chromium.py
	@$(BIN)/pytest -n 2 --dist loadgroup tests

test-fast: setup-dev ## the tests without a browser
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not browser" tests

check: setup-dev ## format, lint, types, ranks, translations, what is longest
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo && $(BIN)/python tools/messages.py check && $(BIN)/python tools/longest.py

format: setup-dev ## rewrite the code in our format
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

bench: setup ## measure (JSON lines)
	@$(BIN)/secours bench pages --json
	@$(BIN)/python -m benchmarks.thirty_days

soak: setup-dev ## long runs: kill tests, fuzz
	@SECOURS_SOAK=1 $(BIN)/pytest tests/soak

rehearse: ## a clean clone with an empty home runs both commands
	@$(PYTHON3) tools/rehearse.py

screenshots: setup-dev ## the tour of docs/screens, from the running product
	@$(BIN)/python tools/screenshots.py

setup:
	@$(PYTHON3) tools/setup.py run

setup-dev:
	@$(PYTHON3) tools/setup.py dev

lock: setup-dev ## write requirements/*.txt again (names, versions and hashes only)
	@$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-header --generate-hashes pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-header --generate-hashes --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt
